import { memo, type ReactNode } from 'react';
import classes from './DataTable.module.css';
import type { Column } from './types.ts';

export interface BodyRowProps<Row> {
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
      {columns.map((column) => (
        <td key={column.id} className={classes.cell} data-align={column.align}>
          {row === undefined ? <span className={classes.bone} /> : column.cell(row)}
        </td>
      ))}
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
