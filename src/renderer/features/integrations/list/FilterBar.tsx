import { Checkbox, Group } from '@mantine/core';
import {
  type AuthBadge,
  authBadge,
  type IntegrationRow,
  integrationStatus,
  integrationType,
} from '#contract/integrations.ts';
import { authWords, typeWords } from '#renderer/entities/integration/words.ts';
import { FilterMenu, SearchInput } from '#renderer/ui/filters.tsx';
import { type ColumnChoice, ColumnMenu } from '#renderer/ui/table/index.ts';
import type { FilterState } from './filterState.ts';

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
