import { keepPreviousData, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { DefinitionId, IntegrationId } from '#contract/common.ts';
import type { FoundOperation, OperationRow } from '#contract/definitions.ts';
import { orpc } from '#renderer/platform/client.ts';

const integrationsAtOnce = 500;
const mostOperations = 5_000;
const mostNamed = 100;

interface TreeIntegration {
  readonly id: IntegrationId;
  readonly displayName: string;
  /** How many operations it has; null where only some were asked for. */
  readonly operations: number | null;
}

/** What is shown of an operation. */
export type TreeOperation = Pick<OperationRow, 'key' | 'method' | 'path' | 'operationId' | 'summary' | 'deprecated'>;

/** One line of the tree. `branch` is what opens and closes with it. */
export type TreeRow =
  | { kind: 'integration'; integration: TreeIntegration; branch: string; open: boolean; busy: boolean; failed: boolean }
  | { kind: 'tag'; integration: TreeIntegration; tag: string; branch: string; open: boolean; count: number }
  | { kind: 'operation'; integration: TreeIntegration; operation: TreeOperation; level: 2 | 3 }
  | { kind: 'byHand'; integration: TreeIntegration };

/** Operations above which the tags of an integration begin closed. */
const manyOperations = 60;

/** Which branches a person opened or closed, against how they begin. */
export interface Branches {
  readonly opened: ReadonlySet<string>;
  readonly closed: ReadonlySet<string>;
}

interface Tree {
  rows: TreeRow[];
  pending: boolean;
  fetching: boolean;
  error: unknown;
  retry(): void;
  /** Fetches further integrations, where there are any. */
  more(): void;
  /** More was found than is shown. */
  cut: boolean;
}

/** Every integration, below the open ones their operations by tag. */
export function useOperationTree(branches: Branches, chosen: string, enabled: boolean): Tree {
  const list = useInfiniteQuery({
    ...orpc.integrations.list.infiniteOptions({
      input: (offset: number) => ({ offset, limit: integrationsAtOnce }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const loaded = pages.reduce((sum, page) => sum + page.rows.length, 0);
        return loaded < last.total && last.rows.length > 0 ? loaded : undefined;
      },
    }),
    enabled,
  });
  const listed = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  const isListed = chosen === '' || listed.some(({ id }) => id === chosen);
  const alone = useQuery(
    orpc.integrations.get.queryOptions({
      input: { id: chosen as IntegrationId },
      enabled: enabled && !isListed && !list.isPending,
      retry: false,
    }),
  ).data;
  const integrations = useMemo(
    (): TreeIntegration[] => (isListed || alone === undefined ? listed : [alone, ...listed]),
    [isListed, alone, listed],
  );
  const opened = useMemo(
    () => integrations.filter(({ id }) => branches.opened.has(id)),
    [integrations, branches.opened],
  );
  const operations = useQueries({
    queries: opened.map(({ id }) =>
      orpc.definitions.operations.queryOptions({ input: { integrationId: id, limit: mostOperations } }),
    ),
    combine: (results) => results.map(({ data, isError }) => ({ rows: data?.rows, isError })),
  });
  const rows = useMemo(() => {
    const byId = new Map(opened.map(({ id }, index) => [id, operations[index]] as const));
    return integrations.flatMap((each): TreeRow[] => {
      const open = branches.opened.has(each.id);
      const known = byId.get(each.id);
      const failed = known?.isError ?? false;
      const busy = open && known?.rows === undefined && !failed;
      const head: TreeRow = { kind: 'integration', integration: each, branch: each.id, open, busy, failed };
      if (!open || known?.rows === undefined) return [head];
      return [head, ...byTag(each, known.rows, branches), { kind: 'byHand', integration: each }];
    });
  }, [integrations, opened, operations, branches]);
  const { hasNextPage, isFetching, fetchNextPage } = list;
  return {
    rows,
    pending: list.isPending,
    fetching: isFetching,
    error: list.error,
    retry: () => void list.refetch(),
    more: () => {
      if (hasNextPage && !isFetching) void fetchNextPage();
    },
    cut: false,
  };
}

/** Operations below their first tag, in the order of the definition; without tags, in a plain list. */
function byTag(integration: TreeIntegration, operations: readonly OperationRow[], branches: Branches): TreeRow[] {
  const groups = new Map<string, OperationRow[]>();
  for (const operation of operations) {
    const tag = operation.tags[0] ?? '';
    const group = groups.get(tag);
    if (group === undefined) groups.set(tag, [operation]);
    else group.push(operation);
  }
  const rowsOf = (group: readonly OperationRow[], level: 2 | 3) =>
    group.map((operation): TreeRow => ({ kind: 'operation', integration, operation, level }));
  if (groups.size === 1 && groups.has('')) return rowsOf(operations, 2);
  return [...groups].flatMap(([tag, group]): TreeRow[] => {
    const branch = `${integration.id} ${tag}`;
    const open = operations.length > manyOperations ? branches.opened.has(branch) : !branches.closed.has(branch);
    const head: TreeRow = { kind: 'tag', integration, tag, branch, open, count: group.length };
    return open ? [head, ...rowsOf(group, 3)] : [head];
  });
}

/** Operations of every integration that the search finds, and integrations of that name. */
export function useFoundOperations(search: string): Tree {
  const enabled = search !== '';
  const text = search.slice(0, 200);
  const named = useQuery(
    orpc.integrations.list.queryOptions({
      input: { limit: mostNamed, text },
      enabled,
      placeholderData: keepPreviousData,
    }),
  );
  const found = useInfiniteQuery({
    ...orpc.definitions.search.infiniteOptions({
      input: (after: Cursor | undefined) => ({ text, ...(after !== undefined && { after }) }),
      initialPageParam: undefined as Cursor | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
    enabled,
  });
  const pages = found.data?.pages;
  const { hasNextPage, isFetching, fetchNextPage } = found;
  const count = pages?.reduce((sum, page) => sum + page.rows.length, 0) ?? 0;
  const isEnough = count >= mostFound;
  useEffect(() => {
    if (enabled && hasNextPage && !isFetching && !isEnough) void fetchNextPage();
  }, [enabled, hasNextPage, isFetching, isEnough, fetchNextPage]);
  const rows = useMemo(
    () => foundRows(named.data?.rows ?? [], pages?.flatMap((page) => page.rows) ?? []),
    [named.data, pages],
  );
  return {
    rows,
    pending: found.isPending || named.isPending,
    fetching: isFetching || named.isFetching,
    error: found.error ?? named.error,
    retry: () => void Promise.all([found.refetch(), named.refetch()]),
    more: () => undefined,
    cut: isEnough || (pages?.some((page) => page.more) ?? false),
  };
}

type Cursor = { definitionId: DefinitionId; ordinal: number };

const mostFound = 400;

function foundRows(named: readonly TreeIntegration[], found: readonly FoundOperation[]): TreeRow[] {
  const groups = new Map<IntegrationId, { integration: TreeIntegration; operations: FoundOperation[] }>();
  for (const operation of found) {
    const { integrationId, integrationName } = operation;
    const group = groups.get(integrationId);
    if (group !== undefined) group.operations.push(operation);
    else {
      const integration = { id: integrationId, displayName: integrationName, operations: null };
      groups.set(integrationId, { integration, operations: [operation] });
    }
  }
  const shared = { open: true, busy: false, failed: false };
  const rows = [...groups.values()].flatMap(({ integration, operations }): TreeRow[] => [
    { kind: 'integration', integration, branch: '', ...shared },
    ...operations.map((operation): TreeRow => ({ kind: 'operation', integration, operation, level: 2 })),
  ]);
  const others = named.filter(({ id }) => !groups.has(id));
  return [
    ...rows,
    ...others.map(
      (integration): TreeRow => ({ kind: 'integration', integration, branch: integration.id, ...shared, open: false }),
    ),
  ];
}
