import type { Role, TenantId, UserId } from '#contract/common.ts';
import { syncFaults, type TeamLogin } from '#contract/sync.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { requireRole } from '#main/kernel/actor.ts';
import { installCapture } from '../engine/capture.ts';
import { userName } from '../engine/naming.ts';
import { parseAddress, placeOf } from '../server/address.ts';
import { forget } from '../server/calls.ts';
import type { ServerConnection } from '../server/connect.ts';
import {
  invite,
  putKeys,
  removeMember,
  revokeLogin,
  type TeamLogin as ServerLogin,
  team as teamLogins,
} from '../server/memberCalls.ts';
import { newPassword, scramVerifier } from '../server/scram.ts';
import { newLogin } from '../server/setUp.ts';
import { readAuthority } from './authority.ts';
import type { SyncContext } from './context.ts';
import { teamFacts } from './facts.ts';
import { writeInvitation } from './invitation.ts';
import { noteSecrets, rotateKey } from './keys.ts';
import { forgetTeamSecrets, openTeam, openTeamSecret } from './login.ts';
import { readTeam, readTeams, removeTeam, type Team } from './table.ts';
import { newTenantKey } from './teamKey.ts';

export function requireTeam({ engine }: Pick<SyncContext, 'engine'>, tenantId: TenantId): Team {
  const team = readTeam(engine.rows, tenantId);
  if (!team)
    throw syncFaults.fault('NOT_SHARED', 'This tenant is not shared with a team.', {
      kept: 'Nothing was changed.',
      todo: 'Share it first, or join a team.',
    });
  return team;
}

/** Asks the team's database something over a connection of its own. */
export async function withTeam<T>(
  context: SyncContext,
  team: Team,
  work: (connection: ServerConnection) => Promise<T>,
): Promise<T> {
  const connection = await openTeam(context, team, new AbortController().signal);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

interface Invited {
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly days: number;
  /** A member who gets another computer. */
  readonly userId?: UserId | undefined;
}

const dayMs = 24 * 60 * 60_000;

/** Makes a login that can be taken once. The invitation holds the tenant key, which the database does not have. Throws VAULT_LOCKED. */
export async function inviteMember(context: SyncContext, actor: Actor, given: Invited) {
  requireRole(actor, 'admin');
  const team = requireTeam(context, actor.tenantId);
  const { tenantId, keyGeneration: generation } = team;
  const key =
    generation === 0
      ? null
      : { generation, bytes: openTeamSecret(context.store.read, context.vault, tenantId, `key:${generation}`) };
  const [login, password] = [newLogin(team.installationId), newPassword()];
  const expiresAt = context.now() + given.days * dayMs;
  const { name: person, email, role, userId = null } = given;
  await withTeam(context, team, (connection) =>
    invite(connection, { tenant: tenantId, login, verifier: scramVerifier(password), person, role, userId, expiresAt }),
  );
  context.store.write((w) =>
    context.facts.emit(w, teamFacts.invited, {
      actor,
      entity: { id: userId, name: `${person} as ${role}` },
      after: { name: person, role, until: expiresAt, login, isMember: userId !== null },
    }),
  );
  const invitation = writeInvitation({
    ...{ v: 1, address: team.address, tenantId, tenant: context.tenantName(tenantId), login, password },
    ...{ person, email, role, userId, key, expiresAt, ca: readAuthority(parseAddress(team.address).address) },
  });
  return { invitation, login, expiresAt };
}

/** Everyone who can log in, and those who are invited. */
export async function listLogins(context: SyncContext, actor: Actor): Promise<TeamLogin[]> {
  const team = readTeam(context.engine.rows, actor.tenantId);
  if (!team) return [];
  return withTeam(context, team, (connection) => loginsOf(context, team, connection));
}

async function loginsOf({ now }: SyncContext, team: Team, connection: ServerConnection): Promise<TeamLogin[]> {
  const all = await teamLogins(connection, { tenant: team.tenantId });
  return all.map((each) => ({
    login: each.login,
    person: each.person,
    userId: each.userId as UserId | null,
    role: each.role,
    status: each.status === 'invited' && each.expiresAt !== null && each.expiresAt < now() ? 'expired' : each.status,
    app: each.app,
    lastSeenAt: each.lastSeen,
    expiresAt: each.expiresAt,
    self: each.login === team.login,
  }));
}

export async function endLogin(context: SyncContext, actor: Actor, login: string): Promise<TeamLogin[]> {
  requireRole(actor, 'admin');
  const team = requireTeam(context, actor.tenantId);
  return withTeam(context, team, async (connection) => {
    const found = (await teamLogins(connection, { tenant: team.tenantId })).find((each) => each.login === login);
    await revoke(context, actor, connection, found ?? { login });
    return loginsOf(context, team, connection);
  });
}

/** Ends a login or an invitation, and notes whose it was. One that has ended before leaves no line. */
async function revoke(
  { store, facts }: SyncContext,
  actor: Actor,
  connection: ServerConnection,
  { login, person = '', userId = null, status = 'revoked' }: Pick<ServerLogin, 'login'> & Partial<ServerLogin>,
): Promise<void> {
  await revokeLogin(connection, { tenant: actor.tenantId, login });
  if (status === 'revoked') return;
  const type = status === 'invited' ? teamFacts.invitationEnded : teamFacts.loginEnded;
  store.write((w) => facts.emit(w, type, { actor, entity: { id: userId, name: person }, after: { login } }));
}

/**
 * Takes a person out: their logins end, invitations that are open end too, since they hold the key, and a new key is made, under which all
 * secrets are sent again.
 */
export async function removeFromTeam(context: SyncContext, actor: Actor, userId: UserId): Promise<void> {
  requireRole(actor, 'admin');
  const team = requireTeam(context, actor.tenantId);
  const { tenantId } = team;
  await withTeam(context, team, async (connection) => {
    await removeMember(connection, { tenant: tenantId, client: team.clientId, userId });
    const logins = await teamLogins(connection, { tenant: tenantId });
    const name = userName(context.engine.rows, userId) ?? logins.find((each) => each.userId === userId)?.person;
    context.store.write((w) =>
      context.facts.emit(w, teamFacts.memberRemoved, {
        actor,
        entity: { id: userId, name: `${name ?? 'a member'} from the team` },
      }),
    );
    for (const each of logins) if (each.status === 'invited') await revoke(context, actor, connection, each);
    const generation = team.keyGeneration + 1;
    await rotateKey(context, connection, tenantId, { key: newTenantKey(), generation, secretsOn: team.secretsOn });
  });
  if (team.secretsOn) context.store.write(() => noteSecrets(context, tenantId));
}

/** Lets secrets travel, or no longer; then the database forgets those that it has. */
export async function setSecrets(context: SyncContext, actor: Actor, on: boolean): Promise<void> {
  requireRole(actor, 'admin');
  const team = requireTeam(context, actor.tenantId);
  const { tenantId, keyGeneration: generation } = team;
  // Throws while the vault is locked: nothing could be sealed.
  openTeamSecret(context.store.read, context.vault, tenantId, `key:${generation}`);
  await withTeam(context, team, (connection) =>
    putKeys(connection, { tenant: tenantId, generation, keys: [], secretsOn: on }),
  );
  context.store.write((w) => {
    context.changeTeam(tenantId, { secretsOn: on });
    if (on !== team.secretsOn)
      context.facts.emit(w, on ? teamFacts.secretsTravel : teamFacts.secretsStay, {
        actor,
        entity: { id: tenantId, name: `tenant ${context.tenantName(tenantId)}` },
      });
    noteSecrets(context, tenantId);
    if (!on)
      context.engine.rows
        .statement(
          "UPDATE sync_outbox SET base = 'delete' WHERE tenant_id = ? AND table_name = 'secrets' AND column_name = ''",
        )
        .run(tenantId);
  });
}

/** Stops sharing on this computer; what is here stays. The login ends where the database can be reached and others remain. */
export async function leaveTeam(context: SyncContext, actor: Actor, discardUnsent: boolean): Promise<void> {
  const team = requireTeam(context, actor.tenantId);
  const { tenantId } = team;
  const { engine, store, vault, facts } = context;
  const unsent = engine.outbox.countAll(tenantId);
  if (unsent > 0 && !discardUnsent)
    throw syncFaults.fault('UNSENT', `${unsent} changes were not sent to the team yet.`, {
      kept: 'Nothing was changed.',
      todo: 'Sync first, or leave without sending them. They stay on this computer.',
    });
  await withTeam(context, team, (connection) => revokeLogin(connection, { tenant: tenantId, login: team.login })).catch(
    () => undefined,
  );
  const server = placeOf(parseAddress(team.address).address);
  store.write((w) => {
    forgetTeamSecrets(w, vault, tenantId);
    removeTeam(engine.rows, tenantId);
    facts.emit(w, teamFacts.left, {
      actor,
      entity: { id: tenantId, name: `the team of ${context.tenantName(tenantId)}` },
      after: { server, unsent },
    });
    installCapture(engine.rows.sqlite, engine.registry, readTeams(engine.rows).length > 0);
  });
}

/** Lets the team's database forget deletions that are older than all who could still ask for them. For admins' stores, by themselves. */
export async function forgetDeletions(context: SyncContext, tenantId: TenantId): Promise<void> {
  const team = readTeam(context.engine.rows, tenantId);
  if (team?.role !== 'admin' || context.vault.standing().status !== 'unlocked') return;
  await withTeam(context, team, (connection) => forget(connection, { tenant: tenantId, beforeRev: team.cursor }));
}
