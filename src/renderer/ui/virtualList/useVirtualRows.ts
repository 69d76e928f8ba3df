import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useRef } from 'react';

export interface VirtualRowsOptions {
  count: number;
  /** Px of a row; where rows measure themselves, of a usual one. */
  rowHeight: number;
  /** Rows drawn beyond those in view. */
  overscan?: number;
  /** Px at the top that a head covers. */
  headHeight?: number;
  /** Keeps what was measured with its row when rows come in above. */
  keyOf?: (index: number) => string | number;
  /** Called with the rows in view, so that they can be fetched; must be stable. */
  onRange?: ((first: number, last: number) => void) | undefined;
  /** Called when the end comes near, to fetch what follows; must be stable. */
  onEnd?: (() => void) | undefined;
  /** How many rows before the end that is. */
  nearEnd?: number;
  /** The row that is kept in view; -1 is none. */
  current?: number;
  align?: 'auto' | 'center';
}

export interface VirtualRows<Frame extends HTMLElement> {
  /** For the element that scrolls. */
  frame: RefObject<Frame | null>;
  /** The rows to draw: absolutely placed at `start`, `size` px high. */
  items: VirtualItem[];
  /** Px of all rows, for the element inside of the frame. */
  height: number;
  /** How far it is scrolled, px. */
  offset: number;
  scrollTo: (index: number) => void;
  scrollToTop: () => void;
  /** Ref of a row that is as high as its content; the row needs `data-index`. */
  measure: (row: Element | null) => void;
}

/** Rows of any number, of which only those in view exist in the page. Tables and lists alike stand on it. */
export function useVirtualRows<Frame extends HTMLElement = HTMLDivElement>(
  options: VirtualRowsOptions,
): VirtualRows<Frame> {
  const { count, rowHeight, overscan = 10, headHeight = 0, keyOf, onRange, onEnd, nearEnd = 15 } = options;
  const { current = -1, align = 'auto' } = options;
  const frame = useRef<Frame>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan,
    useFlushSync: false,
    scrollPaddingStart: headHeight,
    ...(keyOf !== undefined && { getItemKey: keyOf }),
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index, items.at(-1)?.index];
  useEffect(() => {
    if (first !== undefined && last !== undefined) onRange?.(first, last);
  }, [onRange, first, last]);
  useEffect(() => {
    if (count > 0 && (last ?? 0) >= count - nearEnd) onEnd?.();
  }, [last, count, nearEnd, onEnd]);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align });
  }, [current, align, virtual]);
  return {
    frame,
    items,
    height: virtual.getTotalSize(),
    offset: virtual.scrollOffset ?? 0,
    scrollTo: useCallback((index) => virtual.scrollToIndex(index), [virtual]),
    scrollToTop: useCallback(() => virtual.scrollToOffset(0), [virtual]),
    measure: virtual.measureElement,
  };
}
