import type { RowSource } from './types.ts';

const bones: RowSource<never> = { total: 8, at: () => undefined };

/** Skeleton rows for a first load; always the same object. */
export function skeletonSource<Row>(): RowSource<Row> {
  return bones;
}
