import { Stack, Text } from '@mantine/core';
import { type VaultState, vaultContract } from '#contract/vault.ts';
import { client, inputOf } from '#renderer/platform/client.ts';
import { Dialog, openDialog } from '#renderer/ui/dialog/index.ts';
import { Form, FormActions, FormFault, useForm } from '#renderer/ui/form/index.ts';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { isReady, NewPassphraseFields, noPassphrase, PassphraseField } from './passphraseFields.tsx';
import { useShowVault } from './queries.ts';
import { SetUpForm } from './VaultDialog.tsx';
import { secretCount } from './words.ts';

/** Opens the change of the passphrase. */
export function openChangePassphrase(): void {
  openDialog((close) => (
    <Dialog title="Change the passphrase" onClose={close}>
      <ChangePassphraseForm onClose={close} />
    </Dialog>
  ));
}

/** Opens what makes a new master key. */
export function openRekey(vault: VaultState): void {
  openDialog((close) => (
    <Dialog title="Make a new key" onClose={close}>
      <RekeyForm vault={vault} onClose={close} />
    </Dialog>
  ));
}

/** Opens the choice of another place for the key. */
export function openMoveKey(vault: VaultState): void {
  openDialog((close) => (
    <Dialog title="Change where the key is kept" onClose={close}>
      <SetUpForm vault={vault} onDone={close} onCancel={close} />
    </Dialog>
  ));
}

/** Changes the passphrase; the secrets themselves stay as they are. */
function ChangePassphraseForm({ onClose }: { onClose(): void }) {
  const show = useShowVault();
  const form = useForm({
    initialValues: { current: '', next: noPassphrase },
    schema: inputOf(vaultContract.changePassphrase),
    toInput: ({ current, next }) => ({ current, next: next.first }),
    save: (input) => client.vault.changePassphrase(input),
    onSaved: (state) => {
      show(state);
      toastDone('Passphrase changed');
      onClose();
    },
    fieldOf: ({ field }) => (field === 'passphrase' ? 'current' : field),
  });
  const { current, next } = form.values;
  return (
    <Form form={form}>
      <Stack gap="md">
        <PassphraseField label="Current passphrase" data-autofocus {...form.fields.getInputProps('current')} />
        <NewPassphraseFields value={next} onChange={(value) => form.set({ next: value })} />
        <FormFault form={form} />
        <FormActions
          form={form}
          action="Change passphrase"
          onCancel={onClose}
          disabled={current === '' || !isReady(next)}
        />
      </Stack>
    </Form>
  );
}

/** Makes a new master key and seals every secret again. */
function RekeyForm({ vault, onClose }: { vault: VaultState; onClose(): void }) {
  const asks = vault.method === 'passphrase';
  const show = useShowVault();
  const form = useForm({
    initialValues: { passphrase: '' },
    schema: inputOf(vaultContract.rekey),
    toInput: (values) => (asks ? values : {}),
    save: (input) => client.vault.rekey(input),
    onSaved: (state) => {
      show(state);
      toastDone(`New key in use; ${secretCount(state.sealed)} re-encrypted`);
      onClose();
    },
  });
  return (
    <Form form={form}>
      <Stack gap="md">
        <Text size="sm">
          A new master key is made and {secretCount(vault.sealed)} sealed with it, all or none. The new key does not
          open secrets in backups from before.
        </Text>
        {asks ? (
          <PassphraseField label="Passphrase" data-autofocus {...form.fields.getInputProps('passphrase')} />
        ) : null}
        <FormFault form={form} />
        <FormActions form={form} action="Re-key" onCancel={onClose} disabled={asks && form.values.passphrase === ''} />
      </Stack>
    </Form>
  );
}
