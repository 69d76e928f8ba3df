import type { RowSource } from './types.ts';

/** Skeleton rows for a first load. */
export function skeletonSource<Row>(total = 8): RowSource<Row> {
  return { total, at: () => undefined };
}
