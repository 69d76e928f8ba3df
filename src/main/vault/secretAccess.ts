import { commonFaults, type Fault } from '#contract/fault.ts';
import { vaultFaults } from '#contract/vault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { lockStored, type VaultContext } from './context.ts';
import { isCurrent, readKeyRecord } from './keyRecord.ts';
import { secretHint } from './secretHint.ts';
import {
  findSecret,
  openRow,
  putSecret,
  removeSecret,
  removeSecretsOf,
  type SecretOwner,
  type SecretPlace,
  type SecretRow,
} from './secretRows.ts';
import { secrets, sessionSecrets } from './table.ts';

const elsewhere = 'Another Patchbay gave the vault a new key. Unlock it again.';

/** The fault of everything that needs a key where there is none. */
export function lockedFault(r: Reader): Fault {
  const kept = 'The secrets stay sealed, and none is lost.';
  return readKeyRecord(r)
    ? commonFaults.fault('VAULT_LOCKED', 'The vault is locked.', { kept, todo: 'Unlock it, then try again.' })
    : commonFaults.fault('VAULT_LOCKED', 'Nobody has chosen yet how secrets are kept.', {
        kept: 'Nothing was stored.',
        todo: 'Choose in the settings of the vault, then try again.',
      });
}

/** Where secrets go now, or null while locked. */
function place(context: VaultContext, r: Reader): SecretPlace | null {
  if (context.autoLock.expired()) lockStored(context);
  const { held } = context;
  if (held.kind === 'session') return { rows: sessionSecrets, key: held.key };
  if (held.kind === 'none') return null;
  const { vaultId, key } = held;
  if (isCurrent(r, { vaultId, version: key.version })) return { rows: secrets, key };
  lockStored(context, elsewhere);
  return null;
}

/** Seals a secret for its owner and answers what may be shown of it. Throws VAULT_LOCKED. */
export function sealSecret(context: VaultContext, w: Writer, owner: SecretOwner, secret: string): string {
  const to = place(context, w);
  if (!to) throw lockedFault(w);
  const plain = Buffer.from(secret, 'utf8');
  putSecret(w, to, owner, plain, context.clock.now());
  plain.fill(0);
  return secretHint(secret);
}

/** Opens a secret. Throws SECRET_MISSING, VAULT_LOCKED or SECRET_UNREADABLE. */
export function openSecret(context: VaultContext, r: Reader, owner: SecretOwner): string {
  const now = place(context, r);
  const fresh = now && findSecret(r, now.rows, owner);
  if (!now || !fresh) throw findSecret(r, secrets, owner) ? lockedFault(r) : missing(owner);
  const plain = openRow(fresh, now.key);
  const secret = plain.toString('utf8');
  plain.fill(0);
  return secret;
}

function missing({ table }: SecretRow): Fault {
  return vaultFaults.fault('SECRET_MISSING', 'No secret is stored for this.', {
    todo: 'Enter the secret. One that was kept in memory only is gone since the last end of Patchbay.',
    names: [table],
  });
}

/** Removes a secret, also while locked; one that is not there is fine. */
export function forgetSecret({ held }: VaultContext, w: Writer, owner: SecretOwner): void {
  removeSecret(w, secrets, owner);
  if (held.kind === 'session') removeSecret(w, sessionSecrets, owner);
}

/** Removes every secret of a row, also while locked. */
export function forgetSecretsOf({ held }: VaultContext, w: Writer, row: SecretRow): void {
  removeSecretsOf(w, secrets, row);
  if (held.kind === 'session') removeSecretsOf(w, sessionSecrets, row);
}
