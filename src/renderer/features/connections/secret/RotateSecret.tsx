import { Alert, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { TimeLeft } from '#renderer/ui/TimeLeft.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { CheckNotice } from '../connect/CheckNotice.tsx';
import { hasSecret, hasSession, SecretFields, useNewSecret } from './NewSecret.tsx';

/** A new secret beside the old one, and the way back. */
export function SecretTab({ connection }: { connection: Connection }) {
  const [turn, setTurn] = useState(0);
  const [part] = connection.parts;
  if (part === undefined || !hasSecret(part)) {
    return <Text size="sm">A public client has no secret to rotate. Sign in again for new tokens.</Text>;
  }
  return (
    <Stack gap="md">
      <Title order={3} size="h5">
        Rotate the secret
      </Title>
      <RotationKept connection={connection} />
      {connection.parts.length > 1 ? (
        <Text size="sm" c="dimmed">
          This is the first of {connection.parts.length} secrets. “Replace” changes the others.
        </Text>
      ) : null}
      <RotateForm key={turn} connection={connection} part={part} onSwitched={() => setTurn(turn + 1)} />
    </Stack>
  );
}

const keeping = [
  { value: '0', label: 'Not at all' },
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
];

interface RotateFormProps {
  connection: Connection;
  part: ConnectionPart;
  /** The new secret is in use. */
  onSwitched(): void;
}

/** Puts a new secret beside the old one, checks it, and switches only when it works. */
function RotateForm({ connection, part, onSwitched }: RotateFormProps) {
  const { draft, setDraft, input } = useNewSecret(connection, part);
  const [keepHours, setKeep] = useState('24');
  const rotate = useMutation(
    orpc.connections.rotate.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ switched }) => {
        if (!switched) return;
        toastDone(`${connection.name} uses the new secret.`);
        onSwitched();
      },
    }),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (input !== null) rotate.mutate({ id: connection.id, ...input, keepHours: Number(keepHours) });
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          The new secret is checked first. Only when it works does it take the place of the old one ({part.secretHint}).
        </Text>
        <SecretFields draft={draft} session={hasSession(part)} onChange={setDraft} />
        <Select
          label="Keep the old secret as a way back"
          maw={260}
          allowDeselect={false}
          data={keeping}
          value={keepHours}
          onChange={(value) => setKeep(value ?? '24')}
        />
        {rotate.isError ? <ErrorNotice error={rotate.error} title="It was not rotated" /> : null}
        {rotate.data === undefined ? null : <CheckNotice result={rotate.data.check} />}
        {rotate.data?.switched === false ? <Text size="sm">The old secret stays in use.</Text> : null}
        <Group>
          <Button type="submit" loading={rotate.isPending} disabled={input === null || !connection.editable}>
            Check and switch
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The way back to the secret before the last rotation, as long as it is kept. */
function RotationKept({ connection }: { connection: Connection }) {
  const undo = useMutation(
    orpc.connections.undoRotation.mutationOptions({
      onSuccess: () => toastDone(`${connection.name} uses the secret of before again.`),
    }),
  );
  const { rotation } = connection;
  if (rotation === null) return null;
  return (
    <Alert role="status" variant="outline" color="indigo" icon={<IconHistory aria-hidden />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm" component="div">
          The old secret ({rotation.previousHint}) is kept for <TimeLeft until={rotation.until} />.
        </Text>
        <Button
          size="xs"
          variant="default"
          loading={undo.isPending}
          disabled={!connection.editable}
          onClick={() => undo.mutate({ id: connection.id })}
        >
          Go back to it
        </Button>
      </Group>
    </Alert>
  );
}
