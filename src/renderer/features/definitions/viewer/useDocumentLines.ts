import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { orpc } from '#renderer/platform/client.ts';

const piece = 500_000;
/** A line without breaks, such as all of a minified document, is cut so that the window stays quick. */
const longestLine = 2_000;

export interface DocumentLine {
  /** Line number from 1; null goes on with the line above. */
  number: number | null;
  text: string;
}

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

/** Lines with their numbers; long ones in several parts. */
export function toLines(text: string): DocumentLine[] {
  if (text === '') return [];
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => parts(line, index + 1));
}

function parts(line: string, number: number): DocumentLine[] {
  if (line.length <= longestLine) return [{ number, text: line }];
  const count = Math.ceil(line.length / longestLine);
  return Array.from({ length: count }, (_, part) => ({
    number: part === 0 ? number : null,
    text: line.slice(part * longestLine, (part + 1) * longestLine),
  }));
}
