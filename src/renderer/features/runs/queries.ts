import { skipToken, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { RunId } from '#contract/common.ts';
import type { RunResult } from '#contract/runs.ts';
import { type client, orpc } from '#renderer/platform/client.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';

/** The runs of this person, the last first. Whether one goes on is told by events. */
export function useRuns() {
  return useQuery(orpc.runs.list.queryOptions());
}

export function useRun(id: RunId | undefined) {
  return useQuery(orpc.runs.get.queryOptions({ input: id === undefined ? skipToken : { id } }));
}

export type ResultFilter = 'all' | 'failed' | 'skipped';

/** Results in the order that they ended, fetched as they come into view. */
export function useResults(id: RunId, filter: ResultFilter) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.runs.results.queryOptions({ input: { id, offset, limit, ...(filter !== 'all' && { outcome: filter }) } }),
    [id, filter],
  );
  return usePagedSource<RunResult, Awaited<ReturnType<typeof client.runs.results>>>(page);
}

export function useRunChart(id: RunId) {
  return useQuery(orpc.runs.chart.queryOptions({ input: { id } }));
}
