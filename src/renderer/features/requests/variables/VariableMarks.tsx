import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { piecesOf } from '#core/variables/template.ts';
import type { CodeVariable } from '#renderer/ui/code/index.ts';
import { findName } from './names.ts';
import classes from './variables.module.css';

interface VariableMarksProps {
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  text: string;
  offered: readonly CodeVariable[] | null;
}

/** What decides where the letters of a field stand. */
const layout = [
  'font',
  'letterSpacing',
  'lineHeight',
  'textAlign',
  'textIndent',
  'paddingTop',
  'paddingRight',
  'paddingBottom',
  'paddingLeft',
  'borderTopWidth',
  'borderRightWidth',
  'borderBottomWidth',
  'borderLeftWidth',
] as const;

/** Marks the names in a field: the same text lies over it, without colour, and shows nothing but the marks. */
export function VariableMarks({ field, text, offered }: VariableMarksProps) {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const [from, to] = [field.current, frame.current];
    if (from === null || to === null) return undefined;
    const place = () => {
      const style = getComputedStyle(from);
      for (const name of layout) to.style[name] = style[name];
      const many = from instanceof HTMLTextAreaElement;
      to.style.whiteSpace = many ? 'pre-wrap' : 'pre';
      to.style.wordBreak = style.wordBreak;
      to.style.overflowWrap = style.overflowWrap;
      const inner = to.firstElementChild;
      if (inner instanceof HTMLElement) inner.style.translate = `${-from.scrollLeft}px ${-from.scrollTop}px`;
    };
    place();
    const sizes = new ResizeObserver(place);
    sizes.observe(from);
    from.addEventListener('scroll', place);
    return () => {
      sizes.disconnect();
      from.removeEventListener('scroll', place);
    };
  }, [field]);
  // What is typed scrolls the field without saying so.
  useEffect(() => {
    const inner = frame.current?.firstElementChild;
    const from = field.current;
    if (inner instanceof HTMLElement && from !== null)
      inner.style.translate = `${-from.scrollLeft}px ${-from.scrollTop}px`;
  });
  return (
    <div ref={frame} className={classes.marks} aria-hidden>
      <div>
        {piecesOf(text).map((piece, index) =>
          piece.kind === 'text' ? (
            piece.text
          ) : (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text are told by their place
              key={index}
              data-variable={piece.name}
              className={classes.mark}
              data-unknown={(offered !== null && findName(offered, piece.name) === undefined) || undefined}
            >
              {piece.text}
            </span>
          ),
        )}
      </div>
    </div>
  );
}
