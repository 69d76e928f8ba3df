import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type ReactNode, useEffect, useRef } from 'react';
import classes from '../requests.module.css';

interface VirtualListProps<Item> {
  items: readonly Item[];
  render(item: Item, style: CSSProperties, index: number): ReactNode;
  /** Px. */
  itemHeight?: number;
  /** The item that is kept in view. */
  current?: number;
  /** Told when the end comes near, to fetch what follows. */
  onEnd?: (() => void) | undefined;
}

const nearEnd = 15;

/** A list of any length; only what is in view exists in the page. */
export function VirtualList<Item>({ items, render, itemHeight = 30, current = -1, onEnd }: VirtualListProps<Item>) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => frame.current,
    estimateSize: () => itemHeight,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (items.length > 0 && last >= items.length - nearEnd) onEnd?.();
  }, [last, items.length, onEnd]);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current);
  }, [current, virtual]);
  return (
    <div ref={frame} className={classes.list} role="presentation">
      <div className={classes.canvas} role="presentation" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start, size }) => {
          const item = items[index];
          return item === undefined ? null : render(item, { transform: `translateY(${start}px)`, height: size }, index);
        })}
      </div>
    </div>
  );
}
