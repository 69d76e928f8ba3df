import { Button } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { ActivityList } from './ActivityList.tsx';
import { FilterBar } from './FilterBar.tsx';
import { toFilter, useFilterState } from './filterState.ts';

/** What happened in the tenant: requests, checks, imports and changes. */
export function ActivityPage() {
  const [state, setState] = useFilterState();
  const filter = useMemo(() => toFilter(state, Date.now()), [state]);
  return (
    <Page wide fill>
      <PageHead title="Activity" />
      <FilterBar state={state} onChange={setState} withIntegration />
      <ActivityList filter={filter} empty={<NoActivity filtered={Object.keys(filter).length > 0} />} />
    </Page>
  );
}

function NoActivity({ filtered }: { filtered: boolean }) {
  if (!filtered) {
    return (
      <EmptyState icon={<IconActivity size={24} />} title="Nothing happened yet">
        Requests, checks, imports and changes appear here as they happen.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconActivity size={24} />}
      title="Nothing matches the filter"
      actions={
        <Button component={Link} to="/activity" variant="default">
          Show all
        </Button>
      }
    />
  );
}
