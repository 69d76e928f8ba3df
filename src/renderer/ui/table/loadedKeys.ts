import type { RowSource } from './types.ts';

/** Keys of all rows, or null where some of them are not loaded. */
export function loadedKeys<Row>(source: RowSource<Row>, keyOf: (row: Row) => string): Set<string> | null {
  const keys = new Set<string>();
  for (let index = 0; index < source.total; index++) {
    const row = source.at(index);
    if (row === undefined) return null;
    keys.add(keyOf(row));
  }
  return keys;
}
