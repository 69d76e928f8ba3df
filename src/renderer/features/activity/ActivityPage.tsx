import { Button, Group, Select } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { Link } from 'react-router';
import { activityKind, activityResult } from '#contract/activity.ts';
import type { IntegrationId } from '#contract/common.ts';
import { integrationId } from '#contract/common.ts';
import { resultWords } from '#renderer/entities/activity/events.ts';
import { IntegrationSelect } from '#renderer/entities/integration/IntegrationSelect.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { FilterMenu, SearchInput } from '#renderer/ui/filters.tsx';
import { Page, PageHead } from '#renderer/ui/Page.tsx';
import { ActivityList } from './ActivityList.tsx';
import { type FilterState, kindWords, type Span, spanWords, toFilter, useFilterState } from './filterState.ts';

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
      <EmptyState icon={<IconActivity size={24} />} title="No activity yet">
        Requests, checks, imports and changes appear here as they happen.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconActivity size={24} />}
      title="No results"
      actions={
        <Button component={Link} to="/activity" variant="default">
          Show all
        </Button>
      }
    />
  );
}

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
          <EmptyState icon={<IconActivity size={24} />} title="No activity yet">
            Requests, checks, imports and changes of this integration appear here as they happen.
          </EmptyState>
        }
      />
    </div>
  );
}

const kinds = activityKind.options.map((value) => ({ value, label: kindWords[value] }));
const results = activityResult.options.map((value) => ({ value, label: resultWords[value].label }));
const spans = Object.entries(spanWords).map(([value, label]) => ({ value, label }));

interface FilterBarProps {
  state: FilterState;
  onChange(changes: Partial<FilterState>): void;
  /** Offers integrations; absent where the page is about one. */
  withIntegration: boolean;
}

/** What the log shows. */
function FilterBar({ state, onChange, withIntegration }: FilterBarProps) {
  const setText = useCallback((text: string) => onChange({ text }), [onChange]);
  return (
    <Group gap="xs" role="search" aria-label="Filter activity" mb="sm">
      <SearchInput label="Filter activity" value={state.text} onChange={setText} hotkey />
      <FilterMenu label="Kind" options={kinds} value={state.kind} onChange={(kind) => onChange({ kind })} />
      <FilterMenu label="Result" options={results} value={state.result} onChange={(result) => onChange({ result })} />
      <Select
        aria-label="Time"
        w={150}
        data={spans}
        allowDeselect={false}
        value={state.span}
        onChange={(span) => onChange({ span: isSpan(span) ? span : 'all' })}
      />
      {withIntegration ? <IntegrationFilter state={state} onChange={onChange} /> : null}
    </Group>
  );
}

const isSpan = (value: string | null): value is Span => value !== null && Object.hasOwn(spanWords, value);

function IntegrationFilter({ state, onChange }: Omit<FilterBarProps, 'withIntegration'>) {
  return (
    <IntegrationSelect
      aria-label="Integration"
      placeholder="Any integration"
      w={200}
      clearable
      value={integrationId.safeParse(state.integration).data ?? null}
      onChange={(id) => onChange({ integration: id ?? '' })}
    />
  );
}
