import { Button, Group, Stack } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { Connection } from '#contract/connections.ts';
import { SignInFlow } from './connect/signIn/SignInFlow.tsx';

/** Opens a dialog that signs the connection in (again). */
export function openSignIn(connection: Connection): void {
  const modalId = `sign-in-${connection.id}`;
  const close = () => modals.close(modalId);
  modals.open({
    modalId,
    title: `Sign in to ${connection.integrationName}`,
    size: 'lg',
    closeOnClickOutside: false,
    children: (
      <Stack gap="md">
        <SignInFlow connection={connection} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Close
          </Button>
        </Group>
      </Stack>
    ),
  });
}
