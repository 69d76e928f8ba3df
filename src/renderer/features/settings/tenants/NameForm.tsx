import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { readFault } from '#renderer/ui/readFault.ts';

interface NameFormProps {
  label: string;
  initial: string;
  action: string;
  pending: boolean;
  error: unknown;
  onSubmit(name: string): void;
  onClose(): void;
  children?: ReactNode;
}

/** Asks for one name. */
export function NameForm({ label, initial, action, pending, error, onSubmit, onClose, children }: NameFormProps) {
  const [name, setName] = useState(initial);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(name.trim());
      }}
    >
      <Stack gap="md">
        {children}
        <TextInput
          label={label}
          required
          data-autofocus
          maxLength={120}
          value={name}
          error={error === null ? undefined : readFault(error).message}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={pending} disabled={name.trim() === '' || name.trim() === initial}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
