import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CheckResult, Connection, ConnectionPart } from '#contract/connections.ts';
import { kindWords } from '#renderer/entities/connection/words.ts';
import { client } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { CheckNotice } from '../connect/CheckNotice.tsx';
import { hasSecret, hasSession, SecretFields, useNewSecret } from './NewSecret.tsx';

/** Opens a modal that asks for a new secret and checks it. */
export function openReplaceSecret(connection: Connection): void {
  const modalId = `secret-${connection.id}`;
  modals.open({
    modalId,
    title: `Replace the secret of ${connection.name}`,
    size: 'lg',
    children: <Replace connection={connection} onClose={() => modals.close(modalId)} />,
  });
}

function Replace({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const parts = [...connection.parts.entries()].filter(([, part]) => hasSecret(part));
  const [index, setIndex] = useState(() => parts[0]?.[0] ?? 0);
  const part = connection.parts[index];
  if (part === undefined || parts.length === 0) return <Text size="sm">It has no secret of its own.</Text>;
  return (
    <Stack gap="md">
      {parts.length > 1 ? (
        <Select
          label="Which secret"
          allowDeselect={false}
          data={parts.map(([at, one]) => ({ value: String(at), label: `${kindWords[one.kind]} ${one.secretHint}` }))}
          value={String(index)}
          onChange={(value) => setIndex(Number(value))}
        />
      ) : null}
      <ReplaceForm key={index} connection={connection} index={index} part={part} onClose={onClose} />
    </Stack>
  );
}

interface ReplaceFormProps {
  connection: Connection;
  index: number;
  part: ConnectionPart;
  onClose(): void;
}

function ReplaceForm({ connection, index, part, onClose }: ReplaceFormProps) {
  const { draft, setDraft, input } = useNewSecret(connection, part);
  const replace = useMutation({
    mutationFn: async (secret: NonNullable<typeof input>): Promise<CheckResult> => {
      const { id, integrationId } = connection;
      await client.connections.replaceSecret({ id, part: index, ...secret });
      return client.connections.check({ integrationId, connectionId: id });
    },
    meta: { quiet: true },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (input !== null) replace.mutate(input);
      }}
    >
      <Stack gap="md">
        <Text size="sm">The old secret ({part.secretHint}) is overwritten. “Rotate” keeps it as a way back.</Text>
        <SecretFields draft={draft} session={hasSession(part)} onChange={setDraft} />
        {replace.isError ? <ErrorNotice error={replace.error} /> : null}
        {replace.data === undefined ? null : <CheckNotice result={replace.data} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {replace.data === undefined ? 'Cancel' : 'Close'}
          </Button>
          {replace.data?.ok === true ? null : (
            <Button type="submit" loading={replace.isPending} disabled={input === null}>
              Replace and check
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
