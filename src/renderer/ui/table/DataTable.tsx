import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useVirtualRows } from '../virtualList/index.ts';
import classes from './DataTable.module.css';
import { BodyRow, HeadRow } from './rows.tsx';
import { loadedKeys, rowKeys, useRowSelect } from './selection.ts';
import type { Column, RowSource, Selection, SortState } from './types.ts';

export interface DataTableProps<Row> {
  /** What the rows are, for example "Integrations". */
  label: string;
  columns: readonly Column<Row>[];
  source: RowSource<Row>;
  keyOf: (row: Row) => string;
  /** The row in a word, for labels such as "Select GitHub". */
  nameOf: (row: Row) => string;
  sort?: SortState;
  onSort?: (sort: SortState) => void;
  selection?: Selection;
  /** A click on a row, or Enter. */
  onOpen?: (row: Row) => void;
  /** A menu at the end of each row; must be stable. */
  actions?: (row: Row) => ReactNode;
  rowHeight?: number;
  /** Shown below the head where there are no rows. */
  empty?: ReactNode;
  /** Least width before the table scrolls sideways, in px; the columns' own least widths count anyway. */
  leastWidth?: number;
  busy?: boolean;
  /** Told when a person makes a column wider or narrower, in px; null gives it back its own width. */
  onResize?: (id: string, width: number | null) => void;
}

const headHeight = 38;

/** A table of any length: only the rows on the screen are drawn. Give it a parent with a height (`<Page fill>`). */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, source, keyOf, nameOf, selection, onOpen, actions, rowHeight = 44, leastWidth = 0 } = props;
  const [current, setCurrent] = useState(0);
  const rows = useVirtualRows({ count: source.total, rowHeight, overscan: 8, headHeight, onRange: source.want });
  const select = useRowSelect(source, keyOf, selection);
  const open = useCallback(
    (index: number) => {
      const row = source.at(index);
      setCurrent(index);
      if (row !== undefined) onOpen?.(row);
    },
    [source, onOpen],
  );
  const focusRow = useRowFocus(rows.frame);
  const goTo = (index: number) => {
    setCurrent(index);
    rows.scrollTo(index);
    focusRow(index);
  };
  const reachable = Math.min(current, Math.max(0, source.total - 1));
  const onKeyDown = rowKeys({
    current: reachable,
    total: source.total,
    goTo,
    open,
    select: selection === undefined ? undefined : (index) => select(index, false),
  });
  return (
    <div ref={rows.frame} className={classes.frame}>
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table may be a grid (ARIA in HTML); its cells follow
        role="grid"
        aria-label={label}
        aria-rowcount={source.total + 1}
        aria-busy={props.busy === true}
        {...(selection === undefined ? {} : { 'aria-multiselectable': true })}
        className={classes.grid}
        style={gridStyle(columns, selection !== undefined, actions !== undefined, leastWidth)}
        onKeyDown={onKeyDown}
      >
        <thead className={classes.headGroup}>
          <HeadRow
            columns={columns}
            sort={props.sort}
            onSort={props.onSort}
            onResize={props.onResize}
            selection={selection}
            onSelectAll={() => selectAll(source, keyOf, selection)}
            total={source.total}
            withActions={actions !== undefined}
          />
        </thead>
        <tbody className={classes.body} style={{ height: rows.height }}>
          {rows.items.map(({ index, start, size }) => {
            const row = source.at(index);
            return (
              <BodyRow
                key={index}
                row={row}
                index={index}
                top={start}
                height={size}
                columns={columns}
                selected={selection && row !== undefined ? selection.keys.has(keyOf(row)) : selection && false}
                current={index === reachable}
                name={row === undefined ? 'row' : nameOf(row)}
                opens={onOpen !== undefined}
                onSelect={select}
                onOpen={open}
                actions={actions}
              />
            );
          })}
        </tbody>
      </table>
      {source.total === 0 && props.empty}
    </div>
  );
}

/** Gives a row the focus as soon as it is drawn, which is later where it was out of sight. */
function useRowFocus(frame: RefObject<HTMLElement | null>): (index: number) => void {
  const wanted = useRef<number>(null);
  const give = () => {
    const row = frame.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (row == null) return;
    wanted.current = null;
    row.focus();
  };
  useEffect(() => {
    if (wanted.current === null) return;
    const { activeElement } = document;
    // Who has gone elsewhere meanwhile stays there.
    if (activeElement !== document.body && !frame.current?.contains(activeElement)) wanted.current = null;
    else give();
  });
  return (index) => {
    wanted.current = index;
    give();
  };
}

function selectAll<Row>(source: RowSource<Row>, keyOf: (row: Row) => string, selection: Selection | undefined): void {
  const keys = loadedKeys(source, keyOf);
  if (keys === null) selection?.onAll?.();
  else selection?.onChange(keys);
}

function gridStyle<Row>(columns: readonly Column<Row>[], selects: boolean, acts: boolean, leastWidth: number) {
  const tracks = [...(selects ? ['40px'] : []), ...columns.map((column) => column.width), ...(acts ? ['52px'] : [])];
  const needed = tracks.reduce((sum, track) => sum + Number(/(\d+)px/.exec(track)?.[1] ?? 0), 0);
  return { '--columns': tracks.join(' '), '--least': `${Math.max(needed, leastWidth)}px` } as React.CSSProperties;
}
