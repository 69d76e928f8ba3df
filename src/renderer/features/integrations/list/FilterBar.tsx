import { Checkbox } from '@mantine/core';
import {
  authBadge,
  type IntegrationFilter,
  type IntegrationRow,
  integrationSort,
  integrationStatus,
  integrationType,
} from '#contract/integrations.ts';
import { authWords, statusLabels, typeWords } from '#core/integrations/words.ts';
import { FilterMenu } from '#renderer/ui/filters.tsx';
import { ListFilters, listFields, useListState } from '#renderer/ui/listPage/index.ts';
import type { ColumnChoice } from '#renderer/ui/table/index.ts';
import { urlFlag, urlSet } from '#renderer/ui/useUrlState.ts';

const fields = listFields(integrationSort.options, 'name', {
  type: urlSet(integrationType.options),
  status: urlSet(integrationStatus.options),
  auth: urlSet(authBadge.options),
  attention: urlFlag,
});

/** Filter and order of the list, kept in the address. */
export function useIntegrationFilter() {
  return useListState(fields);
}

type FilterControl = ReturnType<typeof useIntegrationFilter>;
export type FilterState = FilterControl['state'];

/** The filter as main takes it: what is undefined does not filter. */
export function toFilter(state: FilterState): IntegrationFilter {
  return {
    text: state.text === '' ? undefined : state.text.slice(0, 200),
    types: state.type.length === 0 ? undefined : state.type,
    statuses: state.status.length === 0 ? undefined : state.status,
    auth: state.auth.length === 0 ? undefined : state.auth,
    attention: state.attention || undefined,
  };
}

/** True where nothing is filtered, so that an empty list means that there is none at all. */
export function isUnfiltered(state: FilterState): boolean {
  return Object.values(toFilter(state)).every((value) => value === undefined);
}

const types = integrationType.options.map((value) => ({ value, label: typeWords[value] }));
const statuses = (['error', 'ok', 'unknown'] as const).map((value) => ({ value, label: statusLabels[value] }));
const auths = authBadge.options.map((value) => ({ value, label: authWords[value] }));

interface FilterBarProps {
  filter: FilterControl;
  attention: number;
  count: string | null;
  columns: ColumnChoice<IntegrationRow>;
}

/** What the list shows. */
export function FilterBar({ filter: { state, change, setText }, attention, count, columns }: FilterBarProps) {
  return (
    <ListFilters label="Filter integrations" text={state.text} onText={setText} columns={columns} count={count}>
      <FilterMenu label="Type" options={types} value={state.type} onChange={(type) => change({ type })} />
      <FilterMenu label="Status" options={statuses} value={state.status} onChange={(status) => change({ status })} />
      <FilterMenu label="Authentication" options={auths} value={state.auth} onChange={(auth) => change({ auth })} />
      <Checkbox
        label={attention > 0 ? `Needs attention (${attention.toLocaleString('en')})` : 'Needs attention'}
        checked={state.attention}
        onChange={(event) => change({ attention: event.currentTarget.checked })}
      />
    </ListFilters>
  );
}
