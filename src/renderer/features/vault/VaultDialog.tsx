import { Radio, Stack, Text } from '@mantine/core';
import { type VaultMethod, type VaultState, vaultContract, vaultMethod, vaultSetup } from '#contract/vault.ts';
import { useVault } from '#renderer/entities/vault/vault.ts';
import { client, inputOf } from '#renderer/platform/client.ts';
import { Dialog } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { Loading } from '#renderer/ui/Loading.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { isReady, NewPassphraseFields, noPassphrase, PassphraseField } from './passphraseFields.tsx';
import { useShowVault } from './queries.ts';
import { methodWords, secretCount } from './words.ts';

const titles = { setup: 'Set up the vault', locked: 'Unlock the vault', unlocked: 'The vault is unlocked' };

/** What the vault needs now: set up or unlock. Mount it while it is open; it may be over another dialog. */
export function VaultDialog({ onClose }: { onClose(): void }) {
  const vault = useVault();
  const state = vault.data;
  return (
    <Dialog onClose={onClose} title={titles[state?.status ?? 'locked']}>
      {vault.isError ? <ErrorNotice error={vault.error} onRetry={() => void vault.refetch()} /> : null}
      {vault.isPending ? <Loading h={120} /> : null}
      {state?.status === 'setup' ? <SetUpForm vault={state} onDone={onClose} onCancel={onClose} /> : null}
      {state?.status === 'locked' ? <UnlockForm vault={state} onDone={onClose} onCancel={onClose} /> : null}
      {state?.status === 'unlocked' ? <Text size="sm">Secrets can be read and stored.</Text> : null}
    </Dialog>
  );
}

interface VaultFormProps {
  vault: VaultState;
  onDone?: () => void;
  onCancel?: () => void;
}

interface SetUpValues {
  method: VaultMethod;
  passphrase: typeof noPassphrase;
  /** The passphrase of now. */
  current: string;
}

function toSetup({ method, passphrase, current: typed }: SetUpValues) {
  const current = typed === '' ? undefined : typed;
  return method === 'passphrase' ? { method, passphrase: passphrase.first, current } : { method, current };
}

/** Chooses where the master key is kept; stored secrets move along. */
export function SetUpForm({ vault, onDone, onCancel }: VaultFormProps) {
  const changing = vault.method !== null;
  const show = useShowVault();
  const initialValues: SetUpValues = {
    method: vault.keychain === 'available' ? 'keychain' : 'passphrase',
    passphrase: noPassphrase,
    current: '',
  };
  const form = useForm({
    initialValues,
    schema: vaultSetup,
    toInput: toSetup,
    save: (input) => client.vault.setUp(input),
    onSaved: (state) => {
      show(state);
      toastDone(changing ? `${secretCount(state.sealed)} moved with it.` : 'Vault set up');
      onDone?.();
    },
  });
  const { method, passphrase, current } = form.values;
  // A session can be beside a vault with a passphrase; what the vault answers then asks for it.
  const asks = vault.method === 'passphrase' || form.faultField === 'current';
  return (
    <Form form={form}>
      <Stack gap="md">
        <Radio.Group
          label="Keep the key in"
          value={method}
          onChange={(next) => form.set({ method: vaultMethod.catch('passphrase').parse(next) })}
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
        {asks ? <PassphraseField label="Current passphrase" {...form.fields.getInputProps('current')} /> : null}
        {method === 'passphrase' ? (
          <NewPassphraseFields value={passphrase} onChange={(next) => form.set({ passphrase: next })} />
        ) : null}
        <FormFault form={form} />
        <FormActions
          form={form}
          action={changing ? 'Move the key' : 'Set up the vault'}
          disabled={(asks && current === '') || (method === 'passphrase' && !isReady(passphrase))}
          {...(onCancel !== undefined && { onCancel })}
        />
      </Stack>
    </Form>
  );
}

function noteOf(method: VaultMethod, vault: VaultState): string {
  if (method !== 'keychain' || vault.keychain === 'available') return methodWords[method].description;
  return vault.keychain === 'locked'
    ? 'This computer’s keychain is locked and will ask you to unlock it.'
    : 'This computer has no keychain that Patchbay can use.';
}

/** Opens the vault: by its passphrase, or by asking the keychain again. */
export function UnlockForm({ vault, onDone, onCancel }: VaultFormProps) {
  const asks = vault.method === 'passphrase';
  const show = useShowVault();
  const form = useForm({
    initialValues: { passphrase: '' },
    schema: inputOf(vaultContract.unlock),
    toInput: (values) => (asks ? values : {}),
    save: (input) => client.vault.unlock(input),
    onSaved: (state) => {
      show(state);
      if (state.status === 'unlocked') onDone?.();
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        {vault.reason === undefined ? null : <Text size="sm">{vault.reason}</Text>}
        {asks ? (
          <PassphraseField label="Passphrase" data-autofocus {...form.fields.getInputProps('passphrase')} />
        ) : (
          <Text size="sm">Patchbay asks this computer’s keychain for the key. You may need your login password.</Text>
        )}
        <FormFault form={form} />
        <FormActions
          form={form}
          action="Unlock"
          disabled={asks && form.values.passphrase === ''}
          {...(onCancel !== undefined && { onCancel })}
        />
      </Stack>
    </Form>
  );
}
