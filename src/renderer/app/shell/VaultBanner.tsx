import { Alert, Button, Group, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '../AppActions.tsx';

const words = {
  setup: { text: 'Choose how secrets are kept before you store the first one.', action: 'Set up the vault' },
  locked: {
    text: 'The vault is locked. Pages can be read; requests with a connection wait until it is open.',
    action: 'Unlock',
  },
};

/** Asks for what the vault needs; nothing is shown while it is open. */
export function VaultBanner() {
  const vault = useQuery(orpc.vault.state.queryOptions()).data;
  const { openVault } = useAppActions();
  if (vault === undefined || vault.status === 'unlocked') return null;
  const { text, action } = words[vault.status];
  return (
    <Alert role="status" color="orange" variant="outline" radius={0} py={6} icon={<IconLock aria-hidden />}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{vault.reason ?? text}</Text>
        <Button size="compact-sm" variant="default" onClick={openVault}>
          {action}
        </Button>
      </Group>
    </Alert>
  );
}
