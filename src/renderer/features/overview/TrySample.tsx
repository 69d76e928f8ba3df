import { Button, Group, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';

/** Installs the API that the console serves itself, for a first success without any other. */
export function TrySample() {
  const install = useMutation(
    orpc.sample.install.mutationOptions({
      onSuccess: ({ integration }) => {
        toastDone(`${integration.displayName} is there. Connect it with its key, then send.`);
      },
    }),
  );
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconFlask size={16} aria-hidden />}
        loading={install.isPending}
        onClick={() => install.mutate(undefined)}
      >
        Try the sample
      </Button>
      <Text size="sm" c="dimmed">
        A small API that Patchbay serves on this computer, also offline.
      </Text>
    </Group>
  );
}
