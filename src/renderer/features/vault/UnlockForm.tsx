import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { VaultState } from '#contract/vault.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { PassphraseField } from './PassphraseField.tsx';
import { useVaultChanges } from './useVault.ts';

interface UnlockFormProps {
  vault: VaultState;
  onDone(): void;
  onCancel?: () => void;
}

/** Opens the vault: by its passphrase, or by asking the keychain again. */
export function UnlockForm({ vault, onDone, onCancel }: UnlockFormProps) {
  const [passphrase, setPassphrase] = useState('');
  const { unlock } = useVaultChanges();
  const asks = vault.method === 'passphrase';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // A callback of `mutate` is dropped when the form goes away, and it goes as soon as the vault is open.
        void unlock.mutateAsync(asks ? { passphrase } : {}).then(
          (state) => {
            setPassphrase('');
            if (state.status === 'unlocked') onDone();
          },
          () => undefined,
        );
      }}
    >
      <Stack gap="md">
        {vault.reason === undefined ? null : <Text size="sm">{vault.reason}</Text>}
        {asks ? (
          <PassphraseField label="Passphrase" focus value={passphrase} onChange={setPassphrase} />
        ) : (
          <Text size="sm">The keychain of this computer is asked for the key. It may want your login password.</Text>
        )}
        {unlock.isError ? <ErrorNotice error={unlock.error} /> : null}
        <Group justify="flex-end">
          {onCancel === undefined ? null : (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={unlock.isPending} disabled={asks && passphrase === ''}>
            Unlock
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
