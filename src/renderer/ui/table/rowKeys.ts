import type { KeyboardEvent } from 'react';

const page = 10;

interface RowKeys {
  current: number;
  total: number;
  goTo: (index: number) => void;
  open: (index: number) => void;
  select: ((index: number) => void) | undefined;
}

/** Keys of a grid by rows: arrows, Page, Home and End move; Enter opens; Space selects. */
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
    if (!(event.target instanceof HTMLTableRowElement)) return;
    const target = moves[event.key];
    if (target !== undefined) goTo(Math.max(0, Math.min(total - 1, target)));
    else if (event.key === 'Enter') open(current);
    else if (event.key === ' ' && select !== undefined) select(current);
    else return;
    event.preventDefault();
  };
}
