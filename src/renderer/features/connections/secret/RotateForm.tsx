import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { orpc } from '#renderer/platform/client.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { CheckNotice } from '../connect/CheckNotice.tsx';
import { hasSession } from './draftOfPart.ts';
import { SecretFields } from './SecretFields.tsx';
import { useNewSecret } from './useNewSecret.ts';

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
export function RotateForm({ connection, part, onSwitched }: RotateFormProps) {
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
