import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react';
import { memo, type PointerEvent, type ReactNode } from 'react';
import { Unreadable, unreadableIn } from '../Unreadable.tsx';
import classes from './DataTable.module.css';
import type { Column, Selection, SortState } from './types.ts';

interface HeadRowProps<Row> {
  columns: readonly Column<Row>[];
  sort: SortState | undefined;
  onSort: ((sort: SortState) => void) | undefined;
  onResize: Resize | undefined;
  selection: Selection | undefined;
  onSelectAll: () => void;
  total: number;
  withActions: boolean;
}

/** Names of the columns, with sorting and "select all". */
export function HeadRow<Row>(props: HeadRowProps<Row>) {
  const { columns, sort, onSort, onResize, selection, onSelectAll, total, withActions } = props;
  return (
    <tr aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
      {selection !== undefined && (
        <th scope="col" className={classes.cell}>
          <SelectAll selection={selection} onSelectAll={onSelectAll} total={total} />
        </th>
      )}
      {columns.map((column) => (
        <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} onResize={onResize} />
      ))}
      {withActions && (
        <th scope="col" className={classes.cell}>
          <span className={classes.unseen}>Actions</span>
        </th>
      )}
    </tr>
  );
}

function SelectAll({
  selection,
  onSelectAll,
  total,
}: {
  selection: Selection;
  onSelectAll: () => void;
  total: number;
}) {
  const count = selection.keys.size;
  const all = total > 0 && count >= total;
  return (
    <input
      type="checkbox"
      className={classes.check}
      aria-label="Select all rows"
      checked={all}
      ref={(input) => {
        if (input !== null) input.indeterminate = count > 0 && !all;
      }}
      disabled={total === 0}
      onChange={() => (count > 0 ? selection.onChange(new Set()) : onSelectAll())}
    />
  );
}

type Resize = (id: string, width: number | null) => void;

interface HeadCellProps<Row> {
  column: Column<Row>;
  sort: SortState | undefined;
  onSort: ((sort: SortState) => void) | undefined;
  onResize: Resize | undefined;
}

function HeadCell<Row>({ column, sort, onSort, onResize }: HeadCellProps<Row>) {
  const edge = onResize === undefined ? null : <ColumnEdge column={column} onResize={onResize} />;
  const key = column.sort;
  const direction = key !== undefined && sort?.by === key ? sort.direction : undefined;
  const className = `${classes.cell} ${classes.headCell}`;
  if (key === undefined || onSort === undefined) {
    return (
      <th scope="col" className={className} data-align={column.align}>
        {column.title}
        {edge}
      </th>
    );
  }
  const Icon = direction === undefined ? IconSelector : direction === 'asc' ? IconArrowUp : IconArrowDown;
  return (
    <th scope="col" className={className} data-align={column.align} aria-sort={ariaSort(direction)}>
      <UnstyledButton
        className={classes.sort}
        data-active={direction !== undefined || undefined}
        onClick={() => onSort({ by: key, direction: direction === 'asc' ? 'desc' : 'asc' })}
      >
        {column.title}
        <Icon size={12} aria-hidden />
      </UnstyledButton>
      {edge}
    </th>
  );
}

const leastWidth = 60;

interface ColumnEdgeProps<Row> {
  column: Column<Row>;
  onResize: Resize;
}

/** The edge by which a column is made wider: dragged, or given back its own width by a double click. */
function ColumnEdge<Row>({ column, onResize }: ColumnEdgeProps<Row>) {
  const widthOf = (edge: Element) => edge.parentElement?.getBoundingClientRect().width ?? leastWidth;
  const drag = (event: PointerEvent<HTMLHRElement>) => {
    const edge = event.currentTarget;
    const [from, width] = [event.clientX, widthOf(edge)];
    edge.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) =>
      onResize(column.id, Math.max(leastWidth, width + moved.clientX - from));
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
  };
  return (
    <hr aria-hidden className={classes.edge} onPointerDown={drag} onDoubleClick={() => onResize(column.id, null)} />
  );
}

function ariaSort(direction: 'asc' | 'desc' | undefined): 'ascending' | 'descending' | 'none' {
  if (direction === undefined) return 'none';
  return direction === 'asc' ? 'ascending' : 'descending';
}

interface BodyRowProps<Row> {
  row: Row | undefined;
  index: number;
  top: number;
  height: number;
  columns: readonly Column<Row>[];
  /** Undefined where rows cannot be selected. */
  selected: boolean | undefined;
  /** The row that Tab reaches. */
  current: boolean;
  name: string;
  opens: boolean;
  onSelect: (index: number, range: boolean) => void;
  onOpen: (index: number) => void;
  actions: ((row: Row) => ReactNode) | undefined;
}

function Line<Row>(props: BodyRowProps<Row>) {
  const { row, index, top, height, columns, selected, current, opens, onOpen } = props;
  const said = unreadableIn(row);
  const select = selected === undefined ? {} : { 'aria-selected': selected };
  return (
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      data-opens={opens || undefined}
      tabIndex={current ? 0 : -1}
      className={`${classes.row} ${classes.line}`}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={(event) => (isControl(event.target) ? undefined : onOpen(index))}
      {...select}
    >
      {selected !== undefined && <SelectCell {...props} selected={selected} />}
      {said !== undefined ? (
        <td className={classes.cell} colSpan={columns.length} style={{ gridColumn: `span ${columns.length}` }}>
          <Unreadable text={said} />
        </td>
      ) : (
        columns.map((column) => (
          <td key={column.id} className={classes.cell} data-align={column.align}>
            {row === undefined ? <span className={classes.bone} /> : column.cell(row)}
          </td>
        ))
      )}
      {props.actions !== undefined && (
        <td className={`${classes.cell} ${classes.acts}`}>{row !== undefined && props.actions(row)}</td>
      )}
    </tr>
  );
}

/** One row; drawn again only when something of it changes. */
export const BodyRow = memo(Line) as typeof Line;

function SelectCell<Row>({ row, index, selected, name, onSelect }: BodyRowProps<Row> & { selected: boolean }) {
  return (
    <td className={classes.cell}>
      <input
        type="checkbox"
        className={classes.check}
        tabIndex={-1}
        aria-label={`Select ${name}`}
        checked={selected}
        disabled={row === undefined}
        onChange={(event) => onSelect(index, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
      />
    </td>
  );
}

/** A click on a control inside of the row, or on a menu drawn elsewhere that belongs to it, is not a click on the row. */
function isControl(target: EventTarget): boolean {
  return (
    target instanceof Element && target.closest('button, a, input, label, [role="menu"], [role="dialog"]') !== null
  );
}
