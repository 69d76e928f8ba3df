import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, newDatabase, type TestDatabase } from '#test/support/postgres.ts';
import { directClient, type Opened, openBenchConsole } from '../benchConsole.ts';
import { fillStore } from './fillStore.ts';

export type Kind = 'test' | 'cli';

/** A database of a team, with the consoles that share a tenant through it. */
export interface BenchTeam {
  readonly database: TestDatabase;
  readonly tenantId: string;
  readonly first: Opened;
  /** What `first` took to send all that it had; milliseconds. */
  readonly initMs: number;
  invite(): Promise<string>;
  /** A console on a new store that has not joined. */
  open(kind?: Kind): Promise<Opened>;
  join(kind?: Kind): Promise<Opened>;
  /** Closes a console before the team ends. */
  end(opened: Opened): Promise<void>;
}

export interface TeamOptions {
  /** What the tenant has when it is shared. */
  readonly rows?: number;
  /** `test`: consoles sync by themselves; `cli`: when they are asked. */
  readonly kind?: Kind;
  /** Where consoles find the server; that of the cluster by default. */
  readonly port?: number;
  /** Stores lie in memory where the system has such a folder: many of them would wait for one disk, which no team's do. */
  readonly inMemory?: boolean;
}

/** Shares a tenant through a new database, and removes all of it after the work. */
export async function withTeam<T>(
  cluster: Cluster,
  { rows = 0, kind = 'cli', port = cluster.port, inMemory = false }: TeamOptions,
  work: (team: BenchTeam) => Promise<T>,
): Promise<T> {
  const database = await newDatabase(cluster);
  const ends = new Map<Opened, () => Promise<void>>();
  const open = async (as: Kind = kind): Promise<Opened> => {
    const data = mkdtempSync(join(inMemory && existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'patchbay-bench-sync-'));
    const console = await openBenchConsole(data, as);
    await console.vaultStarted;
    const opened = { console, client: directClient(console), data };
    ends.set(opened, async () => {
      await console.close();
      rmSync(data, { recursive: true, force: true });
    });
    return opened;
  };
  const end = async (opened: Opened) => {
    const close = ends.get(opened);
    ends.delete(opened);
    await close?.();
  };
  try {
    const first = await open();
    if (rows > 0) await fillStore(first, rows);
    const began = performance.now();
    await first.client.sync.init({ url: database.url.replace(`:${cluster.port}/`, `:${port}/`) });
    const initMs = performance.now() - began;
    const { tenant } = await first.client.tenants.session();
    const invite = async () => {
      const { invitation } = await first.client.sync.invite({ name: 'Bea', email: null, role: 'editor', days: 1 });
      return invitation;
    };
    const join_ = async (as: Kind = kind) => {
      const opened = await open(as);
      await opened.client.sync.join({ invitation: await invite() });
      return opened;
    };
    return await work({ database, tenantId: tenant.id, first, initMs, invite, open, join: join_, end });
  } finally {
    for (const opened of [...ends.keys()]) await end(opened).catch(() => undefined);
    await database.drop();
  }
}

export const sqliteOf = ({ console }: Opened) => console.store.sqlite;
