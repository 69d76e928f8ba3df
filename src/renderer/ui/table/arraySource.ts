import type { RowSource } from './types.ts';

/** Rows that are all there. */
export function arraySource<Row>(rows: readonly Row[]): RowSource<Row> {
  return { total: rows.length, at: (index) => rows[index] };
}
