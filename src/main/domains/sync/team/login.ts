import type { TenantId } from '#contract/common.ts';
import { syncFaults } from '#contract/sync.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { lockedFault, type SecretOwner, type Vault } from '#main/vault/index.ts';
import { parseAddress } from '../server/address.ts';
import { type ConnectOptions, connect, type ServerConnection } from '../server/connect.ts';
import type { SyncContext } from './context.ts';
import type { Team } from './table.ts';

/** Secrets of a membership: the password of the login, the private key of this store, and the keys of the tenant by generation. */
export type TeamSecret = 'password' | 'privateKey' | `key:${number}`;

const ownerOf = (tenantId: TenantId, field: TeamSecret): SecretOwner => ({
  tenantId,
  table: 'sync_teams',
  id: tenantId,
  field,
});

/** Asked before a database is touched: a login that is lost with the session could not be used again. Throws VAULT_LOCKED, and VAULT_TEMPORARY. */
export function requireKeptVault({ store, vault }: Pick<SyncContext, 'store' | 'vault'>): void {
  const { status, method } = vault.standing();
  if (status !== 'unlocked') throw lockedFault(store.read);
  if (method === 'session')
    throw syncFaults.fault(
      'VAULT_TEMPORARY',
      'The vault keeps secrets for this session only, and the login to the team would be gone with it.',
      {
        kept: 'Nothing was changed.',
        todo: 'Change in Settings, Vault where the key is kept, then try again.',
      },
    );
}

/** Throws VAULT_LOCKED. */
export function sealTeamSecret(w: Writer, vault: Vault, tenantId: TenantId, field: TeamSecret, secret: string): void {
  vault.seal(w, ownerOf(tenantId, field), secret);
}

/** Throws VAULT_LOCKED, and SECRET_MISSING where there is none. */
export function openTeamSecret(r: Reader, vault: Vault, tenantId: TenantId, field: TeamSecret): string {
  return vault.open(r, ownerOf(tenantId, field));
}

export function forgetTeamSecrets(w: Writer, vault: Vault, tenantId: TenantId): void {
  vault.removeAll(w, ownerOf(tenantId, 'password'));
}

export function loginOf({ store, vault }: Pick<SyncContext, 'store' | 'vault'>, team: Team): ConnectOptions {
  const password = openTeamSecret(store.read, vault, team.tenantId, 'password');
  return { address: parseAddress(team.address).address, user: team.login, password, login: 'own' };
}

export function openTeam(
  context: Pick<SyncContext, 'store' | 'vault'>,
  team: Team,
  signal: AbortSignal,
): Promise<ServerConnection> {
  return connect({ ...loginOf(context, team), signal });
}
