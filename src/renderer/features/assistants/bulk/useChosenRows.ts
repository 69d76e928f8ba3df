import { useCallback, useMemo, useState } from 'react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import type { RowSource } from '#renderer/ui/table/index.ts';

const none: ReadonlyMap<string, AssistantIntegration> = new Map();

/** Rows that are chosen, kept as they were when they were chosen, so that those out of sight are known too. */
export function useChosenRows(source: RowSource<AssistantIntegration>) {
  const [rows, choose] = useState(none);
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
  const keys = useMemo(() => new Set(rows.keys()), [rows]);
  return { rows, keys, setRows, setKeys, clear: useCallback(() => choose(none), []) };
}

export type ChosenRows = ReturnType<typeof useChosenRows>;

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
