import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';
import { toLines } from './toLines.ts';

const piece = 500_000;
/** The text of a definition by lines, read piece by piece; `until` is a line that must be there. */
export function useDocumentLines(integrationId: IntegrationId, until: number) {
  const query = useInfiniteQuery(
    orpc.definitions.content.infiniteOptions({
      input: (offset: number) => ({ integrationId, offset, length: piece }),
      initialPageParam: 0,
      getNextPageParam: (last, _all, offset) => (offset + piece < last.total ? offset + piece : undefined),
    }),
  );
  const pages = query.data?.pages;
  const lines = useMemo(() => toLines((pages ?? []).map(({ text }) => text).join('')), [pages]);
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const reached = lines.at(-1)?.number ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && reached <= until) void fetchNextPage();
  }, [hasNextPage, isFetching, reached, until, fetchNextPage]);
  return { lines, query, total: pages?.[0]?.total ?? 0, format: pages?.[0]?.format };
}
