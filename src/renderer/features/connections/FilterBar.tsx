import { Group, Stack } from '@mantine/core';
import { connectionKind, connectionState, type ListedConnection, visibility } from '#contract/connections.ts';
import { kindWords, stateWords, visibilityWords } from '#renderer/entities/connection/words.ts';
import { FilterMenu, SearchInput } from '#renderer/ui/filters.tsx';
import { type ColumnChoice, ColumnMenu } from '#renderer/ui/table/index.ts';
import type { FilterState } from './filterState.ts';
import { QuickFilters } from './QuickFilters.tsx';

const kinds = connectionKind.options.map((value) => ({ value, label: kindWords[value] }));
const states = connectionState.options.map((value) => ({ value, label: stateWords[value].label }));
const visibilities = visibility.options.map((value) => ({ value, label: visibilityWords[value] }));

interface FilterBarProps {
  state: FilterState;
  onChange(changes: Partial<FilterState>): void;
  onText(text: string): void;
  columns: ColumnChoice<ListedConnection>;
}

/** What the list shows. */
export function FilterBar({ state, onChange, onText, columns }: FilterBarProps) {
  return (
    <Stack gap="xs" role="search" aria-label="Filter connections" mb="sm">
      <Group gap="xs">
        <SearchInput label="Filter connections" value={state.text} onChange={onText} hotkey />
        <FilterMenu label="Kind" options={kinds} value={state.kind} onChange={(kind) => onChange({ kind })} />
        <FilterMenu label="State" options={states} value={state.state} onChange={(next) => onChange({ state: next })} />
        <FilterMenu
          label="Visible to"
          options={visibilities}
          value={state.visibility}
          onChange={(next) => onChange({ visibility: next })}
        />
        <Group ml="auto">
          <ColumnMenu choice={columns} />
        </Group>
      </Group>
      <QuickFilters state={state} onChange={onChange} />
    </Stack>
  );
}
