import { readFault } from '#renderer/ui/readFault.ts';
import { OpenVaultButton } from './OpenVaultButton.tsx';

const vaultCodes = new Set(['VAULT_LOCKED', 'NOT_SET_UP', 'KEYCHAIN_LOCKED', 'KEYCHAIN_UNAVAILABLE']);

/** Below what went wrong: opens the vault and goes on, where that is what was in the way. */
export function UnlockForFault({ error, onUnlocked }: { error: unknown; onUnlocked(): void }) {
  return vaultCodes.has(readFault(error).code) ? <OpenVaultButton size="xs" onOpened={onUnlocked} /> : null;
}
