import { Alert, Anchor, Box, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconKey, IconLock, IconRefresh, IconSwitchHorizontal } from '@tabler/icons-react';
import type { VaultState } from '#contract/vault.ts';
import { counted } from '#core/counted.ts';
import { useVault, vaultWords } from '#renderer/entities/vault/vault.ts';
import { StatusBadge } from '#renderer/ui/badges.tsx';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { Loading } from '#renderer/ui/Loading.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { openChangePassphrase, openMoveKey, openRekey } from './keyDialogs.tsx';
import { useVaultChanges } from './queries.ts';
import { SetUpForm, UnlockForm } from './VaultDialog.tsx';
import { methodWords, secretCount } from './words.ts';

/** The vault in Settings: its state, and all that can be done with it. */
export function VaultPanel() {
  const vault = useVault();
  if (vault.isError) return <ErrorNotice error={vault.error} onRetry={() => void vault.refetch()} />;
  if (vault.isPending) return <Loading h={180} />;
  const state = vault.data;
  return (
    <Stack gap="lg">
      <VaultFacts vault={state} />
      {state.status === 'setup' ? (
        <Box maw={520}>
          <SetUpForm vault={state} />
        </Box>
      ) : null}
      {state.status === 'locked' ? (
        <Stack gap="lg" maw={520}>
          <UnlockForm vault={state} />
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
      <StatusBadge {...vaultWords[vault.status]} />
      <Text size="sm">
        {method === null ? 'The vault isn’t set up yet.' : `${method.label}. ${method.description}`}
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
        <Button variant="default" leftSection={<IconKey size={16} aria-hidden />} onClick={openChangePassphrase}>
          Change passphrase
        </Button>
      ) : null}
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => openRekey(vault)}>
        Re-key
      </Button>
      <Button
        variant="default"
        leftSection={<IconSwitchHorizontal size={16} aria-hidden />}
        onClick={() => openMoveKey(vault)}
      >
        Change where the key is kept
      </Button>
    </Group>
  );
}

const never = 'never';
const steps = [1, 5, 15, 30, 60, 240, 480];

/** After how many minutes without use the vault locks. */
function AutoLockField({ minutes }: { minutes: number | null }) {
  const { setAutoLock } = useVaultChanges();
  const known = minutes === null || steps.includes(minutes) ? steps : [...steps, minutes].sort((a, b) => a - b);
  return (
    <Select
      label="Auto-lock"
      description="After this long without activity in Patchbay."
      maw={420}
      allowDeselect={false}
      disabled={setAutoLock.isPending}
      data={[
        { value: never, label: 'Never' },
        ...known.map((step) => ({ value: String(step), label: minuteWords(step) })),
      ]}
      value={minutes === null ? never : String(minutes)}
      onChange={(value) => {
        const next = value === null || value === never ? null : Number(value);
        setAutoLock.mutate(
          { minutes: next },
          {
            onSuccess: () =>
              toastDone(next === null ? 'Auto-lock turned off' : `The vault locks after ${minuteWords(next)}`),
          },
        );
      }}
    />
  );
}

function minuteWords(minutes: number): string {
  if (minutes % 60 === 0) return `${minutes / 60} hour${minutes === 60 ? '' : 's'}`;
  return counted(minutes, 'minute');
}

/** The last way out when the key is lost for good: secrets go, connections stay and ask for theirs again. */
function DiscardSecrets({ sealed }: { sealed: number }) {
  const { discard } = useVaultChanges();
  const ask = async () => {
    const yes = await confirm({
      title: `Delete ${secretCount(sealed)}?`,
      body: 'Without the key nobody can read them. They are deleted and the vault is set up again. Connections stay and ask for their secrets again. This cannot be undone.',
      action: 'Delete secrets',
    });
    if (yes) discard.mutate({ sealed });
  };
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        Lost the key?{' '}
        <Anchor component="button" type="button" size="sm" onClick={() => void ask()}>
          Delete secrets…
        </Anchor>
      </Text>
      {discard.isError ? <ErrorNotice error={discard.error} /> : null}
    </Stack>
  );
}
