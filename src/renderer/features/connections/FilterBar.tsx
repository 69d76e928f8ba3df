import { Button, Group, Stack } from '@mantine/core';
import { type ConnectionId, connectionId } from '#contract/common.ts';
import {
  connectionKind,
  connectionSort,
  connectionState,
  type ListedConnection,
  visibility,
} from '#contract/connections.ts';
import { kindWords, stateWords, visibilityWords } from '#renderer/entities/connection/words.ts';
import { FilterMenu } from '#renderer/ui/FilterMenu.tsx';
import { SearchInput } from '#renderer/ui/SearchInput.tsx';
import { type ColumnChoice, ColumnMenu } from '#renderer/ui/table/index.ts';
import { type UrlField, urlChoice, urlFlag, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

/** Within so many days counts as soon. */
const soonDays = 30;

const urlConnection: UrlField<ConnectionId | null> = {
  read: ([value]) => connectionId.safeParse(value).data ?? null,
  write: (value) => (value === null ? [] : [value]),
};

const fields = {
  text: urlText,
  kind: urlSet(connectionKind.options),
  state: urlSet(connectionState.options),
  visibility: urlSet(visibility.options),
  unused: urlFlag,
  expiring: urlFlag,
  unvalidated: urlFlag,
  orphaned: urlFlag,
  sort: urlChoice(connectionSort.options, 'name'),
  direction: urlChoice(['asc', 'desc'], 'asc'),
  /** The connection that is shown beside the list. */
  open: urlConnection,
};

/** Filter and order of the list, kept in the address, and the connection that is open. */
export function useFilterState() {
  return useUrlState(fields);
}

export type FilterState = ReturnType<typeof useFilterState>[0];

/** The filter as main takes it: what is empty does not filter. */
export function toFilter(state: FilterState) {
  const [only, another] = state.visibility;
  return {
    ...(state.text === '' ? {} : { text: state.text.slice(0, 200) }),
    ...(state.kind.length === 0 ? {} : { kinds: state.kind }),
    ...(state.state.length === 0 ? {} : { states: state.state }),
    ...(only === undefined || another !== undefined ? {} : { visibility: only }),
    ...(state.unused ? { unused: true } : {}),
    ...(state.expiring ? { expiringDays: soonDays } : {}),
    ...(state.unvalidated ? { neverValidated: true } : {}),
    ...(state.orphaned ? { orphaned: true } : {}),
  };
}

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

interface QuickFiltersProps {
  state: FilterState;
  onChange(changes: Partial<FilterState>): void;
}

/** Questions that are asked of an inventory of credentials again and again. */
function QuickFilters({ state, onChange }: QuickFiltersProps) {
  const team = state.visibility.length === 1 && state.visibility[0] === 'team';
  const filters: [label: string, on: boolean, toggled: Partial<FilterState>][] = [
    ['Unused', state.unused, { unused: !state.unused }],
    ['Expiring in 30 days', state.expiring, { expiring: !state.expiring }],
    ['Shared by the team', team, { visibility: team ? [] : ['team'] }],
    ['Never validated', state.unvalidated, { unvalidated: !state.unvalidated }],
    ['Orphaned', state.orphaned, { orphaned: !state.orphaned }],
  ];
  return (
    <Group gap={6} role="group" aria-label="Quick filters">
      {filters.map(([label, on, toggled]) => (
        <Button
          key={label}
          size="compact-sm"
          radius="xl"
          variant={on ? 'light' : 'default'}
          aria-pressed={on}
          onClick={() => onChange(toggled)}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
