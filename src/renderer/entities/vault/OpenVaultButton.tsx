import { Button, type ButtonProps } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { openVaultWords, useVault } from './vault.ts';

/** Opens what the vault needs, and says what that is: it is set up, or unlocked. */
export function OpenVaultButton({ onOpened, ...props }: Pick<ButtonProps, 'size'> & { onOpened?: () => void }) {
  const { openVault } = useAppActions();
  const vault = useVault().data;
  return (
    <Button
      style={{ alignSelf: 'flex-start' }}
      variant="default"
      leftSection={<IconLock size={14} aria-hidden />}
      onClick={() => void openVault().then((open) => open && onOpened?.())}
      {...props}
    >
      {openVaultWords(vault)}
    </Button>
  );
}
