import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { ActivityEntry } from '#contract/activity.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import type { ActivityFilter } from './filterState.ts';

const pageSize = 100;

/** The log from its newest entry down. New entries are counted, and shown when `showNew` is called. */
export function useActivity(filter: ActivityFilter) {
  const queries = useQueryClient();
  // Not below the activity key: an event would fetch every loaded page again and move the lines under the reader's eyes.
  const queryKey = useMemo(() => ['activity pages', filter], [filter]);
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      client.activity.list(
        { ...filter, limit: pageSize, ...(pageParam === null ? {} : { before: pageParam }) },
        { signal },
      ),
    initialPageParam: null as ActivityEntry['id'] | null,
    getNextPageParam: (last) => last.next,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const newest = useQuery(orpc.activity.list.queryOptions({ input: { ...filter, limit: pageSize } }));
  const [shown, setShown] = useState<{ of: ActivityFilter; entries: ActivityEntry[] }>({ of: filter, entries: [] });
  const above = shown.of === filter ? shown.entries : none;
  const older = useMemo(() => pages.data?.pages.flatMap((page) => page.entries) ?? [], [pages.data]);
  const entries = useMemo(() => [...above, ...older], [above, older]);
  const fresh = useMemo(
    () => (pages.data === undefined ? [] : freshEntries(newest.data?.entries ?? [], entries[0]?.id)),
    [pages.data, newest.data, entries],
  );
  useEffect(() => {
    setShown({ of: filter, entries: [] });
  }, [filter]);
  const showNew = () => {
    if (fresh !== null) return setShown({ of: filter, entries: [...fresh, ...above] });
    setShown({ of: filter, entries: [] });
    void queries.resetQueries({ queryKey });
  };
  return { entries, pages, newCount: fresh === null ? pageSize : fresh.length, manyNew: fresh === null, showNew };
}

const none: ActivityEntry[] = [];

/** The entries of `newest` that are above the first one shown. Null when there are more than it holds, so that a gap would open. */
export function freshEntries(
  newest: readonly ActivityEntry[],
  firstShown: string | undefined,
  most = pageSize,
): ActivityEntry[] | null {
  if (firstShown === undefined) return [...newest];
  // What a search finds first may lie further back than `newest` has looked.
  const fresh = newest.filter((entry) => entry.id > firstShown);
  return fresh.length >= most ? null : fresh;
}
