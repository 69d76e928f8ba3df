import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { IntegrationFilter, IntegrationRow } from '#contract/integrations.ts';
import { client, orpc } from '#renderer/platform/client.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';
import { type FilterState, toFilter } from './list/FilterBar.tsx';

/** One integration in full. */
export function useIntegration(id: IntegrationId) {
  return useQuery(orpc.integrations.get.queryOptions({ input: { id } }));
}

/** The providers that come with a logo, fields and defaults. */
export function usePresets() {
  return useQuery(orpc.integrations.presets.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
}

/** The AI providers that may step in for one; without an id for a new one. */
export function useFallbacks(id: IntegrationId | undefined) {
  return useQuery(orpc.integrations.fallbacks.queryOptions({ input: id === undefined ? {} : { id } }));
}

const largestPage = 500;

/** The rows that the filter matches, asked for as they come into view. */
export function useIntegrationRows(state: FilterState) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.integrations.list.queryOptions({
        input: { ...toFilter(state), sort: state.sort, direction: state.direction, offset, limit },
      }),
    [state],
  );
  return usePagedSource<IntegrationRow, Awaited<ReturnType<typeof client.integrations.list>>>(page);
}

/** Ids of everything that the filter matches, also what was never on the screen. */
export async function matchingIds(filter: IntegrationFilter): Promise<IntegrationId[]> {
  const ids: IntegrationId[] = [];
  for (let offset = 0; ; offset += largestPage) {
    const { rows, total } = await client.integrations.list({ ...filter, offset, limit: largestPage });
    ids.push(...rows.map((row) => row.id));
    if (ids.length >= total || rows.length === 0) return ids;
  }
}
