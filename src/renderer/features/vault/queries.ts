import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { VaultState } from '#contract/vault.ts';
import { orpc } from '#renderer/platform/client.ts';

/** Shows at once the state that a change of the vault answered with. */
export function useShowVault(): (state: VaultState) => void {
  const queries = useQueryClient();
  return (state) => {
    queries.setQueryData(orpc.vault.state.queryKey(), state);
    void queries.invalidateQueries({ queryKey: orpc.connections.key() });
  };
}

/** Changes that a click makes. */
export function useVaultChanges() {
  const onSuccess = useShowVault();
  return {
    lock: useMutation(orpc.vault.lock.mutationOptions({ onSuccess })),
    setAutoLock: useMutation(orpc.vault.setAutoLock.mutationOptions({ onSuccess })),
    discard: useMutation(orpc.vault.discard.mutationOptions({ meta: { quiet: true }, onSuccess })),
  };
}
