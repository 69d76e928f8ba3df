import { useEffect, useMemo, useState } from 'react';
import { ancestors, initiallyOpen, type JsonRow, jsonRows, searchJson } from './jsonRows.ts';
import type { JsonValue } from './sentJson.ts';

/** The state of a tree: what is open, where the cursor stands, what the search found. */
export interface JsonTreeState {
  rows: JsonRow[];
  active: string;
  /** The first thousand; null while they are sought. */
  matches: readonly string[] | null;
  setActive(pointer: string): void;
  toggle(pointer: string, open?: boolean): void;
  /** Leaves the first level open. */
  foldAll(): void;
  /** Opens everything, as far as the page stays quick with it. */
  unfoldAll(): void;
  /** Opens everything above the place and puts the cursor there. */
  reveal(pointer: string): void;
}

interface Kept {
  readonly open: ReadonlySet<string>;
  /** Of what was seen first; an empty one is neither. */
  readonly closed: ReadonlySet<string>;
  readonly active: string;
}

/** What was open and closed of a value and where the cursor stood, by the name of its place. */
const kept = new Map<string, Kept>();
const mostKept = 50;
const seenFirst = 1_000;

/** What of a value is open at first: as it was in the one before, and what was not there or empty as if there had been none. */
function openAsBefore(value: JsonValue, { open, closed }: Kept): Set<string> {
  return new Set([...open, ...[...initiallyOpen(value)].filter((pointer) => !closed.has(pointer))]);
}

/** With `place` the next value that is shown there opens as the one before. */
export function useJsonTree(value: JsonValue, search: string, place?: string): JsonTreeState {
  const begin = () => {
    const before = place === undefined ? undefined : kept.get(place);
    if (before === undefined) return { open: initiallyOpen(value), active: '', value };
    return { open: openAsBefore(value, before), active: before.active, value };
  };
  const [state, setState] = useState(begin);
  if (state.value !== value) setState(begin());
  const matches = useMatches(value, search);
  const rows = useMemo(() => jsonRows(value, state.open), [value, state.open]);
  useEffect(() => {
    if (place === undefined) return;
    const closed = rows.slice(0, seenFirst).filter(({ open }) => open === false);
    kept.delete(place);
    kept.set(place, {
      open: state.open,
      closed: new Set(closed.map(({ pointer }) => pointer)),
      active: state.active,
    });
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
  }, [place, rows, state.open, state.active]);
  return {
    rows,
    active: state.active,
    matches,
    setActive: (active) => setState((now) => ({ ...now, active })),
    toggle: (pointer, open) =>
      setState((now) => ({ ...now, active: pointer, open: withToggled(now.open, pointer, open) })),
    foldAll: () => setState((now) => ({ ...now, active: '', open: new Set(['']) })),
    unfoldAll: () => setState((now) => ({ ...now, open: initiallyOpen(value, mostUnfolded) })),
    reveal: (pointer) =>
      setState((now) => ({ ...now, active: pointer, open: new Set([...now.open, ...ancestors(pointer)]) })),
  };
}

/** Lines that are opened at once. */
const mostUnfolded = 200_000;
const none: readonly string[] = [];
export const mostMatches = 1_000;
/** The page stays quick: so long is searched at once. */
const sliceMs = 20;

function useMatches(value: JsonValue, wanted: string): JsonTreeState['matches'] {
  const [found, setFound] = useState({ value, wanted: '', matches: none });
  useEffect(() => {
    if (wanted === '') return undefined;
    const search = searchJson(value, wanted);
    const matches: string[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const goOn = () => {
      const until = performance.now() + sliceMs;
      for (let step = search.next(); !step.done && matches.length < mostMatches; step = search.next()) {
        if (step.value !== null) matches.push(step.value);
        if (performance.now() < until) continue;
        timer = setTimeout(goOn);
        return;
      }
      setFound({ value, wanted, matches });
    };
    timer = setTimeout(goOn);
    return () => clearTimeout(timer);
  }, [value, wanted]);
  if (wanted === '') return none;
  return found.value === value && found.wanted === wanted ? found.matches : null;
}

function withToggled(open: ReadonlySet<string>, pointer: string, wanted = !open.has(pointer)): Set<string> {
  const next = new Set(open);
  if (wanted) next.add(pointer);
  else next.delete(pointer);
  return next;
}

/** What a key does in a tree (WAI-ARIA authoring practices, tree view). */
type TreeMove = { kind: 'go'; pointer: string } | { kind: 'toggle'; pointer: string; open: boolean };

/** The move that a key stands for; null where the key means nothing here. */
export function treeMove(key: string, rows: readonly JsonRow[], active: string): TreeMove | null {
  const index = Math.max(
    rows.findIndex((row) => row.pointer === active),
    0,
  );
  const row = rows[index];
  if (row === undefined) return null;
  const go = (to: number): TreeMove | null => {
    const target = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    return target === undefined ? null : { kind: 'go', pointer: target.pointer };
  };
  switch (key) {
    case 'ArrowDown':
      return go(index + 1);
    case 'ArrowUp':
      return go(index - 1);
    case 'PageDown':
      return go(index + 20);
    case 'PageUp':
      return go(index - 20);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      return row.open === false ? { kind: 'toggle', pointer: row.pointer, open: true } : go(index + 1);
    case 'ArrowLeft':
      return left(row);
    case 'Enter':
    case ' ':
      return row.open === null ? null : { kind: 'toggle', pointer: row.pointer, open: !row.open };
    default:
      return null;
  }
}

function left(row: JsonRow): TreeMove | null {
  if (row.open === true) return { kind: 'toggle', pointer: row.pointer, open: false };
  const parent = ancestors(row.pointer).at(-1);
  return parent === undefined ? null : { kind: 'go', pointer: parent };
}
