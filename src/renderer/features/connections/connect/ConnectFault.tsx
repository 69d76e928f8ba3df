import { Button, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';

const vaultCodes = new Set(['VAULT_LOCKED', 'NOT_SET_UP', 'KEYCHAIN_LOCKED', 'KEYCHAIN_UNAVAILABLE']);

/** Why nothing could be stored or checked. What was typed stays; a locked vault can be opened from here. */
export function ConnectFault({ error, stored }: { error: unknown; stored: boolean }) {
  const { openVault } = useAppActions();
  return (
    <Stack gap="xs">
      <ErrorNotice error={error} title={stored ? 'It is stored, but could not be checked' : 'It could not be stored'} />
      <Text size="sm" c="dimmed">
        What you typed is still here.
      </Text>
      {vaultCodes.has(readFault(error).code) ? (
        <Button
          style={{ alignSelf: 'flex-start' }}
          size="xs"
          variant="default"
          leftSection={<IconLock size={14} aria-hidden />}
          onClick={openVault}
        >
          Open the vault
        </Button>
      ) : null}
    </Stack>
  );
}
