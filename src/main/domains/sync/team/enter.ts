import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { type TenantId, tenantId as tenantIdOf, type UserId } from '#contract/common.ts';
import { type ServerReport, syncFaults } from '#contract/sync.ts';
import { memberships, tenants, users } from '#main/domains/tenants/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { requireRole } from '#main/kernel/actor.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import { installCapture, noteEverything } from '../engine/capture.ts';
import { beginScan, pullTo, type Run } from '../engine/pull.ts';
import { formatAddress, parseAddress, placeOf, type ServerAddress } from '../server/address.ts';
import { connect, type ServerConnection } from '../server/connect.ts';
import { ServerError } from '../server/errors.ts';
import { joinTeam, putKeys } from '../server/memberCalls.ts';
import { readServerMigrations } from '../server/migrations.ts';
import { newPassword, scramVerifier } from '../server/scram.ts';
import { createTeam, inspect, newInstallation, newLogin, printSql, setUp } from '../server/setUp.ts';
import type { SyncContext } from './context.ts';
import { type Invitation, readInvitation } from './invitation.ts';
import { taggedKey } from './keys.ts';
import { forgetTeamSecrets, sealTeamSecret } from './login.ts';
import { addTeam, readTeam, removeTeam } from './table.ts';
import { newKeyPair, newTenantKey, wrapKey } from './teamKey.ts';

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

/** The SQL that sets a database up, for its administrator. */
export function setUpText(context: SyncContext, actor: Actor): { sql: string } {
  requireRole(actor, 'admin');
  const migrations = readServerMigrations(context.migrations);
  return { sql: printSql({ migrations, installation: newInstallation(), database: 'patchbay', team: null }) };
}

/** Shares the actor's tenant through a database, which is set up where it is not. A copy of the store is made before. */
export async function initTeam(context: SyncContext, actor: Actor, url: string, signal?: AbortSignal): Promise<void> {
  requireRole(actor, 'admin');
  const { tenantId, userId, name } = actor;
  refuseShared(context, tenantId);
  const tenant = tenantName(context, tenantId);
  const key = newTenantKey();
  const invitation = await asAdministrator(
    url,
    async (connection, address) => {
      await makeRestorePoint(context);
      const installation = await setUp(connection, readServerMigrations(context.migrations), newInstallation());
      const [login, password] = [newLogin(installation), newPassword()];
      const expiresAt = context.now() + ownInvitationMs;
      await createTeam(connection, installation, {
        tenant: tenantId,
        userId,
        person: name,
        login,
        verifier: scramVerifier(password),
        expiresAt,
      });
      return {
        ...{ v: 1 as const, address: formatAddress(address), tenantId, tenant, login, password, person: name },
        ...{ email: null, role: 'admin' as const, userId, expiresAt, ca: null },
        key: { generation: 1, bytes: key.toString('base64') },
      };
    },
    signal,
  );
  await enter(context, invitation, { userId, isNew: false, signal });
}

/** Enters a team with an invitation. Its tenant is there at once, and fills in the background. */
export async function joinWith(
  context: SyncContext,
  actor: Actor,
  text: string,
  signal?: AbortSignal,
): Promise<TenantId> {
  const invitation = readInvitation(text, context.now());
  const tenantId = tenantIdOf.parse(invitation.tenantId);
  refuseShared(context, tenantId);
  const isHere = context.store.read.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)).get();
  await makeRestorePoint(context);
  await enter(context, invitation, { userId: actor.userId, isNew: isHere === undefined, signal });
  return tenantId;
}

interface Entering {
  /** The person at this console. */
  readonly userId: UserId;
  /** The tenant is not in this store yet. */
  readonly isNew: boolean;
  readonly signal?: AbortSignal | undefined;
}

async function enter(context: SyncContext, invitation: Invitation, { userId, isNew, signal }: Entering): Promise<void> {
  const { store, vault, engine, now } = context;
  const tenantId = tenantIdOf.parse(invitation.tenantId);
  const pair = newKeyPair();
  const password = newPassword();
  const asUser = (invitation.userId ?? userId) as UserId;
  const key = invitation.key && { ...invitation.key, bytes: Buffer.from(invitation.key.bytes, 'base64') };
  const clientId = uuidv7(now());
  // Kept before the login gets it: an answer that is lost must not lock this store out.
  store.write((w) => {
    if (isNew) addTenant(w, invitation, asUser, now());
    sealTeamSecret(w, vault, tenantId, 'password', password);
    sealTeamSecret(w, vault, tenantId, 'privateKey', pair.privateKey.toString('base64'));
    if (key) sealTeamSecret(w, vault, tenantId, `key:${key.generation}`, key.bytes.toString('base64'));
  });
  try {
    const { address } = parseAddress(invitation.address);
    const connection = await connect({
      address,
      user: invitation.login,
      password: invitation.password,
      ...(signal ? { signal } : {}),
    });
    try {
      const hello = await joinTeam(connection, {
        tenant: tenantId,
        client: clientId,
        verifier: scramVerifier(password),
        publicKey: key
          ? taggedKey(pair.publicKey, key.bytes, tenantId, invitation.login)
          : Buffer.concat([pair.publicKey, Buffer.alloc(32)]),
        userId: asUser,
        name: invitation.person,
        email: invitation.email,
      });
      if (hello.generation === 0 && key) {
        const bound = { tenantId, generation: key.generation, login: invitation.login };
        const wrapped = wrapKey(key.bytes, pair.publicKey, bound).toString('base64');
        await putKeys(connection, {
          tenant: tenantId,
          generation: key.generation,
          keys: [{ login: invitation.login, wrapped }],
          secretsOn: false,
        });
      }
      store.write(() => {
        installCapture(engine.rows.sqlite, engine.registry, true);
        addTeam(engine.rows, {
          ...{
            tenantId,
            installationId: hello.installation,
            address: invitation.address,
            login: invitation.login,
            clientId,
          },
          ...{ role: hello.role, cursor: 0, token: null, scan: null, knownColumns: engine.registry.knownColumns },
          ...{ secretsOn: hello.secretsOn, keyGeneration: key?.generation ?? 0, question: null, problem: null },
          ...{ lastSuccessAt: null, joinedAt: now() },
        });
      });
      const run: Run = {
        context: engine,
        tenantId,
        userId: hello.userId,
        server: context.serverOf(connection, tenantId),
        signal: signal ?? new AbortController().signal,
        progress: () => undefined,
        onApplied: (applied, rows) => context.onApplied(tenantId, applied, rows),
      };
      if (isNew) await beginScan(run, 'first', hello.head);
      else {
        // What is there first is there already; all else that is here is new to the team.
        await pullTo(run, hello.head);
        store.write(() => noteEverything(engine.rows.sqlite, engine.registry, tenantId));
      }
    } finally {
      await connection.close();
    }
  } catch (error) {
    store.write((w) => forget(context, w, tenantId, isNew));
    throw error;
  }
}

/** What a join that failed leaves: nothing. */
function forget(context: SyncContext, w: Writer, tenantId: TenantId, isNew: boolean): void {
  forgetTeamSecrets(w, context.vault, tenantId);
  removeTeam(context.engine.rows, tenantId);
  if (isNew) w.delete(tenants).where(eq(tenants.id, tenantId)).run();
}

/** The tenant as far as the invitation tells; a tenant of this computer alone that is called the same gets another name. */
function addTenant(w: Writer, invitation: Invitation, asUser: UserId, at: number): void {
  const id = tenantIdOf.parse(invitation.tenantId);
  const all = w.select({ id: tenants.id, name: tenants.name }).from(tenants).all();
  const taken = new Set(all.map(({ name }) => name.toLowerCase()));
  for (const other of all.filter(({ name }) => name.toLowerCase() === invitation.tenant.toLowerCase())) {
    let number = 2;
    while (taken.has(`${other.name} (${number})`.toLowerCase())) number += 1;
    w.update(tenants)
      .set({ name: `${other.name} (${number})` })
      .where(eq(tenants.id, other.id))
      .run();
  }
  w.insert(tenants).values({ id, name: invitation.tenant, createdAt: at }).run();
  w.insert(users)
    .values({ id: asUser, name: invitation.person, email: invitation.email, createdAt: at })
    .onConflictDoNothing()
    .run();
  w.insert(memberships).values({ tenantId: id, userId: asUser, role: invitation.role, createdAt: at }).run();
}

function tenantName({ store }: SyncContext, id: TenantId): string {
  return store.read.select({ name: tenants.name }).from(tenants).where(eq(tenants.id, id)).get()?.name ?? '';
}

function refuseShared({ engine }: SyncContext, tenantId: TenantId): void {
  if (readTeam(engine.rows, tenantId))
    throw syncFaults.fault('ALREADY_SHARED', 'This tenant is shared with a team already.', {
      kept: 'Nothing was changed.',
      todo: 'Leave the team first where it shall be shared through another database.',
    });
}

/** A copy of the store from before, which is restored like every other. */
async function makeRestorePoint({ store, paths, now }: SyncContext): Promise<void> {
  const stamp = new Date(now()).toISOString().replaceAll(/[-:.]/g, '');
  await store.backupTo(join(paths.backups, `before-${stamp}-sync.db`));
}
