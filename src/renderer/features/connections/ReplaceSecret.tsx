import { Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckResult, Connection } from '#contract/connections.ts';
import { client } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { CheckNotice } from './connect/CheckNotice.tsx';
import { secretWords } from './words.ts';

/** Opens a modal that asks for a new secret and checks it. */
export function openReplaceSecret(connection: Connection): void {
  const modalId = `secret-${connection.id}`;
  modals.open({
    modalId,
    title: `Replace the secret of ${connection.name}`,
    children: <ReplaceForm connection={connection} onClose={() => modals.close(modalId)} />,
  });
}

interface NewSecret {
  secret: string;
  username: string;
}

async function replaceAndCheck(connection: Connection, { secret, username }: NewSecret): Promise<CheckResult> {
  const user = connection.kind === 'basic' ? { username } : {};
  await client.connections.replaceSecret({ id: connection.id, secret, ...user });
  return client.connections.check({ integrationId: connection.integrationId, connectionId: connection.id });
}

function ReplaceForm({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const [input, setInput] = useState<NewSecret>({ secret: '', username: '' });
  const replace = useMutation({
    mutationFn: (next: NewSecret) => replaceAndCheck(connection, next),
    meta: { quiet: true },
  });
  const done = replace.data?.ok === true;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        replace.mutate(input);
      }}
    >
      <Stack gap="md">
        <Text size="sm">The old secret ({connection.secretHint}) is overwritten and cannot be brought back.</Text>
        {connection.kind === 'basic' ? (
          <TextInput
            label="User name"
            required
            autoComplete="off"
            value={input.username}
            placeholder={connection.usernameHint ?? ''}
            onChange={(event) => setInput({ ...input, username: event.currentTarget.value })}
          />
        ) : null}
        <PasswordInput
          label={`New ${secretWords[connection.kind].replace(/^[PT]/, (letter) => letter.toLowerCase())}`}
          required
          data-autofocus
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': 'Show what is typed' }}
          value={input.secret}
          onChange={(event) => setInput({ ...input, secret: event.currentTarget.value })}
        />
        {replace.isError ? <ErrorNotice error={replace.error} /> : null}
        {replace.data === undefined ? null : <CheckNotice result={replace.data} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {replace.data === undefined ? 'Cancel' : 'Close'}
          </Button>
          {done ? null : (
            <Button type="submit" loading={replace.isPending} disabled={input.secret === ''}>
              Replace and check
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
