import { Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { isReady, NewPassphraseFields } from './NewPassphraseFields.tsx';
import { PassphraseField } from './PassphraseField.tsx';
import { useVaultChanges } from './useVault.ts';

/** Changes the passphrase; the secrets themselves stay as they are. */
export function ChangePassphraseForm({ onClose }: { onClose(): void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState({ first: '', again: '' });
  const { changePassphrase } = useVaultChanges();
  const ready = current !== '' && isReady(next);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        changePassphrase.mutate(
          { current, next: next.first },
          {
            onSuccess: () => {
              toastDone('The passphrase is changed. The old one opens nothing any more.');
              onClose();
            },
          },
        );
      }}
    >
      <Stack gap="md">
        <PassphraseField label="Passphrase of today" focus value={current} onChange={setCurrent} />
        <NewPassphraseFields value={next} onChange={setNext} />
        {changePassphrase.isError ? <ErrorNotice error={changePassphrase.error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={changePassphrase.isPending} disabled={!ready}>
            Change passphrase
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
