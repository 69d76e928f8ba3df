import { useQuery } from '@tanstack/react-query';
import type { VaultState } from '#contract/vault.ts';
import { orpc } from '#renderer/platform/client.ts';
import type { Tone } from '#renderer/ui/badges.tsx';

/** The vault's state. */
export function useVault() {
  return useQuery(orpc.vault.state.queryOptions());
}

/** What a button that opens the vault says. */
export const openVaultWords = (vault: Pick<VaultState, 'status'> | undefined): string =>
  vault?.status === 'setup' ? 'Set up the vault' : 'Unlock the vault';

export const vaultWords: Record<VaultState['status'], { tone: Tone; label: string }> = {
  unlocked: { tone: 'good', label: 'Unlocked' },
  locked: { tone: 'warn', label: 'Locked' },
  setup: { tone: 'warn', label: 'Not set up' },
};
