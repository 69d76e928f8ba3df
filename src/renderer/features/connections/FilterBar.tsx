import { Box, Button, Group } from '@mantine/core';
import { type ConnectionId, connectionId } from '#contract/common.ts';
import {
  connectionKind,
  connectionSort,
  connectionState,
  type ListedConnection,
  visibility,
} from '#contract/connections.ts';
import { useCredentialWords } from '#renderer/entities/connection/credentials.ts';
import { stateWords, visibilityWords } from '#renderer/entities/connection/words.ts';
import { FilterMenu } from '#renderer/ui/filters.tsx';
import { ListFilters, listFields, useListState } from '#renderer/ui/listPage/index.ts';
import type { ColumnChoice } from '#renderer/ui/table/index.ts';
import { type UrlField, urlFlag, urlSet } from '#renderer/ui/useUrlState.ts';

/** Within so many days counts as soon. */
const soonDays = 30;

const urlConnection: UrlField<ConnectionId | null> = {
  read: ([value]) => connectionId.safeParse(value).data ?? null,
  write: (value) => (value === null ? [] : [value]),
};

const fields = listFields(connectionSort.options, 'name', {
  kind: urlSet(connectionKind.options),
  state: urlSet(connectionState.options),
  visibility: urlSet(visibility.options),
  attention: urlFlag,
  unused: urlFlag,
  expiring: urlFlag,
  unvalidated: urlFlag,
  orphaned: urlFlag,
  /** The connection that is shown beside the list. */
  open: urlConnection,
});

/** Filter and order of the list, kept in the address, and the connection that is open. */
export function useConnectionFilter() {
  return useListState(fields);
}

type ConnectionFilter = ReturnType<typeof useConnectionFilter>;
export type FilterState = ConnectionFilter['state'];

/** The filter as main takes it: what is undefined does not filter. */
export function toFilter(state: FilterState) {
  const [only, another] = state.visibility;
  return {
    text: state.text === '' ? undefined : state.text.slice(0, 200),
    kinds: state.kind.length === 0 ? undefined : state.kind,
    states: state.state.length === 0 ? undefined : state.state,
    visibility: another === undefined ? only : undefined,
    attention: state.attention || undefined,
    unused: state.unused || undefined,
    expiringDays: state.expiring ? soonDays : undefined,
    neverValidated: state.unvalidated || undefined,
    orphaned: state.orphaned || undefined,
  };
}

/** True where nothing is filtered, so that an empty list means that there is none at all. */
export function isUnfiltered(state: FilterState): boolean {
  return Object.values(toFilter(state)).every((value) => value === undefined);
}

const states = connectionState.options.map((value) => ({ value, label: stateWords[value].label }));
const visibilities = visibility.options.map((value) => ({ value, label: visibilityWords[value] }));

interface FilterBarProps {
  filter: ConnectionFilter;
  columns: ColumnChoice<ListedConnection>;
  /** How many need a person, whatever the filter. */
  attention: number;
  /** How many are shown, in words; null where there is nothing to count. */
  count: string | null;
}

/** What the list shows. */
export function FilterBar({ filter: { state, change, setText }, columns, attention, count }: FilterBarProps) {
  const { badge } = useCredentialWords();
  const kinds = connectionKind.options.map((value) => ({ value, label: badge(value) }));
  return (
    <Box mb="sm">
      <ListFilters
        label="Filter connections"
        text={state.text}
        onText={setText}
        columns={columns}
        count={count}
        below={<QuickFilters state={state} onChange={change} attention={attention} />}
      >
        <FilterMenu label="Authentication" options={kinds} value={state.kind} onChange={(kind) => change({ kind })} />
        <FilterMenu label="State" options={states} value={state.state} onChange={(next) => change({ state: next })} />
        <FilterMenu
          label="Visible to"
          options={visibilities}
          value={state.visibility}
          onChange={(next) => change({ visibility: next })}
        />
      </ListFilters>
    </Box>
  );
}

interface QuickFiltersProps extends Pick<FilterBarProps, 'attention'> {
  state: FilterState;
  onChange(changes: Partial<FilterState>): void;
}

/** Questions that are asked of an inventory of credentials again and again. */
function QuickFilters({ state, onChange, attention }: QuickFiltersProps) {
  const team = state.visibility.length === 1 && state.visibility[0] === 'team';
  const filters: [label: string, on: boolean, toggled: Partial<FilterState>][] = [
    [
      attention > 0 ? `Needs attention (${attention.toLocaleString('en')})` : 'Needs attention',
      state.attention,
      { attention: !state.attention },
    ],
    ['Unused', state.unused, { unused: !state.unused }],
    ['Expired or expires in 30 days', state.expiring, { expiring: !state.expiring }],
    ['Shared with the team', team, { visibility: team ? [] : ['team'] }],
    ['Never succeeded', state.unvalidated, { unvalidated: !state.unvalidated }],
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
