import { ActionIcon, Checkbox, Group, Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type HandDraftParameter, isHandPlace, typeOf } from './handDraft.ts';

const places = ['path', 'query', 'header', 'cookie'];
const types = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

interface HandParameterRowProps {
  parameter: HandDraftParameter;
  problem: string | undefined;
  onChange: (parameter: HandDraftParameter) => void;
  onRemove: () => void;
}

/** One parameter of an operation that is written by hand. */
export function HandParameterRow({ parameter, problem, onChange, onRemove }: HandParameterRowProps) {
  const set = (changes: Partial<HandDraftParameter>) => onChange({ ...parameter, ...changes });
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <TextInput
        aria-label="Parameter name"
        placeholder="Name"
        flex={2}
        value={parameter.name}
        error={problem}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        aria-label="Place"
        w={100}
        data={places}
        allowDeselect={false}
        value={parameter.in}
        onChange={(place) => isHandPlace(place) && set({ in: place, required: place === 'path' || parameter.required })}
      />
      <Select
        aria-label="Type"
        w={104}
        data={types}
        allowDeselect={false}
        value={typeOf(parameter.schema)}
        onChange={(type) => type !== null && set({ schema: { type } })}
      />
      <TextInput
        aria-label="Parameter description"
        placeholder="Description"
        flex={3}
        value={parameter.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Checkbox
        label="required"
        mt={8}
        disabled={parameter.in === 'path'}
        checked={parameter.required}
        onChange={(event) => set({ required: event.currentTarget.checked })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        mt={4}
        aria-label={`Remove parameter ${parameter.name}`}
        onClick={onRemove}
      >
        <IconTrash size={15} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
