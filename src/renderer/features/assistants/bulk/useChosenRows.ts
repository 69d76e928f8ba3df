import { useCallback, useMemo, useState } from 'react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import type { RowSource } from '#renderer/ui/table/index.ts';

const none: ReadonlyMap<string, AssistantIntegration> = new Map();

/** Rows that are chosen: those that are loaded as they are now, those out of sight as they were when they were chosen. */
export function useChosenRows(source: RowSource<AssistantIntegration>) {
  const [kept, choose] = useState(none);
  const rows = useMemo(() => (kept.size === 0 ? none : renewed(kept, source)), [kept, source]);
  const setRows = useCallback(
    (all: readonly AssistantIntegration[]) => choose(new Map(all.map((row) => [row.integrationId, row]))),
    [],
  );
  const setKeys = useCallback(
    (keys: ReadonlySet<string>) =>
      choose((before) => {
        const added = [...keys].some((key) => !before.has(key)) ? loadedRows(source) : none;
        return new Map([...keys].flatMap((key) => pair(key, before.get(key) ?? added.get(key))));
      }),
    [source],
  );
  const keys = useMemo(() => new Set(kept.keys()), [kept]);
  return { rows, keys, setRows, setKeys, clear: useCallback(() => choose(none), []) };
}

export type ChosenRows = ReturnType<typeof useChosenRows>;

function renewed(
  kept: ReadonlyMap<string, AssistantIntegration>,
  source: RowSource<AssistantIntegration>,
): ReadonlyMap<string, AssistantIntegration> {
  const now = loadedRows(source);
  return new Map([...kept].map(([key, row]) => [key, now.get(key) ?? row]));
}

function pair<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]];
}

function loadedRows({ total, at }: RowSource<AssistantIntegration>): ReadonlyMap<string, AssistantIntegration> {
  const found = new Map<string, AssistantIntegration>();
  for (let index = 0; index < total; index++) {
    const row = at(index);
    if (row !== undefined) found.set(row.integrationId, row);
  }
  return found;
}
