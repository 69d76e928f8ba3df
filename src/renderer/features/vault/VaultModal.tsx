import { Modal, Skeleton, Text } from '@mantine/core';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { SetUpForm } from './SetUpForm.tsx';
import { UnlockForm } from './UnlockForm.tsx';
import { useVault } from './useVault.ts';

const titles = { setup: 'Set up the vault', locked: 'Unlock the vault', unlocked: 'The vault is open' };

/** What the vault needs now: set up or unlock. Mount it while it is open; it may stand over another modal. */
export function VaultModal({ onClose }: { onClose(): void }) {
  const vault = useVault();
  const state = vault.data;
  return (
    <Modal opened onClose={onClose} title={titles[state?.status ?? 'locked']} zIndex={300}>
      {vault.isError ? <ErrorNotice error={vault.error} onRetry={() => void vault.refetch()} /> : null}
      {vault.isPending ? <Skeleton h={120} aria-label="Loading" /> : null}
      {state?.status === 'setup' ? <SetUpForm vault={state} onDone={onClose} onCancel={onClose} /> : null}
      {state?.status === 'locked' ? <UnlockForm vault={state} onDone={onClose} onCancel={onClose} /> : null}
      {state?.status === 'unlocked' ? <Text size="sm">Secrets can be read and stored.</Text> : null}
    </Modal>
  );
}
