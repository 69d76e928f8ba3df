import type { ConnectionId, TenantId } from '#contract/common.ts';
import type { CredentialValues } from '#contract/credentialForms.ts';
import { Fault } from '#contract/fault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { SecretRow } from '#main/vault/index.ts';
import type { Entry, SecretMaterial } from './credentials/credentialKind.ts';
import type { ConnectionsDeps } from './deps.ts';
import { noSecret } from './faults.ts';

type Vault = Pick<ConnectionsDeps, 'vault'>;
type Key = { readonly tenantId: TenantId; readonly id: ConnectionId };
type Hints = { readonly secretHint: string; readonly usernameHint: string | null };

/** What a person enters: the secret as it is kept, with a user name where the kind asks for one, or the values of the kind's form. */
export interface SecretInput {
  readonly secret?: string | undefined;
  readonly username?: string | undefined;
  readonly values?: CredentialValues | undefined;
}

/** Which secret of a connection: that of a part, or the first part's before the last rotation. */
export type Slot = number | 'previous';

/** The vault's field names of a part. State counts the fields that begin with `secret`, so no other may. */
export function fieldsOf(slot: Slot): { secret: string; username: string } {
  if (slot === 'previous') return { secret: 'previous:secret', username: 'previous:username' };
  return slot === 0
    ? { secret: 'secret', username: 'username' }
    : { secret: `secret:${slot}`, username: `username:${slot}` };
}

/** Seals what was entered in the caller's transaction, in the place of the one before, and answers what may be shown. */
export function sealPart({ vault }: Vault, w: Writer, key: Key, slot: Slot, entry: Omit<Entry, 'config'>): Hints {
  const row = rowOf(key);
  const fields = fieldsOf(slot);
  const put = (field: string, value: string | null): string | null => {
    if (value !== null) return vault.seal(w, { ...row, field }, value);
    vault.remove(w, { ...row, field });
    return null;
  };
  const secretHint = put(fields.secret, entry.secret) ?? '';
  return { secretHint: entry.hint ?? secretHint, usernameHint: put(fields.username, entry.username) };
}

/** Opens what is sealed of a part. Throws VAULT_LOCKED or NO_SECRET. */
export function openPart(
  { vault }: Vault,
  r: Reader,
  connection: Key & { readonly name: string },
  slot: Slot,
  { usernameHint }: Pick<Hints, 'usernameHint'>,
): SecretMaterial {
  const row = rowOf(connection);
  const fields = fieldsOf(slot);
  try {
    const secret = vault.open(r, { ...row, field: fields.secret });
    const username = usernameHint === null ? null : vault.open(r, { ...row, field: fields.username });
    return { secret, username };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === 'SECRET_MISSING') throw noSecret(connection.name);
    throw error.code === 'SECRET_UNREADABLE' ? noSecret(connection.name, 'unreadable') : error;
  }
}

export function forgetPart({ vault }: Vault, w: Writer, key: Key, slot: Slot): void {
  for (const field of Object.values(fieldsOf(slot))) vault.remove(w, { ...rowOf(key), field });
}

export function forgetMaterial({ vault }: Vault, w: Writer, key: Key): void {
  vault.removeAll(w, rowOf(key));
}

function rowOf({ tenantId, id }: Key): SecretRow {
  return { tenantId, table: 'connections', id };
}
