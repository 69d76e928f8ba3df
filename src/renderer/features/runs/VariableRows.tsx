import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';

export interface GivenVariable {
  readonly name: string;
  readonly value: string;
}

interface VariableRowsProps {
  value: readonly GivenVariable[];
  onChange: (value: GivenVariable[]) => void;
}

/** Variables for one run, over all others. */
export function VariableRows({ value, onChange }: VariableRowsProps) {
  const change = (index: number, changes: Partial<GivenVariable>) =>
    onChange(value.map((row, at) => (at === index ? { ...row, ...changes } : row)));
  return (
    <Stack gap={6} align="flex-start">
      {value.length === 0 ? null : (
        <div>
          <Text size="sm" fw={500}>
            Variables
          </Text>
          <Text size="xs" c="dimmed">
            They count before all others, and are not kept.
          </Text>
        </div>
      )}
      {value.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own
        <Group key={index} gap={6} wrap="nowrap" w="100%">
          <TextInput
            flex={1}
            aria-label={`Name of variable ${index + 1}`}
            placeholder="Name"
            value={row.name}
            onChange={(event) => change(index, { name: event.currentTarget.value.trim() })}
          />
          <TextInput
            flex={2}
            aria-label={`Value of ${row.name || `variable ${index + 1}`}`}
            placeholder="Value"
            value={row.value}
            onChange={(event) => change(index, { value: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${row.name || `variable ${index + 1}`}`}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...value, { name: '', value: '' }])}
      >
        Add a variable
      </Button>
    </Stack>
  );
}
