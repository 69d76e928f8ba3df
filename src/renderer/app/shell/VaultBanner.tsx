import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { orpc } from '#renderer/platform/client.ts';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { Bar } from './Bar.tsx';

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
    <Bar
      icon={<IconLock size={18} aria-hidden />}
      action={
        <Button size="compact-sm" variant="default" onClick={openVault}>
          {action}
        </Button>
      }
    >
      {vault.status === 'locked' ? (vault.reason ?? text) : text}
    </Bar>
  );
}
