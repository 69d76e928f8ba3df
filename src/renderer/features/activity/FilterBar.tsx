import { Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { activityKind, activityResult } from '#contract/activity.ts';
import { orpc } from '#renderer/platform/client.ts';
import { FilterMenu, SearchInput } from '#renderer/ui/filters.tsx';
import type { FilterState } from './filterState.ts';
import { kindWords, resultWords, type Span, spanWords } from './words.ts';

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
export function FilterBar({ state, onChange, withIntegration }: FilterBarProps) {
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
  const [text, setText] = useState('');
  const list = useQuery(orpc.integrations.list.queryOptions({ input: { limit: 100, text: text.slice(0, 200) } }));
  const rows = list.data?.rows ?? [];
  return (
    <Select
      aria-label="Integration"
      placeholder="Any integration"
      w={200}
      searchable
      clearable
      data={rows.map((row) => ({ value: row.id, label: row.displayName }))}
      filter={({ options }) => options}
      onSearchChange={setText}
      value={state.integration === '' ? null : state.integration}
      onChange={(integration) => onChange({ integration: integration ?? '' })}
    />
  );
}
