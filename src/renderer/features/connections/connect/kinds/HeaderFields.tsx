import { ActionIcon, Button, Fieldset, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { emptyPair, type NamedValue } from '../namedValue.ts';
import type { FieldsProps } from './fieldsProps.ts';

const most = 30;

/** Headers whose values are secret, as some APIs ask for two or three of them. */
export function HeaderFields({ draft, stored, onChange }: FieldsProps<'headers'>) {
  const { headers } = draft;
  const set = (next: NamedValue[]) => onChange({ ...draft, headers: next });
  return (
    <Fieldset legend="Headers" variant="default">
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {stored ? 'Leave all empty to keep the stored ones.' : 'Each value is kept in the vault.'}
        </Text>
        {headers.map((header, index) => (
          <HeaderLine
            key={header.id}
            header={header}
            number={index + 1}
            onChange={(next) => set(headers.with(index, next))}
            onRemove={headers.length === 1 ? undefined : () => set(headers.filter(({ id }) => id !== header.id))}
          />
        ))}
        <Button
          style={{ alignSelf: 'flex-start' }}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={headers.length >= most}
          onClick={() => set([...headers, emptyPair()])}
        >
          Add a header
        </Button>
      </Stack>
    </Fieldset>
  );
}

interface HeaderLineProps {
  header: NamedValue;
  number: number;
  onChange(header: NamedValue): void;
  onRemove: (() => void) | undefined;
}

function HeaderLine({ header, number, onChange, onRemove }: HeaderLineProps) {
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        flex={1}
        aria-label={`Name of header ${number}`}
        placeholder="X-App-Id"
        spellCheck={false}
        value={header.name}
        onChange={(event) => onChange({ ...header, name: event.currentTarget.value })}
      />
      <PasswordInput
        flex={2}
        aria-label={`Value of header ${number}`}
        autoComplete="off"
        visibilityToggleButtonProps={{ 'aria-label': `Show the value of header ${number}` }}
        value={header.value}
        onChange={(event) => onChange({ ...header, value: event.currentTarget.value })}
      />
      {onRemove === undefined ? null : (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove header ${number}`} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
