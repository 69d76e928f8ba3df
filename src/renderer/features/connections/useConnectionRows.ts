import { useCallback, useMemo } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { ListedConnection } from '#contract/connections.ts';
import { type client, orpc } from '#renderer/platform/client.ts';
import { usePagedSource } from '#renderer/ui/table/index.ts';
import { type FilterState, toFilter } from './filterState.ts';

type Answer = Awaited<ReturnType<typeof client.connections.list>>;
type Asked = ReturnType<typeof toFilter> & Pick<FilterState, 'sort' | 'direction'>;

/** The connections that the filter matches, asked for as they come into view. */
export function useConnectionRows(state: FilterState, integrationId?: IntegrationId) {
  // Opening a row changes the address, and not what is asked.
  const asked = JSON.stringify({ ...toFilter(state), sort: state.sort, direction: state.direction });
  const filter = useMemo<Asked>(() => JSON.parse(asked), [asked]);
  const page = useCallback(
    (offset: number, limit: number) => {
      const of = integrationId === undefined ? {} : { integrationId };
      return orpc.connections.list.queryOptions({ input: { ...filter, ...of, offset, limit } });
    },
    [filter, integrationId],
  );
  return usePagedSource<ListedConnection, Answer>(page);
}
