import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import classes from './DocumentText.module.css';
import type { DocumentLine } from './toLines.ts';

const lineHeight = 20;
const readAhead = 200;

interface DocumentTextProps {
  lines: readonly DocumentLine[];
  /** Line to show and mark; 0 is none. */
  marked: number;
  /** Told when the end of what is there comes into view. */
  onEnd: () => void;
}

/** A text of any length with its line numbers. */
export function DocumentText({ lines, marked, onEnd }: DocumentTextProps) {
  const frame = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - readAhead) onEnd();
  }, [last, lines.length, onEnd]);
  const markedAt = marked === 0 ? -1 : lines.findIndex(({ number }) => number === marked);
  useEffect(() => {
    if (markedAt >= 0) virtual.scrollToIndex(markedAt, { align: 'center' });
  }, [markedAt, virtual]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={frame} className={classes.frame} tabIndex={0} aria-label="Text of the definition">
      <div className={classes.text} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
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
