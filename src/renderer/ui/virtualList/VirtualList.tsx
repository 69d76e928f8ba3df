import { type CSSProperties, type KeyboardEvent, type ReactNode, useId } from 'react';
import { useVirtualRows, type VirtualRowsOptions } from './useVirtualRows.ts';
import classes from './virtualList.module.css';

interface VirtualListProps<Item> extends Pick<VirtualRowsOptions, 'overscan' | 'current' | 'onEnd' | 'nearEnd'> {
  items: readonly Item[];
  /** Draws an item; `style` places it. */
  render: (item: Item, style: CSSProperties, index: number) => ReactNode;
  /** Px. */
  itemHeight?: number;
  className?: string | undefined;
}

/** A list of any length that fills its place: `<VirtualList items={rows} render={(row, style) => <Row style={style}/>} />`. */
export function VirtualList<Item>({ items, render, itemHeight = 30, className, ...rest }: VirtualListProps<Item>) {
  const rows = useVirtualRows({ ...rest, count: items.length, rowHeight: itemHeight });
  return (
    <div ref={rows.frame} className={className ?? classes.list} role="presentation">
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

/** Options of any number, of which one is chosen; arrows choose, and what stands beside follows. */
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
