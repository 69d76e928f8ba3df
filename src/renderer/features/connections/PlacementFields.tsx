import { Group, Select, TextInput } from '@mantine/core';
import type { Placement } from '#contract/connections.ts';

interface PlacementFieldsProps {
  value: Placement;
  onChange(placement: Placement): void;
}

const places = [
  { value: 'header', label: 'Header' },
  { value: 'query', label: 'Query parameter' },
  { value: 'cookie', label: 'Cookie' },
];

/** Where a key stands in a request, where no definition says it. */
export function PlacementFields({ value, onChange }: PlacementFieldsProps) {
  return (
    <Group gap="sm" align="flex-start" grow>
      <Select
        label="Sent as"
        data={places}
        allowDeselect={false}
        value={value.in}
        onChange={(place) => onChange({ ...value, in: place === 'query' || place === 'cookie' ? place : 'header' })}
      />
      <TextInput
        label="Name of it"
        required
        value={value.name}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
      />
      <TextInput
        label="Before the key"
        placeholder="for example Bearer"
        value={value.prefix}
        onChange={(event) => onChange({ ...value, prefix: event.currentTarget.value })}
      />
    </Group>
  );
}
