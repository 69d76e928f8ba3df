import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { PasswordField } from '#renderer/ui/PasswordField.tsx';

interface NamedValueListProps {
  /** What one line is: "header". */
  noun: string;
  value: readonly NamedValue[];
  onChange(pairs: NamedValue[]): void;
  /** The values are hidden while they are typed. */
  secret?: boolean;
  least?: number;
  most?: number;
  /** An example of a name. */
  placeholder?: string | undefined;
}

/** Lines of a name and a value each. */
export function NamedValueList({ noun, value, onChange, secret = false, ...limits }: NamedValueListProps) {
  const { least = 0, most = Number.POSITIVE_INFINITY, placeholder } = limits;
  return (
    <>
      {value.map((pair, index) => (
        <Line
          key={pair.id}
          pair={pair}
          name={`${noun} ${index + 1}`}
          secret={secret}
          placeholder={placeholder}
          onChange={(next) => onChange(value.with(index, next))}
          onRemove={value.length <= least ? undefined : () => onChange(value.filter(({ id }) => id !== pair.id))}
        />
      ))}
      <Button
        style={{ alignSelf: 'flex-start' }}
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={value.length >= most}
        onClick={() => onChange([...value, emptyPair()])}
      >
        Add a {noun}
      </Button>
    </>
  );
}

interface LineProps {
  pair: NamedValue;
  /** "header 1". */
  name: string;
  secret: boolean;
  placeholder: string | undefined;
  onChange(pair: NamedValue): void;
  onRemove: (() => void) | undefined;
}

function Line({ pair, name, secret, placeholder, onChange, onRemove }: LineProps) {
  const setValue = (value: string) => onChange({ ...pair, value });
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        flex={1}
        aria-label={`Name of ${name}`}
        placeholder={placeholder}
        spellCheck={false}
        value={pair.name}
        onChange={(event) => onChange({ ...pair, name: event.currentTarget.value })}
      />
      {secret ? (
        <PasswordField
          flex={2}
          aria-label={`Value of ${name}`}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': `Show the value of ${name}` }}
          value={pair.value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          flex={2}
          aria-label={`Value of ${name}`}
          value={pair.value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      )}
      {onRemove === undefined ? null : (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}

/** A line of a list of names and values, while it is typed. */
export interface NamedValue {
  id: string;
  name: string;
  value: string;
}

/** An empty line. */
export function emptyPair(): NamedValue {
  return { id: crypto.randomUUID(), name: '', value: '' };
}
