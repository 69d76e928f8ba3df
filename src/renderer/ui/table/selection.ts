import { type KeyboardEvent, useCallback, useLayoutEffect, useRef } from 'react';
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

const page = 10;

interface RowKeys {
  current: number;
  total: number;
  goTo: (index: number) => void;
  open: (index: number) => void;
  select: ((index: number) => void) | undefined;
}

/**
 * Keys of a grid by rows: up, down, Page, Home and End move; Enter opens; Space selects; right goes to the row's menu
 * and left comes back.
 */
export function rowKeys({ current, total, goTo, open, select }: RowKeys) {
  const moves: Record<string, number> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: total - 1,
  };
  return (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement)) return;
    const row = event.target.closest('tr');
    if (event.target !== row) {
      if (event.key === 'ArrowLeft' && event.target.hasAttribute('data-row-menu')) row?.focus();
      return;
    }
    const target = moves[event.key];
    if (target !== undefined) goTo(Math.max(0, Math.min(total - 1, target)));
    else if (event.key === 'ArrowRight') row.querySelector<HTMLElement>('[data-row-menu]')?.focus();
    else if (event.key === 'Enter') open(current);
    else if (event.key === ' ' && select !== undefined) select(current);
    else return;
    event.preventDefault();
  };
}
