import { IconActivity } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ActivityList } from './ActivityList.tsx';
import { FilterBar } from './FilterBar.tsx';
import { toFilter, useFilterState } from './filterState.ts';

/** What happened to one integration, for its detail page. Fills its parent's height. */
export function IntegrationActivity({ integrationId }: { integrationId: IntegrationId }) {
  const [state, setState] = useFilterState();
  const filter = useMemo(() => ({ ...toFilter(state, Date.now()), integrationId }), [state, integrationId]);
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%', minHeight: 260 }}>
      <FilterBar state={state} onChange={setState} withIntegration={false} />
      <ActivityList
        filter={filter}
        empty={
          <EmptyState icon={<IconActivity size={24} />} title="Nothing to show">
            Requests, checks, imports and changes of this integration appear here as they happen.
          </EmptyState>
        }
      />
    </div>
  );
}
