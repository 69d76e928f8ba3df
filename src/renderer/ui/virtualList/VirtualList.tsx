import { useMergedRef } from '@mantine/hooks';
import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useRef,
} from 'react';
import classes from './virtualList.module.css';

interface VirtualListProps<Item> extends Pick<VirtualRowsOptions, 'overscan' | 'current' | 'onEnd' | 'nearEnd'> {
  items: readonly Item[];
  /** Draws an item; `style` places it. */
  render: (item: Item, style: CSSProperties, index: number) => ReactNode;
  /** Px. */
  itemHeight?: number;
  className?: string | undefined;
  /** What the element that scrolls is, where it takes the keys itself, as a tree does. */
  frame?: FrameProps | undefined;
}

interface FrameProps extends HTMLAttributes<HTMLDivElement> {
  ref?: Ref<HTMLDivElement>;
  [data: `data-${string}`]: string | undefined;
}

/** A list of any length that fills its place: `<VirtualList items={rows} render={(row, style) => <Row style={style}/>} />`. */
export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, render, itemHeight = 30, className, frame, ...rest } = props;
  const rows = useVirtualRows({ ...rest, count: items.length, rowHeight: itemHeight });
  const ref = useMergedRef(rows.frame, frame?.ref ?? null);
  return (
    <div
      role="presentation"
      {...frame}
      ref={ref}
      className={`${className ?? classes.list ?? ''} ${frame?.className ?? ''}`.trim()}
    >
      <div className={classes.canvas} role="presentation" style={{ height: rows.height }}>
        {rows.items.map(({ index, start, size }) => {
          const item = items[index];
          return item === undefined ? null : render(item, { transform: `translateY(${start}px)`, height: size }, index);
        })}
      </div>
    </div>
  );
}

interface VirtualListboxProps<Item> {
  label: string;
  total: number;
  /** Undefined for one that is not there yet. */
  at: (index: number) => Item | undefined;
  onRange?: ((first: number, last: number) => void) | undefined;
  keyOf: (item: Item) => string;
  /** Key of the chosen item. */
  chosen: string | null;
  onChoose: (key: string) => void;
  /** Draws what an option holds; undefined for one that is not there yet. */
  render: (item: Item | undefined) => ReactNode;
  /** Px. */
  itemHeight: number;
}

const page = 8;

/** Options of any number, of which one is chosen; arrows choose, and what is beside follows. */
export function VirtualListbox<Item>(props: VirtualListboxProps<Item>) {
  const { label, total, at, onRange, keyOf, chosen, onChoose, render, itemHeight } = props;
  const prefix = useId();
  const rows = useVirtualRows({ count: total, rowHeight: itemHeight, overscan: page, onRange });
  const isChosen = (index: number) => {
    const item = at(index);
    return item !== undefined && keyOf(item) === chosen;
  };
  const drawn = rows.items.find(({ index }) => isChosen(index))?.index;
  const onKeyDown = (event: KeyboardEvent) => {
    const from = drawn ?? Array.from({ length: total }, (_, index) => index).find(isChosen) ?? -1;
    const next = moved(event.key, from, total);
    const item = next === undefined ? undefined : at(next);
    if (next === undefined || item === undefined) return;
    event.preventDefault();
    rows.scrollTo(next);
    onChoose(keyOf(item));
  };
  return (
    <div ref={rows.frame} className={classes.frame}>
      <div
        role="listbox"
        tabIndex={0}
        aria-label={label}
        className={classes.options}
        style={{ height: Math.max(1, rows.height) }}
        onKeyDown={onKeyDown}
        {...(drawn !== undefined && { 'aria-activedescendant': `${prefix}${drawn}` })}
      >
        {rows.items.map(({ index, start, size }) => {
          const item = at(index);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys of its options
            // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus and names the active option
            <div
              key={index}
              id={`${prefix}${index}`}
              role="option"
              aria-selected={isChosen(index)}
              aria-setsize={total}
              aria-posinset={index + 1}
              className={classes.option}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onClick={() => item !== undefined && onChoose(keyOf(item))}
            >
              {render(item)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function moved(key: string, from: number, total: number): number | undefined {
  const moves: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: total - 1,
  };
  const next = moves[key];
  return next === undefined ? undefined : Math.max(0, Math.min(total - 1, next));
}

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

/** Rows of any number, of which only those in view exist in the page. Tables and lists alike are on it. */
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
