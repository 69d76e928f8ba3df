import type { ConnectionId, TenantId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { SecretRow } from '#main/vault/index.ts';
import type { ConnectionsDeps } from './deps.ts';
import { noSecret } from './faults.ts';
import type { SecretMaterial } from './schemes/scheme.ts';
import type { ConnectionRow } from './table.ts';

type Vault = Pick<ConnectionsDeps, 'vault'>;
type Key = { readonly tenantId: TenantId; readonly id: ConnectionId };

/** What a person enters; the user name only where the kind asks for one. */
export interface SecretInput {
  readonly secret: string;
  readonly username?: string | undefined;
}

/** Seals what was entered in the caller's transaction, in the place of the one before, and answers what may be shown. */
export function sealMaterial({ vault }: Vault, w: Writer, key: Key, { secret, username }: SecretInput) {
  const row = rowOf(key);
  const secretHint = vault.seal(w, { ...row, field: 'secret' }, secret);
  if (username !== undefined)
    return { secretHint, usernameHint: vault.seal(w, { ...row, field: 'username' }, username) };
  vault.remove(w, { ...row, field: 'username' });
  return { secretHint, usernameHint: null };
}

/** Opens what is sealed. Throws VAULT_LOCKED or NO_SECRET. */
export function openMaterial(
  { vault }: Vault,
  r: Reader,
  connection: Pick<ConnectionRow, 'tenantId' | 'id' | 'name' | 'usernameHint'>,
): SecretMaterial {
  const row = rowOf(connection);
  try {
    const secret = vault.open(r, { ...row, field: 'secret' });
    const username = connection.usernameHint === null ? null : vault.open(r, { ...row, field: 'username' });
    return { secret, username };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code === 'SECRET_MISSING') throw noSecret(connection.name);
    throw error.code === 'SECRET_UNREADABLE' ? noSecret(connection.name, 'unreadable') : error;
  }
}

export function forgetMaterial({ vault }: Vault, w: Writer, key: Key): void {
  vault.removeAll(w, rowOf(key));
}

function rowOf({ tenantId, id }: Key): SecretRow {
  return { tenantId, table: 'connections', id };
}
