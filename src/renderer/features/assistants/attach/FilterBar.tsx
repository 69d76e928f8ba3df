import { Checkbox, Group } from '@mantine/core';
import { useCallback } from 'react';
import type { AssistantIntegration } from '#contract/assistants.ts';
import { integrationType } from '#contract/integrations.ts';
import { typeWords } from '#renderer/entities/integration/words.ts';
import { FilterMenu, SearchInput } from '#renderer/ui/filters.tsx';
import { type ColumnChoice, ColumnMenu } from '#renderer/ui/table/index.ts';
import type { FilterState } from './filterState.ts';

const types = integrationType.options.map((value) => ({ value, label: typeWords[value] }));

interface FilterBarProps {
  state: FilterState;
  onChange: (changes: Partial<FilterState>) => void;
  attached: number;
  columns: ColumnChoice<AssistantIntegration>;
}

/** What the table shows. */
export function FilterBar({ state, onChange, attached, columns }: FilterBarProps) {
  const setText = useCallback((text: string) => onChange({ text }), [onChange]);
  return (
    <Group gap="xs" role="search" aria-label="Filter integrations">
      <SearchInput label="Filter integrations" value={state.text} onChange={setText} hotkey />
      <FilterMenu label="Type" options={types} value={state.type} onChange={(type) => onChange({ type })} />
      <Checkbox
        label={`Attached only (${attached.toLocaleString('en')})`}
        checked={state.attached}
        onChange={(event) => onChange({ attached: event.currentTarget.checked })}
      />
      <Group ml="auto">
        <ColumnMenu choice={columns} />
      </Group>
    </Group>
  );
}
