import { Button, Group, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { type VaultMethod, type VaultState, vaultMethod } from '#contract/vault.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { isReady, NewPassphraseFields } from './NewPassphraseFields.tsx';
import { useVaultChanges } from './useVault.ts';
import { methodWords, secretCount } from './words.ts';

interface SetUpFormProps {
  vault: VaultState;
  onDone(): void;
  onCancel?: () => void;
}

/** Chooses where the master key is kept; stored secrets move along. */
export function SetUpForm({ vault, onDone, onCancel }: SetUpFormProps) {
  const changing = vault.method !== null;
  const [method, setMethod] = useState<VaultMethod>(vault.keychain === 'available' ? 'keychain' : 'passphrase');
  const [passphrase, setPassphrase] = useState({ first: '', again: '' });
  const { setUp } = useVaultChanges();
  const ready = method === 'passphrase' ? isReady(passphrase) : true;
  // A callback of `mutate` is dropped when the form goes away, and it goes as soon as the vault is open.
  const submit = () =>
    setUp.mutateAsync(method === 'passphrase' ? { method, passphrase: passphrase.first } : { method }).then(
      (state) => {
        toastDone(changing ? `${secretCount(state.sealed)} moved along.` : 'The vault is set up.');
        onDone();
      },
      () => undefined,
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void submit();
      }}
    >
      <Stack gap="md">
        <Radio.Group
          label="Keep the key in"
          value={method}
          onChange={(next) => setMethod(vaultMethod.catch('passphrase').parse(next))}
        >
          <Stack gap="sm" mt={6}>
            {vaultMethod.options.map((option) => (
              <Radio
                key={option}
                value={option}
                label={methodWords[option].label}
                description={noteOf(option, vault)}
                disabled={option === 'keychain' && vault.keychain === 'unavailable'}
              />
            ))}
          </Stack>
        </Radio.Group>
        {method === 'passphrase' ? <NewPassphraseFields value={passphrase} onChange={setPassphrase} /> : null}
        {setUp.isError ? <ErrorNotice error={setUp.error} /> : null}
        <Group justify="flex-end">
          {onCancel === undefined ? null : (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={setUp.isPending} disabled={!ready}>
            {changing ? 'Move the key' : 'Set up the vault'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function noteOf(method: VaultMethod, vault: VaultState): string {
  if (method !== 'keychain' || vault.keychain === 'available') return methodWords[method].description;
  return vault.keychain === 'locked'
    ? 'The keychain of this computer is locked; it will ask you to open it.'
    : 'This computer offers no keychain that can be used.';
}
