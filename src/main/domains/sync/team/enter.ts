import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { type TenantId, tenantId as tenantIdOf, type UserId } from '#contract/common.ts';
import { syncFaults } from '#contract/sync.ts';
import { memberships, personOf, setAlias, tenants, userIn, users } from '#main/domains/tenants/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { uuidv7, type Writer } from '#main/store/index.ts';
import { installCapture, noteEverything } from '../engine/capture.ts';
import { rehearse } from '../engine/context.ts';
import { beginScan, pullTo, type Run } from '../engine/pull.ts';
import type { TenantKey } from '../engine/secrets.ts';
import { formatAddress, parseAddress, placeOf } from '../server/address.ts';
import type { Greeting } from '../server/calls.ts';
import { connect, type ServerConnection } from '../server/connect.ts';
import { joinTeam, putKeys } from '../server/memberCalls.ts';
import { newPassword, scramVerifier } from '../server/scram.ts';
import { keepAuthority } from './authority.ts';
import type { SyncContext } from './context.ts';
import { teamFacts } from './facts.ts';
import { type Invitation, readInvitation } from './invitation.ts';
import { taggedKey } from './keys.ts';
import { forgetTeamSecrets, openTeamSecret, requireKeptVault, sealTeamSecret } from './login.ts';
import { addTeam, readTeam, removeTeam, type Team } from './table.ts';
import { type KeyPair, newKeyPair, wrapKey } from './teamKey.ts';

/**
 * Enters a team with an invitation. Its tenant is there at once, and fills in the background. A store whose login has ended goes on with
 * the new one where it was, and keeps what it has not sent.
 */
export async function joinWith(
  context: SyncContext,
  actor: Actor,
  text: string,
  signal?: AbortSignal,
): Promise<TenantId> {
  const invitation = readInvitation(text, context.now());
  const tenantId = tenantIdOf.parse(invitation.tenantId);
  const ended = endedTeam(context, tenantId);
  if (!ended) refuseShared(context, tenantId);
  requireKeptVault(context);
  const isHere = context.store.read.select({ id: tenants.id }).from(tenants).where(eq(tenants.id, tenantId)).get();
  await makeRestorePoint(context);
  await enter(context, invitation, { actor, isNew: isHere === undefined, ended, signal });
  return tenantId;
}

function endedTeam({ engine }: SyncContext, tenantId: TenantId): Team | undefined {
  const team = readTeam(engine.rows, tenantId);
  return team?.problem?.code === 'NO_ACCESS' ? team : undefined;
}

interface Entering {
  /** The person at this console. */
  readonly actor: Actor;
  /** The tenant is not in this store yet. */
  readonly isNew: boolean;
  /** The team as it stands, whose login has ended. */
  readonly ended?: Team | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What this store brings to a login that it takes. */
interface Taking {
  readonly tenantId: TenantId;
  readonly asUser: UserId;
  readonly clientId: string;
  readonly password: string;
  readonly pair: KeyPair;
  readonly key: TenantKey | null;
}

/** Takes the login of an invitation and begins to fetch. Where that fails, everything is as it was. */
export async function enter(context: SyncContext, invitation: Invitation, entering: Entering): Promise<void> {
  const { store, vault, now } = context;
  const { actor, isNew, ended } = entering;
  const personId = personOf(store.read, actor);
  const tenantId = tenantIdOf.parse(invitation.tenantId);
  const before = userIn(store.read, tenantId, personId);
  const taking: Taking = {
    tenantId,
    asUser: (invitation.userId ?? before) as UserId,
    clientId: uuidv7(now()),
    password: newPassword(),
    pair: newKeyPair(),
    key: invitation.key && { ...invitation.key, bytes: Buffer.from(invitation.key.bytes, 'base64') },
  };
  if (ended && taking.asUser !== before) refuseOther(invitation);
  const secrets = ended ? loginSecrets.map((field) => openTeamSecret(store.read, vault, tenantId, field)) : [];
  const seal = (w: Writer, values: readonly string[]) =>
    loginSecrets.forEach((field, at) => void sealTeamSecret(w, vault, tenantId, field, values[at] ?? ''));
  // Kept before the login gets it: an answer that is lost must not lock this store out.
  store.write((w) => {
    if (isNew) addTenant(w, invitation, taking.asUser, now());
    setAlias(w, { tenantId, personId, userId: taking.asUser });
    seal(w, [taking.password, taking.pair.privateKey.toString('base64')]);
    if (taking.key) sealTeamSecret(w, vault, tenantId, `key:${taking.key.generation}`, textOf(taking.key));
  });
  try {
    await enterWith(context, invitation, taking, entering);
  } catch (error) {
    store.write((w) => {
      if (ended) return seal(w, secrets);
      setAlias(w, { tenantId, personId, userId: before });
      forget(context, w, tenantId, isNew);
    });
    throw error;
  }
}

const loginSecrets = ['password', 'privateKey'] as const;
const textOf = ({ bytes }: TenantKey): string => Buffer.from(bytes).toString('base64');

async function enterWith(
  context: SyncContext,
  invitation: Invitation,
  taking: Taking,
  entering: Entering,
): Promise<void> {
  const { isNew, ended, signal = new AbortController().signal } = entering;
  const { store, engine } = context;
  const { tenantId } = taking;
  const address = keepAuthority(context.paths, tenantId, parseAddress(invitation.address).address, invitation.ca);
  const connection = await connect({
    ...{ address, user: invitation.login, password: invitation.password, signal },
    login: isNew || ended ? 'invitation' : 'bySql',
  });
  try {
    const entered = { ...invitation, address: formatAddress(address) };
    if (!ended) requireRoom(context, entered, taking);
    const hello = await takeLogin(connection, invitation, taking);
    store.write((w) => {
      if (ended) goOnAs(context, entered, taking, hello, ended);
      else addAs(context, entered, taking, hello);
      // Goes with the tenant where the rest fails.
      if (ended || isNew) noteEntered(context, w, entered, hello, taking, entering);
    });
    if (ended) return;
    const run: Run = {
      context: engine,
      tenantId,
      userId: hello.userId,
      server: context.serverOf(connection, tenantId),
      signal,
      progress: () => undefined,
      onApplied: (applied, rows) => context.onApplied(tenantId, applied, rows),
    };
    if (isNew) return await beginScan(run, { purpose: 'first' }, hello.head);
    // What is there first is there already; all else that is here is new to the team.
    await pullTo(run, hello.head);
    store.write((w) => {
      noteEverything(engine.rows.sqlite, engine.registry, tenantId);
      noteEntered(context, w, entered, hello, taking, entering);
    });
  } finally {
    await connection.close();
  }
}

/** Writes what a join writes and takes it back: a login is taken once, and a disk that is full must not cost it. */
function requireRoom(context: SyncContext, invitation: Invitation, taking: Taking): void {
  const hello = { installation: taking.clientId, role: invitation.role, secretsOn: false };
  rehearse(context.engine.write, () => addAs(context, invitation, taking, hello));
}

/** Gives the login another password and this store's public key; the first of a team also keeps the tenant key there, sealed. */
async function takeLogin(connection: ServerConnection, invitation: Invitation, taking: Taking): Promise<Greeting> {
  const { tenantId, clientId, password, pair, key, asUser } = taking;
  const { login, person, email } = invitation;
  const hello = await joinTeam(connection, {
    tenant: tenantId,
    client: clientId,
    verifier: scramVerifier(password),
    publicKey: key
      ? taggedKey(pair.publicKey, key.bytes, tenantId, login)
      : Buffer.concat([pair.publicKey, Buffer.alloc(32)]),
    userId: asUser,
    name: person,
    email,
  });
  if (hello.generation === 0 && key) {
    const { generation } = key;
    const wrapped = wrapKey(key.bytes, pair.publicKey, { tenantId, generation, login }).toString('base64');
    await putKeys(connection, { tenant: tenantId, generation, keys: [{ login, wrapped }], secretsOn: false });
  }
  return hello;
}

function addAs(
  { engine, now }: SyncContext,
  invitation: Invitation,
  taking: Taking,
  hello: Pick<Greeting, 'installation' | 'role' | 'secretsOn'>,
): void {
  const { address, login } = invitation;
  const { tenantId, clientId, key } = taking;
  installCapture(engine.rows.sqlite, engine.registry, true);
  addTeam(engine.rows, {
    ...{ tenantId, installationId: hello.installation, address, login, clientId },
    ...{ role: hello.role, cursor: 0, token: null, scan: null, knownColumns: engine.registry.knownColumns },
    ...{ secretsOn: hello.secretsOn, keyGeneration: key?.generation ?? 0, question: null, problem: null },
    ...{ lastSuccessAt: null, joinedAt: now() },
  });
}

/** Another login for what is here: what has come stays, and what was under way under the login of before waits again. */
function goOnAs(context: SyncContext, invitation: Invitation, taking: Taking, hello: Greeting, ended: Team): void {
  const { address, login } = invitation;
  const { tenantId, clientId, key } = taking;
  context.takeBack(tenantId);
  context.changeTeam(tenantId, {
    ...{ address, login, clientId, role: hello.role, secretsOn: hello.secretsOn, problem: null },
    keyGeneration: Math.max(key?.generation ?? 0, ended.keyGeneration),
  });
}

/** Whoever brings the first key has begun the team. */
function noteEntered(
  { facts, tenantName }: SyncContext,
  w: Writer,
  { address, person }: Invitation,
  hello: Greeting,
  { tenantId, asUser, key }: Taking,
  { actor, isNew, ended }: Entering,
): void {
  const by = { ...actor, tenantId, userId: asUser, role: hello.role, ...(isNew && { name: person }) };
  const server = placeOf(parseAddress(address).address);
  const name = tenantName(tenantId);
  if (hello.generation === 0 && key)
    facts.emit(w, teamFacts.shared, { actor: by, entity: { id: tenantId, name: `tenant ${name}` }, after: { server } });
  else
    facts.emit(w, teamFacts.joined, {
      actor: by,
      entity: { id: tenantId, name: `the team of ${name}` },
      after: { server, role: hello.role, again: ended !== undefined },
    });
}

const refuseOther = ({ person }: Invitation): never => {
  throw syncFaults.fault(
    'INVITATION_INVALID',
    `This invitation is for ${person}, and you are someone else in this team.`,
    {
      kept: 'Nothing was changed.',
      todo: 'Ask an admin to invite another computer of yours, or leave the team first.',
    },
  );
};

/** What a join that failed leaves: nothing. */
function forget(context: SyncContext, w: Writer, tenantId: TenantId, isNew: boolean): void {
  forgetTeamSecrets(w, context.vault, tenantId);
  removeTeam(context.engine.rows, tenantId);
  if (isNew) w.delete(tenants).where(eq(tenants.id, tenantId)).run();
}

/** The tenant as far as the invitation tells. */
function addTenant(w: Writer, invitation: Invitation, asUser: UserId, at: number): void {
  const id = tenantIdOf.parse(invitation.tenantId);
  w.insert(tenants).values({ id, name: invitation.tenant, createdAt: at }).run();
  w.insert(users)
    .values({ id: asUser, name: invitation.person, email: invitation.email, createdAt: at })
    .onConflictDoNothing()
    .run();
  w.insert(memberships).values({ tenantId: id, userId: asUser, role: invitation.role, createdAt: at }).run();
}

export function refuseShared({ engine }: SyncContext, tenantId: TenantId): void {
  if (readTeam(engine.rows, tenantId))
    throw syncFaults.fault('ALREADY_SHARED', 'This tenant is shared with a team already.', {
      kept: 'Nothing was changed.',
      todo: 'Leave the team first where it shall be shared through another database.',
    });
}

/** A copy of the store from before, which is restored like every other. */
export async function makeRestorePoint({ store, paths, now }: SyncContext): Promise<void> {
  const stamp = new Date(now()).toISOString().replaceAll(/[-:.]/g, '');
  await store.backupTo(join(paths.backups, `before-${stamp}-sync.db`));
}
