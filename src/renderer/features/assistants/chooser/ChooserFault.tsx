import { Button, Stack } from '@mantine/core';
import { useAppActions } from '#renderer/session/AppActions.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { readFault } from '#renderer/ui/readFault.ts';

const titles: Partial<Record<string, string>> = {
  CONNECTION_GONE: 'The connection is gone',
  CONNECTION_UNFIT: 'The connection does not fit',
  CONNECTION_REFUSED: 'The check failed',
  VAULT_LOCKED: 'The vault is locked',
};

/** What stood in the way, what was kept and what to do; a locked vault can be opened from here. */
export function ChooserFault({ error, attached }: { error: unknown; attached: boolean }) {
  const { openVault } = useAppActions();
  const { code } = readFault(error);
  const title = titles[code] ?? (attached ? 'The connection was not changed' : 'The integration was not added');
  return (
    <Stack gap="xs" align="stretch">
      <ErrorNotice error={error} title={title} />
      {code === 'VAULT_LOCKED' && (
        <Button variant="default" onClick={openVault} style={{ alignSelf: 'flex-start' }}>
          Unlock the vault
        </Button>
      )}
    </Stack>
  );
}
