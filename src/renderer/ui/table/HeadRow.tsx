import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconSelector } from '@tabler/icons-react';
import classes from './DataTable.module.css';
import type { Column, Selection, SortState } from './types.ts';

interface HeadRowProps<Row> {
  columns: readonly Column<Row>[];
  sort: SortState | undefined;
  onSort: ((sort: SortState) => void) | undefined;
  selection: Selection | undefined;
  onSelectAll: () => void;
  total: number;
  withActions: boolean;
}

/** Names of the columns, with sorting and "select all". */
export function HeadRow<Row>({ columns, sort, onSort, selection, onSelectAll, total, withActions }: HeadRowProps<Row>) {
  return (
    <tr aria-rowindex={1} className={`${classes.row} ${classes.head}`}>
      {selection !== undefined && (
        <th scope="col" className={classes.cell}>
          <SelectAll selection={selection} onSelectAll={onSelectAll} total={total} />
        </th>
      )}
      {columns.map((column) => (
        <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
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

interface HeadCellProps<Row> {
  column: Column<Row>;
  sort: SortState | undefined;
  onSort: ((sort: SortState) => void) | undefined;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const key = column.sort;
  const direction = key !== undefined && sort?.by === key ? sort.direction : undefined;
  const className = `${classes.cell} ${classes.headCell}`;
  if (key === undefined || onSort === undefined) {
    return (
      <th scope="col" className={className} data-align={column.align}>
        {column.title}
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
    </th>
  );
}

function ariaSort(direction: 'asc' | 'desc' | undefined): 'ascending' | 'descending' | 'none' {
  if (direction === undefined) return 'none';
  return direction === 'asc' ? 'ascending' : 'descending';
}
