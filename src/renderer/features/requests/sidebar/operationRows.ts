import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { OperationRow } from '#contract/definitions.ts';
import type { IntegrationRow } from '#contract/integrations.ts';
import { orpc } from '#renderer/platform/client.ts';

const mostIntegrations = 500;
const mostOperations = 5_000;

/** One line of the tree. */
export type TreeRow =
  | { kind: 'integration'; integration: IntegrationRow; open: boolean; busy: boolean }
  | { kind: 'operation'; integration: IntegrationRow; operation: OperationRow }
  | { kind: 'byHand'; integration: IntegrationRow };

/** Integrations, below the open ones their operations. The search finds both; operations of those that are open. */
export function useOperationRows(search: string, open: ReadonlySet<string>) {
  const all = useQuery(orpc.integrations.list.queryOptions({ input: { limit: mostIntegrations } }));
  const found = useQuery(
    orpc.integrations.list.queryOptions({
      input: { limit: mostIntegrations, text: search },
      enabled: search !== '',
      placeholderData: keepPreviousData,
    }),
  );
  const opened = useMemo(() => (all.data?.rows ?? []).filter((row) => open.has(row.id)), [all.data, open]);
  const operations = useQueries({
    queries: opened.map((row) =>
      orpc.definitions.operations.queryOptions({ input: { integrationId: row.id, limit: mostOperations } }),
    ),
    combine: (results) => results.map((result) => result.data?.rows),
  });
  const rows = useMemo(() => {
    const byId = new Map(opened.map((row, index) => [row.id, operations[index]] as const));
    const named = new Set(search === '' ? [] : (found.data?.rows ?? []).map((row) => row.id));
    return merged(all.data?.rows ?? [], found.data?.rows ?? []).flatMap((row) =>
      rowsOf(row, open.has(row.id), byId.get(row.id), search, search === '' || named.has(row.id)),
    );
  }, [all.data, found.data, opened, operations, open, search]);
  return { rows, list: all };
}

function merged(all: readonly IntegrationRow[], found: readonly IntegrationRow[]): IntegrationRow[] {
  const known = new Set(all.map((row) => row.id));
  return [...all, ...found.filter((row) => !known.has(row.id))];
}

function rowsOf(
  integration: IntegrationRow,
  open: boolean,
  operations: readonly OperationRow[] | undefined,
  search: string,
  named: boolean,
): TreeRow[] {
  const matching = (operations ?? []).filter((operation) => search === '' || matches(operation, search));
  if (!named && matching.length === 0) return [];
  const shown = named && matching.length === 0 ? (operations ?? []) : matching;
  const head: TreeRow = { kind: 'integration', integration, open, busy: open && operations === undefined };
  if (!open) return [head];
  return [
    head,
    ...shown.map((operation): TreeRow => ({ kind: 'operation', integration, operation })),
    ...(search === '' && operations !== undefined ? [{ kind: 'byHand' as const, integration }] : []),
  ];
}

function matches(operation: OperationRow, search: string): boolean {
  const wanted = search.toLowerCase();
  return [operation.key, operation.operationId, operation.summary].some((text) => text?.toLowerCase().includes(wanted));
}
