import type { VaultState } from '#contract/vault.ts';

/** A vault that is unlocked, locked or not set up. */
export const vaultThat = (status: VaultState['status'], more: Partial<VaultState> = {}): VaultState => ({
  status,
  method: 'passphrase',
  keychain: 'unavailable',
  sealed: 0,
  autoLockMinutes: null,
  ...more,
});
