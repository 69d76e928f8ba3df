import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { readFault } from '#renderer/ui/readFault.ts';

const vaultCodes = new Set(['VAULT_LOCKED', 'NOT_SET_UP', 'KEYCHAIN_LOCKED', 'KEYCHAIN_UNAVAILABLE']);

/** Below what went wrong: opens the vault and goes on, where that is what was in the way. */
export function UnlockForFault({ error, onUnlocked }: { error: unknown; onUnlocked(): void }) {
  const { openVault } = useAppActions();
  if (!vaultCodes.has(readFault(error).code)) return null;
  return (
    <Button
      style={{ alignSelf: 'flex-start' }}
      size="xs"
      variant="default"
      leftSection={<IconLock size={14} aria-hidden />}
      onClick={() => void openVault().then((open) => open && onUnlocked())}
    >
      Unlock the vault
    </Button>
  );
}
