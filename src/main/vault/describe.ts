import type { VaultState } from '#contract/vault.ts';
import type { VaultContext } from './context.ts';
import { countSealed, type KeyRecord, readKeyRecord } from './keyRecord.ts';

const choose = 'Choose a passphrase to keep secrets, or keep them only until Patchbay ends.';

function sessionReason(sealed: number): string {
  const stored = sealed === 1 ? '1 stored secret stays' : `${sealed} stored secrets stay`;
  const rest = sealed === 0 ? '' : ` ${stored} sealed until the vault is unlocked.`;
  return `Secrets are kept in memory and are gone when Patchbay ends.${rest}`;
}

function lockedReason({ trouble }: VaultContext, record: KeyRecord): string {
  if (trouble) return trouble;
  return record.custody.method === 'passphrase'
    ? 'Enter the passphrase to use the stored secrets.'
    : 'Unlock the vault to use the stored secrets.';
}

/** How the vault stands, in words for a person where something is to be done. */
export function describeVault(context: VaultContext): VaultState {
  const { held, store, keychainStatus: keychain, autoLock, trouble } = context;
  const record = readKeyRecord(store.read);
  const common = { keychain, sealed: countSealed(store.read), autoLockMinutes: autoLock.minutes };
  if (held.kind === 'session') {
    return { ...common, status: 'unlocked', method: 'session', reason: sessionReason(common.sealed) };
  }
  if (!record) {
    return { ...common, status: 'setup', method: null, reason: trouble ? `${trouble} ${choose}` : choose };
  }
  const { method } = record.custody;
  if (held.kind === 'stored') return { ...common, status: 'unlocked', method };
  return { ...common, status: 'locked', method, reason: lockedReason(context, record) };
}
