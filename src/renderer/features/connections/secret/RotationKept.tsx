import { Alert, Button, Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Connection } from '#contract/connections.ts';
import { orpc } from '#renderer/platform/client.ts';
import { TimeLeft } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** The way back to the secret before the last rotation, as long as it is kept. */
export function RotationKept({ connection }: { connection: Connection }) {
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
