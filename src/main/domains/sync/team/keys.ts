import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TenantId } from '#contract/common.ts';
import { noteEverything } from '../engine/capture.ts';
import type { KeyState, SecretKeys, TenantKey } from '../engine/secrets.ts';
import type { Hello } from '../engine/server.ts';
import type { ServerConnection } from '../server/connect.ts';
import { ownKeys, putKeys, type TeamLogin, team as teamLogins } from '../server/memberCalls.ts';
import type { SyncContext } from './context.ts';
import { openTeamSecret, sealTeamSecret } from './login.ts';
import { changeTeam, readTeam, type Team } from './table.ts';
import { newTenantKey, publicHalf, unwrapKey, wrapKey } from './teamKey.ts';

type Context = Pick<SyncContext, 'engine' | 'store' | 'vault'>;

/** Bytes of a public key; what follows it is its tag. */
const keyLength = 32;

/**
 * A public key with a tag that only a holder of the tenant key makes, which comes with the invitation: the database cannot invent a member
 * to whom the others would give the key.
 */
export function taggedKey(publicKey: Uint8Array, key: Uint8Array, tenantId: string, login: string): Buffer {
  return Buffer.concat([publicKey, tagOf(publicKey, key, tenantId, login)]);
}

const tagOf = (publicKey: Uint8Array, key: Uint8Array, tenantId: string, login: string): Buffer =>
  createHmac('sha256', key).update(`patchbay.member.v1\0${tenantId}\0${login}\0`).update(publicKey).digest();

/** The tenant keys that the vault holds, for sealing and opening secrets on their way. */
export function createSecretKeys({
  engine,
  store,
  vault,
}: { engine: () => SyncContext['engine'] } & Omit<Context, 'engine'>): SecretKeys {
  const ofGeneration: SecretKeys['ofGeneration'] = (tenantId, generation) => {
    try {
      const text = openTeamSecret(store.read, vault, tenantId as TenantId, `key:${generation}`);
      return { generation, bytes: Buffer.from(text, 'base64') };
    } catch {
      return undefined;
    }
  };
  const state = (tenantId: string): KeyState => {
    const team = readTeam(engine().rows, tenantId as TenantId);
    if (!team?.secretsOn) return 'off';
    if (vault.standing().status !== 'unlocked') return 'locked';
    return ofGeneration(tenantId, team.keyGeneration) ? 'ready' : 'noKey';
  };
  return {
    state,
    ofGeneration,
    current: (tenantId) => {
      const team = readTeam(engine().rows, tenantId as TenantId);
      const key = team && ofGeneration(tenantId, team.keyGeneration);
      if (!key) throw new Error('The tenant key is not here.');
      return key;
    },
  };
}

const isOpen = ({ vault }: Pick<SyncContext, 'vault'>): boolean => vault.standing().status === 'unlocked';

/**
 * Takes the keys that were sealed for this store, and seals the key of now for members who have none yet and prove that they were invited.
 * What the vault does not let do now is done the next time.
 */
export async function handOnKeys(
  context: SyncContext,
  on: ServerConnection,
  tenantId: TenantId,
  hello: Hello,
): Promise<void> {
  if (!isOpen(context)) return;
  const team = readTeam(context.engine.rows, tenantId);
  if (!team) return;
  if (hello.generation > team.keyGeneration) await takeKeys(context, on, team, hello.generation);
  const key = keyOf(context, tenantId);
  if (!key) return makeLostKey(context, on, tenantId, hello);
  if (!hello.keysWanted) return;
  if (key.generation !== hello.generation) return;
  const logins = await teamLogins(on, { tenant: tenantId });
  // The database takes keys only from those who have one there. Whoever has just joined gets theirs from somebody else.
  if (!logins.some(({ login, hasKey }) => login === team.login && hasKey)) return;
  const lacking = logins.filter(({ status, hasKey }) => status === 'active' && !hasKey);
  const keys = lacking.filter((each) => isInvited(context, team, each)).map((each) => sealedFor(key, team, each));
  if (keys.length > 0)
    await putKeys(on, { tenant: tenantId, generation: key.generation, keys, secretsOn: hello.secretsOn });
}

/** Where nobody who can log in has the key any more, an admin makes another one; what was sealed under the lost one is sent again. */
async function makeLostKey(
  context: SyncContext,
  on: ServerConnection,
  tenantId: TenantId,
  { role, generation, secretsOn }: Hello,
): Promise<void> {
  if (role !== 'admin' || generation === 0) return;
  const logins = await teamLogins(on, { tenant: tenantId });
  if (logins.some(({ status, hasKey }) => status === 'active' && hasKey)) return;
  await rotateKey(context, on, tenantId, { key: newTenantKey(), generation: generation + 1, secretsOn });
  if (secretsOn) context.store.write(() => noteSecrets(context, tenantId));
}

/** All secrets are sent: under another key, or for the first time. */
export function noteSecrets({ engine }: Pick<SyncContext, 'engine'>, tenantId: TenantId): void {
  const tables = engine.registry.tables.filter(({ isSecret }) => isSecret);
  noteEverything(engine.rows.sqlite, { ...engine.registry, tables }, tenantId);
}

function keyOf({ engine, store, vault }: Context, tenantId: TenantId): TenantKey | undefined {
  const team = readTeam(engine.rows, tenantId);
  return team && createSecretKeys({ engine: () => engine, store, vault }).ofGeneration(tenantId, team.keyGeneration);
}

/** Whoever was invited had one of the keys that this store has known. */
function isInvited({ engine, store, vault }: Context, team: Team, { login, publicKey }: TeamLogin): boolean {
  const given = Buffer.from(publicKey ?? '', 'base64');
  if (given.length !== keyLength * 2) return false;
  const [own, tag] = [given.subarray(0, keyLength), given.subarray(keyLength)];
  const keys = createSecretKeys({ engine: () => engine, store, vault });
  for (let generation = team.keyGeneration; generation > 0; generation -= 1) {
    const key = keys.ofGeneration(team.tenantId, generation);
    if (key && timingSafeEqual(tagOf(own, key.bytes, team.tenantId, login), tag)) return true;
  }
  return false;
}

const sealedFor = ({ bytes, generation }: TenantKey, { tenantId }: Team, { login, publicKey }: TeamLogin) => {
  const recipient = Buffer.from(publicKey ?? '', 'base64').subarray(0, keyLength);
  return { login, wrapped: wrapKey(bytes, recipient, { tenantId, generation, login }).toString('base64') };
};

async function takeKeys(context: SyncContext, on: ServerConnection, team: Team, generation: number): Promise<void> {
  const { store, vault, engine } = context;
  const { tenantId, login } = team;
  const privateKey = Buffer.from(openTeamSecret(store.read, vault, tenantId, 'privateKey'), 'base64');
  const pair = { privateKey, publicKey: publicHalf(privateKey) };
  for (const { generation: of, wrapped } of await ownKeys(on, { tenant: tenantId })) {
    const key = unwrapKey(Buffer.from(wrapped, 'base64'), pair, { tenantId, generation: of, login });
    if (!key) continue;
    store.write((w) => {
      sealTeamSecret(w, vault, tenantId, `key:${of}`, key.toString('base64'));
      if (of === generation) changeTeam(engine.rows, tenantId, { keyGeneration: generation });
    });
  }
}

/** Makes a new tenant key, seals it for everyone who was invited and is still there, and keeps it. Gives its generation. */
export async function rotateKey(
  context: SyncContext,
  on: ServerConnection,
  tenantId: TenantId,
  { key, generation, secretsOn }: { key: Buffer; generation: number; secretsOn: boolean },
): Promise<void> {
  const { store, vault, engine } = context;
  const team = readTeam(engine.rows, tenantId);
  if (!team) return;
  const logins = (await teamLogins(on, { tenant: tenantId })).filter(
    (each) => each.status === 'active' && (each.login === team.login || isInvited(context, team, each)),
  );
  const keys = logins.map((each) => sealedFor({ bytes: key, generation }, team, each));
  await putKeys(on, { tenant: tenantId, generation, keys, secretsOn });
  store.write((w) => {
    sealTeamSecret(w, vault, tenantId, `key:${generation}`, key.toString('base64'));
    changeTeam(engine.rows, tenantId, { keyGeneration: generation, secretsOn });
  });
}
