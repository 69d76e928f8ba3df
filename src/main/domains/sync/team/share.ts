import type { ServerReport } from '#contract/sync.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { requireRole } from '#main/kernel/actor.ts';
import { formatAddress, parseAddress, placeOf, type ServerAddress } from '../server/address.ts';
import { connect, type ServerConnection } from '../server/connect.ts';
import { ServerError } from '../server/errors.ts';
import { readServerMigrations } from '../server/migrations.ts';
import { newPassword, scramVerifier } from '../server/scram.ts';
import { createTeam, inspect, newInstallation, newLogin, printSql, setUp } from '../server/setUp.ts';
import { readAuthority } from './authority.ts';
import type { SyncContext } from './context.ts';
import { enter, makeRestorePoint, refuseShared } from './enter.ts';
import { type Invitation, writeInvitation } from './invitation.ts';
import { requireKeptVault } from './login.ts';
import { readTeam, type Team } from './table.ts';
import { newTenantKey } from './teamKey.ts';

/** The login that the administrator's address makes for itself is taken at once. */
const ownInvitationMs = 60 * 60_000;

async function asAdministrator<T>(
  url: string,
  work: (connection: ServerConnection, address: ServerAddress) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { address, user, password } = parseAddress(url);
  if (user === null)
    throw new ServerError('address', 'The address names no user. It is the login of an administrator of the database.');
  const connection = await connect({ address, user, password: password ?? '', ...(signal ? { signal } : {}) });
  try {
    return await work(connection, address);
  } finally {
    await connection.close();
  }
}

/** Looks at a database with an administrator's address, and changes nothing. */
export function inspectServer(
  context: SyncContext,
  actor: Actor,
  url: string,
  signal?: AbortSignal,
): Promise<ServerReport> {
  requireRole(actor, 'admin');
  return asAdministrator(
    url,
    async (connection, address) => {
      const { version, encrypted, hasSchema, missing } = await inspect(
        connection,
        readServerMigrations(context.migrations),
      );
      return { server: placeOf(address), version, encrypted, isSetUp: hasSchema, missing: [...missing] };
    },
    signal,
  );
}

/** As long as a database administrator may take to run it. */
const textMs = 14 * 24 * 60 * 60_000;

/** The SQL that sets a database up, for its administrator; with an address also the invitation that is good once it was run. */
export function setUpText(
  context: SyncContext,
  actor: Actor,
  url?: string,
): { sql: string; invitation: string | null } {
  requireRole(actor, 'admin');
  const migrations = readServerMigrations(context.migrations);
  const installation = newInstallation();
  if (url === undefined)
    return { sql: printSql({ migrations, installation, database: 'patchbay', team: null }), invitation: null };
  refuseShared(context, actor.tenantId);
  const { address } = parseAddress(url);
  const own = ownInvitation(context, actor, installation, address, textMs);
  return {
    sql: printSql({ migrations, installation, database: address.database, team: own.team }),
    invitation: writeInvitation(own.invitation),
  };
}

/** The login of the first admin of a team, and the invitation with which this store takes it. */
function ownInvitation(
  context: SyncContext,
  { tenantId, userId, name }: Actor,
  installation: string,
  address: ServerAddress,
  ms: number,
) {
  const [login, password] = [newLogin(installation), newPassword()];
  const expiresAt = context.now() + ms;
  const team = { tenant: tenantId, userId, person: name, login, verifier: scramVerifier(password), expiresAt };
  const invitation: Invitation = {
    ...{
      v: 1,
      address: formatAddress(address),
      tenantId,
      tenant: context.tenantName(tenantId),
      login,
      password,
      person: name,
    },
    ...{ email: null, role: 'admin', userId, expiresAt, ca: readAuthority(address) },
    key: { generation: 1, bytes: newTenantKey().toString('base64') },
  };
  return { team, invitation };
}

/** Shares the actor's tenant through a database, which is set up where it is not. A copy of the store is made before. */
export async function initTeam(context: SyncContext, actor: Actor, url: string, signal?: AbortSignal): Promise<void> {
  requireRole(actor, 'admin');
  const shared = readTeam(context.engine.rows, actor.tenantId);
  if (shared) {
    await upgrade(context, shared, url, signal);
    return;
  }
  requireKeptVault(context);
  const invitation = await asAdministrator(
    url,
    async (connection, address) => {
      await makeRestorePoint(context);
      const installation = await setUp(connection, readServerMigrations(context.migrations), newInstallation());
      const own = ownInvitation(context, actor, installation, address, ownInvitationMs);
      const isNew = await createTeam(connection, installation, own.team);
      // A team that is there has its key, which this store does not know.
      return isNew ? own.invitation : { ...own.invitation, key: null };
    },
    signal,
  );
  await enter(context, invitation, { actor, isNew: false, signal });
}

/** Brings the database of a team that is shared already to this version. Refuses another database, and one that others could not follow. */
async function upgrade(context: SyncContext, team: Team, url: string, signal?: AbortSignal): Promise<void> {
  await asAdministrator(
    url,
    async (connection) => {
      const migrations = readServerMigrations(context.migrations);
      const { installation } = await inspect(connection, migrations);
      if (installation !== team.installationId) refuseShared(context, team.tenantId);
      await makeRestorePoint(context);
      await setUp(connection, migrations, team.installationId);
    },
    signal,
  );
}
