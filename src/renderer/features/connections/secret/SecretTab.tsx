import { Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Connection } from '#contract/connections.ts';
import { hasSecret } from './draftOfPart.ts';
import { RotateForm } from './RotateForm.tsx';
import { RotationKept } from './RotationKept.tsx';

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
