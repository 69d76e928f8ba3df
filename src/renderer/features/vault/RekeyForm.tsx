import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { VaultState } from '#contract/vault.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { PassphraseField } from './PassphraseField.tsx';
import { useVaultChanges } from './useVault.ts';
import { secretCount } from './words.ts';

/** Makes a new master key and seals every secret anew. */
export function RekeyForm({ vault, onClose }: { vault: VaultState; onClose(): void }) {
  const [passphrase, setPassphrase] = useState('');
  const { rekey } = useVaultChanges();
  const asks = vault.method === 'passphrase';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rekey.mutate(asks ? { passphrase } : {}, {
          onSuccess: (state) => {
            toastDone(`A new key is in use; ${secretCount(state.sealed)} sealed anew.`);
            onClose();
          },
        });
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          A new master key is made and {secretCount(vault.sealed)} sealed with it, all or none. The new key does not
          open secrets in backups from before.
        </Text>
        {asks ? <PassphraseField label="Passphrase" focus value={passphrase} onChange={setPassphrase} /> : null}
        {rekey.isError ? <ErrorNotice error={rekey.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rekey.isPending} disabled={asks && passphrase === ''}>
            Re-key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
