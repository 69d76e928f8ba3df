import { Checkbox, Group } from '@mantine/core';
import {
  type AuthBadge,
  authBadge,
  type IntegrationFilter,
  type IntegrationRow,
  integrationSort,
  integrationStatus,
  integrationType,
} from '#contract/integrations.ts';
import { authWords, typeWords } from '#renderer/entities/integration/words.ts';
import { FilterMenu } from '#renderer/ui/FilterMenu.tsx';
import { SearchInput } from '#renderer/ui/SearchInput.tsx';
import { type ColumnChoice, ColumnMenu } from '#renderer/ui/table/index.ts';
import { urlChoice, urlFlag, urlSet, urlText, useUrlState } from '#renderer/ui/useUrlState.ts';

const fields = {
  text: urlText,
  type: urlSet(integrationType.options),
  status: urlSet(integrationStatus.options),
  auth: urlSet(authBadge.options),
  attention: urlFlag,
  sort: urlChoice(integrationSort.options, 'name'),
  direction: urlChoice(['asc', 'desc'], 'asc'),
};

/** Filter and order of the list, kept in the address. */
export function useFilterState() {
  return useUrlState(fields);
}

export type FilterState = ReturnType<typeof useFilterState>[0];

/** The filter as main takes it: what is empty does not filter. */
export function toFilter(state: FilterState): IntegrationFilter {
  return {
    ...(state.text === '' ? {} : { text: state.text.slice(0, 200) }),
    ...(state.type.length > 0 && { types: state.type }),
    ...(state.status.length > 0 && { statuses: state.status }),
    ...(state.auth.length > 0 && { auth: state.auth }),
    ...(state.attention && { attention: true }),
  };
}

/** True where nothing is filtered, so that an empty list means that there is none at all. */
export function isUnfiltered(state: FilterState): boolean {
  return Object.keys(toFilter(state)).length === 0;
}

const statusWords = { ok: 'Working', error: 'Error', unknown: 'Not checked' };
const types = integrationType.options.map((value) => ({ value, label: typeWords[value] }));
const statuses = integrationStatus.options.map((value) => ({ value, label: statusWords[value] }));
const auths = authBadge.options.map((value: AuthBadge) => ({ value, label: authWords[value] }));

interface FilterBarProps {
  state: FilterState;
  onChange: (changes: Partial<FilterState>) => void;
  onText: (text: string) => void;
  attention: number;
  columns: ColumnChoice<IntegrationRow>;
}

/** What the list shows. */
export function FilterBar({ state, onChange, onText, attention, columns }: FilterBarProps) {
  return (
    <Group gap="xs" role="search" aria-label="Filter integrations">
      <SearchInput label="Filter integrations" value={state.text} onChange={onText} hotkey />
      <FilterMenu label="Type" options={types} value={state.type} onChange={(type) => onChange({ type })} />
      <FilterMenu label="Status" options={statuses} value={state.status} onChange={(status) => onChange({ status })} />
      <FilterMenu label="Authentication" options={auths} value={state.auth} onChange={(auth) => onChange({ auth })} />
      <Checkbox
        label={attention > 0 ? `Needs attention (${attention.toLocaleString('en')})` : 'Needs attention'}
        checked={state.attention}
        onChange={(event) => onChange({ attention: event.currentTarget.checked })}
      />
      <Group ml="auto">
        <ColumnMenu choice={columns} />
      </Group>
    </Group>
  );
}
