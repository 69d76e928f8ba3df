import { useCallback, useLayoutEffect, useRef } from 'react';
import type { RowSource, Selection } from './types.ts';

/** Selects one row, or with `range` every loaded row from the last one to it. The function stays the same over renders. */
export function useRowSelect<Row>(source: RowSource<Row>, keyOf: (row: Row) => string, selection?: Selection) {
  const anchor = useRef(0);
  const latest = useRef({ source, keyOf, selection });
  useLayoutEffect(() => {
    latest.current = { source, keyOf, selection };
  });
  return useCallback((index: number, range: boolean) => {
    const now = latest.current;
    const row = now.source.at(index);
    if (now.selection === undefined || row === undefined) return;
    const keys = new Set(now.selection.keys);
    const adds = !keys.has(now.keyOf(row));
    const from = range ? Math.min(anchor.current, index) : index;
    const to = range ? Math.max(anchor.current, index) : index;
    for (let at = from; at <= to; at++) {
      const other = now.source.at(at);
      if (other === undefined) continue;
      if (adds) keys.add(now.keyOf(other));
      else keys.delete(now.keyOf(other));
    }
    anchor.current = index;
    now.selection.onChange(keys);
  }, []);
}
