import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { OperationRow } from '#contract/definitions.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type client, orpc } from '#renderer/platform/client.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';

interface OperationFilter {
  text: string;
  tag: string;
  hidden: boolean;
}

/** Operations that the filter matches, fetched as they come into view. */
export function useOperations(integrationId: IntegrationId, { text, tag, hidden }: OperationFilter) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.definitions.operations.queryOptions({
        input: {
          integrationId,
          ...(text !== '' && { text: text.slice(0, 200) }),
          ...(tag !== '' && { tag }),
          ...(hidden && { includeHidden: true }),
          offset,
          limit,
        },
      }),
    [integrationId, text, tag, hidden],
  );
  return usePagedSource<OperationRow, Awaited<ReturnType<typeof client.definitions.operations>>>(page);
}

/** One operation with parameters, bodies, responses and every schema that they need. */
export function useOperation(integrationId: IntegrationId, key: string | null) {
  return useQuery(
    orpc.definitions.describe.queryOptions({ input: { integrationId, key: key ?? '' }, enabled: key !== null }),
  );
}

/** What the integration's definition says of itself. */
export function useReport(integrationId: IntegrationId, enabled: boolean) {
  return useQuery(orpc.definitions.report.queryOptions({ input: { integrationId }, enabled }));
}

const sameAddress = 50;

/** The operation as the list knows it: whether it was written or edited by hand, and whether the list hides it. */
export function useOperationRow(integrationId: IntegrationId, { key, method, path }: OperationDetail) {
  const input = { integrationId, text: path.slice(0, 200), method, limit: sameAddress };
  const find = ({ rows }: { rows: OperationRow[] }) => rows.find((row) => row.key === key) ?? null;
  const all = { ...input, includeHidden: true };
  const row = useQuery(orpc.definitions.operations.queryOptions({ input: all, select: find })).data;
  const shown = useQuery(orpc.definitions.operations.queryOptions({ input, select: find })).data;
  if (row === undefined || row === null || shown === undefined) return undefined;
  return { ...row, hidden: shown === null };
}

const piece = 500_000;

/** Pieces of the text of a definition, read one after the other until `enough` says so. */
export function useDocumentPieces(
  integrationId: IntegrationId,
  enough: (pieces: readonly string[], total: number) => boolean,
) {
  const query = useInfiniteQuery(
    orpc.definitions.content.infiniteOptions({
      input: (offset: number) => ({ integrationId, offset, length: piece }),
      initialPageParam: 0,
      getNextPageParam: (last, _all, offset) => (offset + piece < last.total ? offset + piece : undefined),
    }),
  );
  const pages = query.data?.pages;
  const pieces = useMemo(() => (pages ?? []).map(({ text }) => text), [pages]);
  const total = pages?.[0]?.total ?? 0;
  const { hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !enough(pieces, total)) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage, enough, pieces, total]);
  return { query, pieces, total, format: pages?.[0]?.format, isWhole: pages !== undefined && !hasNextPage };
}
