import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { parseAddress, type ServerAddress } from '#main/domains/sync/server/address.ts';
import { hello, type MemberRole, push, type RowChange } from '#main/domains/sync/server/calls.ts';
import { type ConnectOptions, connect, type ServerConnection } from '#main/domains/sync/server/connect.ts';
import { invite, joinTeam } from '#main/domains/sync/server/memberCalls.ts';
import { readServerMigrations } from '#main/domains/sync/server/migrations.ts';
import { newPassword, scramVerifier } from '#main/domains/sync/server/scram.ts';
import { createTeam, newInstallation, newLogin, setUp } from '#main/domains/sync/server/setUp.ts';
import { type Cluster, newDatabase, type TestDatabase } from './postgres.ts';

export const serverMigrations = readServerMigrations(join(import.meta.dirname, '../../resources/migrations/postgres'));

/** The cluster of the suite. */
export function suiteCluster(): Cluster {
  const cluster = inject('postgres');
  if ('problem' in cluster) throw new Error(`No Postgres could be started for the tests: ${cluster.problem}`);
  return cluster;
}

/** A database of this test alone, removed with it. */
export async function testDatabase(cluster: Cluster = suiteCluster()): Promise<TestDatabase> {
  const database = await newDatabase(cluster);
  onTestFinished(() => database.drop());
  return database;
}

/** Somebody who has joined: their login works with `password`. */
export interface Person {
  readonly tenant: string;
  readonly userId: string;
  readonly client: string;
  readonly login: string;
  readonly password: string;
  /** An open connection as this login. */
  readonly db: ServerConnection;
  /** Pushes upon the present head, and fails where that is not accepted. */
  push(...changes: RowChange[]): Promise<number>;
  head(): Promise<number>;
}

export interface ServerRig {
  readonly database: TestDatabase;
  readonly address: ServerAddress;
  readonly installation: string;
  /** Connects by the functions of the product; the connection ends with the test. */
  connect(user: string, password: string, options?: Partial<ConnectOptions>): Promise<ServerConnection>;
  /** A plain client, as a person with a SQL tool has it. */
  plain(person: Pick<Person, 'login' | 'password'>): Promise<Client>;
  /** A new tenant with its first admin. */
  team(person?: string): Promise<Person>;
  /** Invites somebody and lets them join. */
  member(by: Person, role: MemberRole, userId?: string): Promise<Person>;
  /** An invitation that waits: login and one-time password. */
  invitation(
    by: Person,
    role: MemberRole,
    given?: { userId?: string; expiresAt?: number },
  ): Promise<{ login: string; password: string }>;
  /** Joins as an invited login, with a new password of their own. */
  join(tenant: string, invited: { login: string; password: string }, userId?: string): Promise<Person>;
}

/** A database that is set up for teams. */
export async function serverRig(database?: TestDatabase): Promise<ServerRig> {
  const own = database ?? (await testDatabase());
  const { address, user, password } = parseAddress(own.url);
  const open = async (name: string, secret: string, options: Partial<ConnectOptions> = {}) => {
    const connection = await connect({ address, user: name, password: secret, ...options });
    onTestFinished(() => connection.close());
    return connection;
  };
  const asAdministrator = async <T>(work: (db: ServerConnection) => Promise<T>): Promise<T> => {
    const db = await connect({ address, user: user ?? '', password: password ?? '' });
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  };
  const installation = await asAdministrator((db) => setUp(db, serverMigrations, newInstallation()));
  const rig: ServerRig = {
    database: own,
    address,
    installation,
    connect: open,
    plain: async ({ login, password: secret }) => {
      const client = new Client({
        host: address.host,
        port: address.port,
        database: address.database,
        user: login,
        password: secret,
      });
      client.on('error', () => undefined);
      await client.connect();
      onTestFinished(() => client.end());
      return client;
    },
    team: async (person = 'Ann') => {
      const [tenant, userId, login, first] = [randomUUID(), randomUUID(), newLogin(installation), newPassword()];
      const expiresAt = Date.now() + 3_600_000;
      const team = { tenant, userId, person, login, verifier: scramVerifier(first), expiresAt };
      await asAdministrator((db) => createTeam(db, installation, team));
      return rig.join(tenant, { login, password: first }, userId);
    },
    invitation: async (by, role, { userId, expiresAt = Date.now() + 3_600_000 } = {}) => {
      const [login, first] = [newLogin(installation), newPassword()];
      await invite(by.db, {
        tenant: by.tenant,
        login,
        verifier: scramVerifier(first),
        person: `a ${role}`,
        role,
        userId: userId ?? null,
        expiresAt,
      });
      return { login, password: first };
    },
    join: async (tenant, invited, userId = randomUUID()) => {
      const [client, chosen] = [randomUUID(), newPassword()];
      const once = await open(invited.login, invited.password);
      const greeting = await joinTeam(once, {
        tenant,
        client,
        verifier: scramVerifier(chosen),
        publicKey: randomBytes(64),
        userId,
        name: invited.login,
        email: null,
      });
      await once.close();
      const db = await open(invited.login, chosen);
      return person({ tenant, userId: greeting.userId, client, login: invited.login, password: chosen, db });
    },
    member: async (by, role, userId) => {
      const invited = await rig.invitation(by, role, userId === undefined ? {} : { userId });
      return rig.join(by.tenant, invited, userId);
    },
  };
  return rig;
}

function person(given: Omit<Person, 'push' | 'head'>): Person {
  const { tenant, client, db } = given;
  const head = async () => (await hello(db, { tenant, client, app: 'test', cursor: 0, token: null })).head;
  return {
    ...given,
    head,
    push: async (...changes) => {
      const answer = await push(db, { tenant, client, op: randomUUID(), base: await head(), changes });
      if (answer.outcome !== 'done') throw new Error('Somebody else was quicker');
      return answer.rev;
    },
  };
}

/** A row for everyone, or for one person. */
export const put = (t: string, r: string, d: Record<string, unknown>, p: string | null = null): RowChange => ({
  t,
  r,
  k: 'put',
  d,
  p,
});
export const del = (t: string, r: string): RowChange => ({ t, r, k: 'delete' });
