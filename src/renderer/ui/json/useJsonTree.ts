import { useDeferredValue, useMemo, useState } from 'react';
import { ancestors, initiallyOpen, type JsonRow, jsonRows, searchJson } from './jsonRows.ts';
import type { JsonValue } from './jsonValue.ts';

/** The state of a tree: what is open, where the cursor stands, what the search found. */
export interface JsonTreeState {
  rows: JsonRow[];
  active: string;
  matches: string[];
  setActive(pointer: string): void;
  toggle(pointer: string, open?: boolean): void;
  /** Opens everything above the place and puts the cursor there. */
  reveal(pointer: string): void;
}

export function useJsonTree(value: JsonValue, search: string): JsonTreeState {
  const [state, setState] = useState(() => ({ value, open: initiallyOpen(value), active: '' }));
  if (state.value !== value) setState({ value, open: initiallyOpen(value), active: '' });
  const wanted = useDeferredValue(search);
  const matches = useMemo(() => searchJson(value, wanted), [value, wanted]);
  const rows = useMemo(() => jsonRows(value, state.open), [value, state.open]);
  return {
    rows,
    active: state.active,
    matches,
    setActive: (active) => setState((now) => ({ ...now, active })),
    toggle: (pointer, open) =>
      setState((now) => ({ ...now, active: pointer, open: withToggled(now.open, pointer, open) })),
    reveal: (pointer) =>
      setState((now) => ({ ...now, active: pointer, open: new Set([...now.open, ...ancestors(pointer)]) })),
  };
}

function withToggled(open: ReadonlySet<string>, pointer: string, wanted = !open.has(pointer)): Set<string> {
  const next = new Set(open);
  if (wanted) next.add(pointer);
  else next.delete(pointer);
  return next;
}
