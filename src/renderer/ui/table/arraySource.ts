import type { RowSource } from './types.ts';

/** Rows that are all there. */
export function arraySource<Row>(rows: readonly Row[]): RowSource<Row> {
  return { total: rows.length, at: (index) => rows[index] };
}

/** Skeleton rows for a first load. */
export function skeletonSource<Row>(total = 8): RowSource<Row> {
  return { total, at: () => undefined };
}
