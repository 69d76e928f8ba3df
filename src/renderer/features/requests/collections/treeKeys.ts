import type { KeyboardEvent } from 'react';
import type { CollectionNode } from './collectionRows.ts';
import type { MoveKey } from './moves.ts';

/** What a key asks of the tree. */
export type TreeCommand =
  | { readonly does: 'go'; readonly to: number; readonly extend: boolean }
  | { readonly does: 'move'; readonly step: MoveKey }
  | { readonly does: 'open' | 'close' | 'choose' | 'select' | 'selectAll' | 'clear' }
  | { readonly does: 'rename' | 'remove' | 'duplicate' | 'menu' | 'run' }
  | { readonly does: 'type'; readonly text: string };

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const page = 15;
const moves: Readonly<Record<string, MoveKey>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'out',
  ArrowRight: 'in',
};
const plain: Readonly<Record<string, 'rename' | 'remove' | 'menu' | 'choose' | 'select' | 'clear'>> = {
  F2: 'rename',
  Delete: 'remove',
  ContextMenu: 'menu',
  Enter: 'choose',
  ' ': 'select',
  Escape: 'clear',
};

/** The command of a key, as WAI-ARIA asks of a tree in which several can be chosen; null where the key is not the tree's. */
export function treeCommand(event: Key, rows: readonly CollectionNode[], at: number): TreeCommand | null {
  const { key, shiftKey } = event;
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey) {
    const step = mod ? undefined : moves[key];
    return step === undefined ? null : { does: 'move', step };
  }
  if (mod && key.toLowerCase() === 'd') return { does: 'duplicate' };
  if (mod && key.toLowerCase() === 'a') return { does: 'selectAll' };
  if (mod && key === 'Enter') return { does: 'run' };
  if (mod && key === ' ') return { does: 'select' };
  if (mod) return null;
  if (shiftKey && key === 'F10') return { does: 'menu' };
  const to = target(key, rows, at);
  if (to !== null) return { does: 'go', to: Math.max(0, Math.min(rows.length - 1, to)), extend: shiftKey };
  const row = rows[at];
  if (key === 'ArrowRight') return row?.kind === 'group' && !row.open ? { does: 'open' } : null;
  if (key === 'ArrowLeft') return row?.kind === 'group' && row.open ? { does: 'close' } : null;
  const does = plain[key];
  if (does !== undefined) return { does };
  return key.length === 1 ? { does: 'type', text: key } : null;
}

function target(key: string, rows: readonly CollectionNode[], at: number): number | null {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  const step = steps[key];
  if (step !== undefined) return at + step;
  if (key === 'Home') return 0;
  if (key === 'End') return rows.length - 1;
  const row = rows[at];
  if (row === undefined) return null;
  if (key === 'ArrowRight' && row.kind === 'group' && row.open && rows[at + 1]?.parentId === row.id) return at + 1;
  if (key === 'ArrowLeft' && !(row.kind === 'group' && row.open)) {
    const parent = rows.findIndex(({ id }) => id === row.parentId);
    return parent < 0 ? null : parent;
  }
  return null;
}

/** The next line whose name begins with a text, from the one after `at`; a longer text may stay where it is. Null where none does. */
export function typedRow(rows: readonly CollectionNode[], at: number, text: string): number | null {
  const from = text.length === 1 ? at + 1 : at;
  for (let step = 0; step < rows.length; step += 1) {
    const index = (from + step + rows.length) % rows.length;
    if (rows[index]?.name.toLowerCase().startsWith(text.toLowerCase())) return index;
  }
  return null;
}
