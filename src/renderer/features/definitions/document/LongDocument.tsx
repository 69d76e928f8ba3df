import { useMemo } from 'react';
import { useVirtualRows } from '#renderer/ui/virtualList/index.ts';
import { toLines } from './documentLines.ts';
import classes from './LongDocument.module.css';

const lineHeight = 20;
const readAhead = 200;

interface LongDocumentProps {
  pieces: readonly string[];
  /** Line to show and mark; 0 is none. */
  marked: number;
  /** Called when the end of what is there comes into view. */
  onEnd: () => void;
}

/** A text that is too long for the editor, with its line numbers, read as far as it is looked at. */
export function LongDocument({ pieces, marked, onEnd }: LongDocumentProps) {
  const lines = useMemo(() => toLines(pieces.join('')), [pieces]);
  const markedAt = marked === 0 ? -1 : lines.findIndex(({ number }) => number === marked);
  const rows = useVirtualRows<HTMLElement>({
    count: lines.length,
    rowHeight: lineHeight,
    overscan: 20,
    current: markedAt,
    align: 'center',
    onEnd,
    nearEnd: readAhead,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={rows.frame} className={classes.frame} tabIndex={0} aria-label="Text of the definition">
      <div className={classes.text} style={{ height: rows.height }}>
        {rows.items.map(({ index, start }) => (
          <div
            key={index}
            className={classes.line}
            data-marked={index === markedAt || undefined}
            style={{ transform: `translateY(${start}px)` }}
          >
            <span className={classes.number}>{lines[index]?.number ?? ''}</span>
            <span>{lines[index]?.text}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
