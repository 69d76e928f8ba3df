import type { SyncTable } from './registry.ts';
import { keyColumns, type Row } from './rows.ts';
import { fromWire, type SqlValue } from './values.ts';

/** A row as the team has it at a revision. */
export interface Incoming {
  readonly rev: number;
  readonly table: string;
  readonly rowId: string;
  /** Deleted, or private to somebody else. */
  readonly deleted: boolean;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly byUser: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** A put with the columns that this version knows. */
export interface Put extends Incoming {
  readonly of: SyncTable;
  readonly row: Row;
}

/** A row among those of all tables. */
export const placeOf = (table: string, rowId: string): string => `${table} ${rowId}`;

/** The columns of a row that this version knows; those of its key come from its id, whatever else the row says. */
export function rowFrom(table: SyncTable, rowId: string, data: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, SqlValue> = {};
  for (const column of table.columns) {
    const value = data[column];
    if (value !== undefined) row[column] = typeof value === 'string' ? value : fromWire(value);
  }
  return Object.assign(row, keyColumns(table, rowId));
}
