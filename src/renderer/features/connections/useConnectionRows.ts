import { useCallback } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { type client, orpc } from '#renderer/platform/client.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';
import { type FilterState, toFilter } from './filterState.ts';

type Answer = Awaited<ReturnType<typeof client.connections.list>>;

/** The connections that the filter matches, asked for as they come into view. */
export function useConnectionRows(state: FilterState, integrationId?: IntegrationId) {
  const page = useCallback(
    (offset: number, limit: number) =>
      orpc.connections.list.queryOptions({
        input: {
          ...toFilter(state),
          ...(integrationId === undefined ? {} : { integrationId }),
          sort: state.sort,
          direction: state.direction,
          offset,
          limit,
        },
      }),
    [state, integrationId],
  );
  return usePagedSource<Connection, Answer>(page);
}
