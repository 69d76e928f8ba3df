import { AsyncLocalStorage } from 'node:async_hooks';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import Sqlite from 'better-sqlite3';
import { createConsole, type PatchbayConsole } from '#main/console.ts';
import { type Registry, readRegistry } from '#main/domains/sync/engine/registry.ts';
import { createRowStore, type RowStore } from '#main/domains/sync/engine/rows.ts';
import type { KeychainAdapter } from '#main/vault/index.ts';
import { memoryKeychain } from '../memoryKeychain.ts';
import { type Cluster, newDatabase, type TestDatabase } from '../postgres.ts';
import { type TcpProxy, tcpProxy } from '../tcpProxy.ts';
import { type Client, testHost } from '../testConsole.ts';
import { begin } from './commands.ts';
import { type Journal, startJournal } from './journal.ts';

/** Who writes into a store at the moment: a person through a route, or what comes from the team. */
export type Writer = 'person' | 'sync';
const writing = new AsyncLocalStorage<Writer>();
export const currentWriter = (): Writer => writing.getStore() ?? 'sync';
export const asPerson = <T>(work: () => Promise<T>): Promise<T> => writing.run('person', work);

/** One process on a store. */
export interface Process {
  readonly console: PatchbayConsole;
  readonly client: Client;
  readonly logs: string[];
  readonly registry: Registry;
  readonly rows: RowStore;
  readonly journal: Journal;
}

/** A person's store with one or two processes on it, and their way to the team's database. */
export interface Store {
  readonly name: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly processes: Process[];
  readonly proxy: TcpProxy;
  /** Milliseconds that the clock of its computer is ahead. */
  ahead: number;
  /** Another process on the same data folder. */
  openAnother(): Promise<void>;
  /** Ends its processes where they are: what they had committed is there, and nothing else. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** A team whose database and stores are copied for each run, which is much quicker than making them. */
export interface Prototype {
  readonly cluster: Cluster;
  readonly database: TestDatabase;
  readonly members: readonly Member[];
  readonly folder: string;
}

interface Member {
  readonly name: string;
  readonly folder: string;
  readonly keychain: KeychainAdapter;
  readonly tenantId: string;
  readonly userId: string;
}

const files = ['patchbay.db', 'patchbay.db-wal'];

function copyStore(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of files) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
}

async function open(folder: string, keychain: KeychainAdapter, now: () => number, who?: Identity): Promise<Process> {
  const host = testHost({ kind: 'cli', paths: { data: folder, resources }, keychain, now });
  const console = await createConsole(host);
  await console.vaultStarted;
  const registry = readRegistry(
    console.store.sqlite,
    console.domains.flatMap(({ tables }) => tables),
  );
  const rows = createRowStore(console.store.sqlite);
  const journal = startJournal(console.store.sqlite, registry, currentWriter);
  return { console, client: clientOf(console, who), logs: host.logs, registry, rows, journal };
}

interface Identity {
  readonly tenantId: string;
  readonly userId: string;
}

const clientOf = (console: PatchbayConsole, who?: Identity): Client =>
  createRouterClient(console.router, {
    context: { session: who ? console.openSession(who as never) : console.openSession() },
  });

const resources = join(import.meta.dirname, '../../../resources');

/** Who is in the team: the last has two computers. */
const people = [
  { name: 'Ada', role: 'admin', of: null },
  { name: 'Bea', role: 'editor', of: null },
  { name: 'Cem', role: 'editor', of: null },
  { name: 'Dag', role: 'admin', of: null },
  { name: 'Bea elsewhere', role: 'editor', of: 1 },
] as const;

export async function makePrototype(cluster: Cluster, secretsOn = false): Promise<Prototype> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-model-'));
  const database = await newDatabase(cluster);
  const members: Member[] = [];
  let first: Process | undefined;
  for (const [index, { name, role, of }] of people.entries()) {
    const own = join(folder, `prototype-${index}`);
    const keychain = memoryKeychain();
    const process = await open(own, keychain, () => Date.now());
    if (!first) {
      await begin(process.client);
      await process.client.sync.init({ url: database.url });
      if (secretsOn) await process.client.sync.setSecrets({ on: true });
      first = process;
    } else {
      const userId = of === null ? undefined : (members[of]?.userId as never);
      const invited = await first.client.sync.invite({
        name,
        email: null,
        role,
        days: 30,
        ...(userId ? { userId } : {}),
      });
      const joined = process.client.sync.join({ invitation: invited.invitation });
      await (userId ? joined.catch(() => undefined) : joined);
    }
    const [{ tenant, user }, twin] = [await process.client.tenants.session(), of === null ? undefined : members[of]];
    const who = twin ?? { tenantId: tenant.id, userId: user.id };
    members.push({ name, folder: own, keychain, tenantId: who.tenantId, userId: who.userId });
    if (process !== first) await process.console.close();
  }
  await first?.console.close();
  // So that what each holds is the same from the first command on.
  for (const member of members) {
    const process = await open(member.folder, member.keychain, () => Date.now(), member);
    await process.client.sync.now();
    await process.console.close();
  }
  return { cluster, database, members, folder };
}

export interface Team {
  readonly database: TestDatabase;
  readonly stores: Store[];
  /** A person with a new store comes in, by an invitation of `inviting`. */
  join(prototype: Prototype, inviting: Client): Promise<void>;
  close(): Promise<void>;
}

/** A fresh copy of the prototype with some of its members. */
export async function copyTeam(prototype: Prototype, chosen: readonly number[]): Promise<Team> {
  const database = await newDatabase(prototype.cluster, prototype.database.name);
  const folder = mkdtempSync(join(prototype.folder, 'run-'));
  const stores: Store[] = [];
  for (const index of chosen) {
    const member = prototype.members[index % prototype.members.length];
    if (!member) continue;
    const own = join(folder, String(index));
    copyStore(member.folder, own);
    stores.push(await openStore(member, own, prototype, database));
  }
  return {
    database,
    stores,
    join: async ({ cluster }, inviting) => {
      const own = join(folder, `late-${stores.length}`);
      const keychain = memoryKeychain();
      const { invitation } = await inviting.sync.invite({
        name: `Late ${stores.length}`,
        email: null,
        role: 'editor',
        days: 1,
      });
      const process = await open(own, keychain, () => Date.now());
      try {
        await process.client.sync.join({ invitation });
        const { tenant, user } = await process.client.tenants.session();
        await process.console.close();
        const member = { name: `Late ${stores.length}`, folder: own, keychain, tenantId: tenant.id, userId: user.id };
        stores.push(await openStore(member, own, { ...prototype, cluster }, database));
      } catch (error) {
        await process.console.close();
        throw error;
      }
    },
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.drop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Leads a copied store to a copy of its team's database, by a way of its own. */
function lead(folder: string, change: (sqlite: Sqlite.Database) => void): void {
  const sqlite = new Sqlite(join(folder, 'patchbay.db'));
  change(sqlite);
  sqlite.close();
}

async function openStore(member: Member, start: string, prototype: Prototype, database: TestDatabase): Promise<Store> {
  const proxies: TcpProxy[] = [];
  const ended: Promise<unknown>[] = [];
  let folder = start;
  let number = 0;
  const port = prototype.cluster.port;
  const place = async (from: string, into: string) => {
    const proxy = await tcpProxy({ port });
    proxies.push(proxy);
    lead(folder, (sqlite) => {
      const address = sqlite.prepare('SELECT address FROM sync_teams').pluck().get() as string;
      const next = address.replace(/:\d+\//, `:${proxy.port}/`).replace(from, into);
      sqlite.prepare('UPDATE sync_teams SET address = ?').run(next);
    });
  };
  await place(prototype.database.name, database.name);
  const processes: Process[] = [];
  const store: Store = {
    name: member.name,
    tenantId: member.tenantId,
    userId: member.userId,
    processes,
    get proxy() {
      const proxy = proxies.at(-1);
      if (!proxy) throw new Error('No proxy');
      return proxy;
    },
    ahead: 0,
    openAnother: async () => void processes.push(await open(folder, member.keychain, now, member)),
    kill: async () => {
      number += 1;
      const next = `${start}-${number}`;
      // At once: what a process has not committed by now never will be.
      copyStore(folder, next);
      store.proxy.refuse(true);
      store.proxy.cut();
      for (const process of processes.splice(0)) ended.push(process.console.close().catch(() => undefined));
      folder = next;
      lead(folder, (sqlite) => sqlite.exec("UPDATE leases SET owner = '999999999.ended'"));
      await place('', '');
      await store.openAnother();
    },
    close: async () => {
      await Promise.all(processes.splice(0).map((process) => process.console.close()));
      await Promise.all(ended);
      for (const proxy of proxies) proxy.close();
    },
  };
  const now = () => Date.now() + store.ahead;
  await store.openAnother();
  return store;
}
