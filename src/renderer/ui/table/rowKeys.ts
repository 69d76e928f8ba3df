import type { KeyboardEvent } from 'react';

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
