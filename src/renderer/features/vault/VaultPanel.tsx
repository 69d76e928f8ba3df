import { Alert, Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconAlertTriangle, IconKey, IconLock, IconRefresh, IconSwitchHorizontal } from '@tabler/icons-react';
import type { VaultState } from '#contract/vault.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { AutoLockField } from './AutoLockField.tsx';
import { ChangePassphraseForm } from './ChangePassphraseForm.tsx';
import { DiscardSecrets } from './DiscardSecrets.tsx';
import { RekeyForm } from './RekeyForm.tsx';
import { SetUpForm } from './SetUpForm.tsx';
import { UnlockForm } from './UnlockForm.tsx';
import { useVault, useVaultChanges } from './useVault.ts';
import { methodWords, secretCount, statusWords } from './words.ts';

/** The vault in Settings: its state, and all that can be done with it. */
export function VaultPanel() {
  const vault = useVault();
  if (vault.isError) return <ErrorNotice error={vault.error} onRetry={() => void vault.refetch()} />;
  if (vault.isPending) return <Skeleton h={180} aria-label="Loading" />;
  const state = vault.data;
  return (
    <Stack gap="lg">
      <VaultFacts vault={state} />
      {state.status === 'setup' ? (
        <Box maw={520}>
          <SetUpForm vault={state} onDone={() => undefined} />
        </Box>
      ) : null}
      {state.status === 'locked' ? (
        <Stack gap="lg" maw={520}>
          <UnlockForm vault={state} onDone={() => undefined} />
          <DiscardSecrets sealed={state.sealed} />
        </Stack>
      ) : null}
      {state.status === 'unlocked' ? <VaultActions vault={state} /> : null}
      {state.status === 'setup' || state.method === 'session' ? null : (
        <AutoLockField minutes={state.autoLockMinutes} />
      )}
    </Stack>
  );
}

function VaultFacts({ vault }: { vault: VaultState }) {
  const method = vault.method === null ? null : methodWords[vault.method];
  return (
    <Stack gap={6}>
      <StatusBadge {...statusWords[vault.status]} />
      <Text size="sm">
        {method === null ? 'How secrets are kept was not chosen yet.' : `${method.label}. ${method.description}`}
      </Text>
      {vault.sealed === 0 ? null : (
        <Text size="sm" c="dimmed">
          {secretCount(vault.sealed)} sealed with AES-256-GCM.
        </Text>
      )}
      {vault.reason === undefined || vault.status === 'locked' ? null : (
        <Alert color="orange" variant="outline" icon={<IconAlertTriangle aria-hidden />}>
          {vault.reason}
        </Alert>
      )}
    </Stack>
  );
}

function VaultActions({ vault }: { vault: VaultState }) {
  const { lock } = useVaultChanges();
  const open = (title: string, form: (close: () => void) => React.ReactNode) => {
    const modalId = `vault ${title}`;
    modals.open({ modalId, title, children: form(() => modals.close(modalId)) });
  };
  return (
    <Group gap="xs">
      {vault.method === 'session' ? null : (
        <Button
          variant="default"
          leftSection={<IconLock size={16} aria-hidden />}
          loading={lock.isPending}
          onClick={() => lock.mutate(undefined)}
        >
          Lock now
        </Button>
      )}
      {vault.method === 'passphrase' ? (
        <Button
          variant="default"
          leftSection={<IconKey size={16} aria-hidden />}
          onClick={() => open('Change the passphrase', (close) => <ChangePassphraseForm onClose={close} />)}
        >
          Change passphrase
        </Button>
      ) : null}
      <Button
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={() => open('Make a new key', (close) => <RekeyForm vault={vault} onClose={close} />)}
      >
        Re-key
      </Button>
      <Button
        variant="default"
        leftSection={<IconSwitchHorizontal size={16} aria-hidden />}
        onClick={() =>
          open('Keep the key elsewhere', (close) => <SetUpForm vault={vault} onDone={close} onCancel={close} />)
        }
      >
        Keep the key elsewhere
      </Button>
    </Group>
  );
}
