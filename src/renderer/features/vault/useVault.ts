import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { VaultState } from '#contract/vault.ts';
import { orpc } from '#renderer/platform/client.ts';

/** The vault's state. */
export function useVault() {
  return useQuery(orpc.vault.state.queryOptions());
}

/** Changes to the vault; each answers with the state after it, which is shown at once. Faults are shown by the form. */
export function useVaultChanges() {
  const queries = useQueryClient();
  const options = {
    meta: { quiet: true },
    onSuccess: (state: VaultState) => {
      queries.setQueryData(orpc.vault.state.queryKey(), state);
      void queries.invalidateQueries({ queryKey: orpc.connections.key() });
    },
  };
  return {
    setUp: useMutation(orpc.vault.setUp.mutationOptions(options)),
    unlock: useMutation(orpc.vault.unlock.mutationOptions(options)),
    lock: useMutation(orpc.vault.lock.mutationOptions({ ...options, meta: {} })),
    changePassphrase: useMutation(orpc.vault.changePassphrase.mutationOptions(options)),
    rekey: useMutation(orpc.vault.rekey.mutationOptions(options)),
    setAutoLock: useMutation(orpc.vault.setAutoLock.mutationOptions({ ...options, meta: {} })),
    discard: useMutation(orpc.vault.discard.mutationOptions(options)),
  };
}
