import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { parseAddress } from '#main/domains/sync/server/address.ts';
import { hello, pull, push } from '#main/domains/sync/server/calls.ts';
import { type ConnectOptions, canListen, connect, type ServerConnection } from '#main/domains/sync/server/connect.ts';
import { joinTeam } from '#main/domains/sync/server/memberCalls.ts';
import { readServerMigrations } from '#main/domains/sync/server/migrations.ts';
import { newPassword, scramVerifier } from '#main/domains/sync/server/scram.ts';
import { createTeam, newInstallation, newLogin, setUp } from '#main/domains/sync/server/setUp.ts';
import { newDatabase, startPostgres, type TestDatabase } from '#test/support/postgres.ts';
import { median } from '../statistics.ts';
import { costOf } from './cost.ts';
import { partition } from './partition.ts';

/**
 * What docs/scaling.md states, measured by hand: `node bench/sync/scaling.ts`. The functions of the product over real connections, on
 * Debian's Postgres (its bin folder in PATCHBAY_POSTGRES_BIN) for the replica and with Debian's PgBouncer, where they are installed.
 */
const tenants = 100;
const rowsOfTenant = 1_000;
const busyMs = 4_000;

interface Member {
  readonly tenant: string;
  readonly client: string;
  readonly login: string;
  readonly password: string;
}

const migrations = readServerMigrations(join(import.meta.dirname, '../../resources/migrations/postgres'));

async function makeTenants({ url }: TestDatabase): Promise<Member[]> {
  const { address, user, password } = parseAddress(url);
  const admin = await connect({ address, user: user ?? '', password: password ?? '' });
  const installation = await setUp(admin, migrations, newInstallation());
  const members: Member[] = [];
  for (let at = 0; at < tenants; at += 1) {
    const [tenant, userId, client, login] = [randomUUID(), randomUUID(), randomUUID(), newLogin(installation)];
    const [first, chosen] = [newPassword(), newPassword()];
    const verifier = scramVerifier(first);
    await createTeam(admin, installation, {
      ...{ tenant, userId, person: 'Ann', login, verifier },
      expiresAt: Date.now() + 3_600_000,
    });
    const once = await connect({ address, user: login, password: first });
    const joined = await joinTeam(once, {
      ...{ tenant, client, userId, name: 'Ann', email: null },
      ...{ verifier: scramVerifier(chosen), publicKey: randomBytes(64) },
    });
    const changes = Array.from({ length: rowsOfTenant }, (_, row) => changeOf(row, `made ${row}`));
    await push(once, { tenant, client, op: randomUUID(), base: joined.head, changes });
    await once.close();
    members.push({ tenant, client, login, password: chosen });
  }
  await admin.close();
  return members;
}

const changeOf = (row: number, url: string) => ({
  ...{ t: 'saved_requests', r: `row-${String(row).padStart(6, '0')}`, k: 'put' as const, p: null },
  d: { name: `request ${row}`, url, method: 'GET', description: 'Reads what was asked for.', before_script: '' },
});

type Work = (db: ServerConnection, member: Member, state: { head: number }) => Promise<void>;

const ask: Work = async (db, { tenant, client }) => {
  await hello(db, { tenant, client, app: 'bench', cursor: 0, token: null });
};
const send: Work = async (db, { tenant, client }, state) => {
  const changes = [changeOf(state.head % rowsOfTenant, `edit ${state.head}`)];
  state.head = (await push(db, { tenant, client, op: randomUUID(), base: state.head, changes })).rev;
};
const fetchOne: Work = async (db, { tenant }, { head }) => {
  await pull(db, { tenant, after: { rev: head, table: '', row: '' }, upto: head, maxRows: 1_000 });
};

/** Every connection works on one after the other for some seconds. */
async function busy(name: string, server: number, open: readonly [ServerConnection, Member][], work: Work) {
  const waits: number[] = [];
  const ends = performance.now() + busyMs;
  const cost = await costOf(server, () =>
    Promise.all(
      open.map(async ([db, member]) => {
        const { head } = await hello(db, { ...member, app: 'bench', cursor: 0, token: null });
        const state = { head };
        while (performance.now() < ends) {
          const began = performance.now();
          await work(db, member, state);
          waits.push(performance.now() - began);
        }
      }),
    ),
  );
  const each = (cost.serverMs / waits.length).toFixed(2);
  console.log(
    `${name}: ${Math.round(waits.length / (cost.wallMs / 1_000))} a second over ${open.length} connections, ${each} ms of the server's processor each, median ${median(waits).toFixed(1)} ms; load ${loadavg()[0]?.toFixed(0)}`,
  );
}

const openAll = (url: string, members: readonly Member[]): Promise<[ServerConnection, Member][]> =>
  Promise.all(members.map(async (member) => [await connect(optionsOf(url, member)), member]));

const optionsOf = (url: string, { login, password }: Member): ConnectOptions => ({
  ...{ address: parseAddress(url).address, user: login, password, queryTimeoutMs: 120_000 },
});

async function closeAll(open: readonly [ServerConnection, Member][]) {
  for (const [db] of open) await db.close();
}

/** Memory of each backend that nobody shares with it, in kB. */
function privateMemory(pids: readonly number[]): number[] {
  return pids.map((pid) => {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const of = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(text)?.[1] ?? 0);
    return of('Private_Clean') + of('Private_Dirty');
  });
}

async function throughPooler({ url }: TestDatabase, server: number, port: number, members: readonly Member[]) {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-pooler-'));
  const own = port + 1_000;
  const address = parseAddress(url);
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'users.txt'), members.map(({ login, password }) => `"${login}" "${password}"`).join('\n'));
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]\n${address.address.database} = host=127.0.0.1 port=${port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${own}\nunix_socket_dir =\nauth_type = plain\nauth_file = ${folder}/users.txt\npool_mode = transaction\ndefault_pool_size = 1\nmax_db_connections = 20\nserver_idle_timeout = 1\nmax_client_conn = 1000\n`,
  );
  for (const file of ['users.txt', 'pgbouncer.ini']) chmodSync(join(folder, file), 0o644);
  const id = process.getuid?.() === 0 ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : undefined;
  const child = spawn('/usr/sbin/pgbouncer', ['-q', join(folder, 'pgbouncer.ini')], {
    ...{ stdio: ['ignore', 'ignore', 'inherit'] },
    ...(id === undefined ? {} : { uid: id }),
  });
  try {
    await sleep(1_000);
    const through = url.replace(`:${port}/`, `:${own}/`);
    const open = await openAll(through, members);
    const [first] = open;
    if (first) {
      const hears = await canListen(first[0], optionsOf(through, first[1]));
      console.log(`PgBouncer: told to be a pooler ${first[0].pooled}, notifications arrive ${hears}`);
    }
    await busy('PgBouncer (transaction mode, 20 connections to Postgres), hello', server, open, ask);
    await busy('PgBouncer, push of one edit', server, open, send);
    await closeAll(open);
  } finally {
    await endOf(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
}

/** A copy that follows: reading there, and how long after a push it has the edit. */
async function onReplica(
  database: TestDatabase,
  cluster: { port: number; password: string },
  members: readonly Member[],
) {
  const bin = process.env.PATCHBAY_POSTGRES_BIN;
  if (bin === undefined) return;
  const root = process.getuid?.() === 0;
  const id = root ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : undefined;
  const as =
    id === undefined ? {} : { uid: id, gid: Number(execFileSync('id', ['-g', 'nobody'], { encoding: 'utf8' })) };
  const folder = mkdtempSync(join('/dev/shm', 'patchbay-replica-'));
  chmodSync(folder, 0o777);
  const [data, port] = [join(folder, 'data'), cluster.port + 2_000];
  const env = { PATH: process.env.PATH, LC_ALL: 'C', PGPASSWORD: cluster.password };
  execFileSync(
    join(bin, 'pg_basebackup'),
    ['-h', '127.0.0.1', '-p', String(cluster.port), '-U', 'postgres', '-D', data, '-R', '-X', 'stream', '-c', 'fast'],
    { ...as, env, cwd: folder, stdio: 'inherit' },
  );
  const child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port)], {
    ...as,
    env,
    cwd: folder,
    stdio: 'ignore',
  });
  try {
    await sleep(4_000);
    const url = database.url.replace(`:${cluster.port}/`, `:${port}/`);
    const open = await openAll(url, members.slice(0, 20));
    await busy('replica, hello', child.pid ?? 0, open, ask);
    await busy('replica, pull of one edit', child.pid ?? 0, open, fetchOne);
    const [there, member] = open[0] ?? [];
    if (!there || !member) return;
    const here = await connect(optionsOf(database.url, member));
    const head = async (db: ServerConnection) =>
      (await hello(db, { ...member, app: 'bench', cursor: 0, token: null })).head;
    const lags: number[] = [];
    for (let at = 0; at < 40; at += 1) {
      const state = { head: await head(here) };
      await send(here, member, state);
      const began = performance.now();
      while ((await head(there)) < state.head) await sleep(1);
      lags.push(performance.now() - began);
    }
    console.log(`replica: has a push after ${median(lags).toFixed(1)} ms, at most ${Math.max(...lags).toFixed(1)} ms`);
    const refused = await send(there, member, { head: await head(there) }).catch((error: Error) => error.message);
    console.log(`replica: a push there is refused: ${refused}`);
    const listening = await there.query('LISTEN patchbay_probe').catch((error: Error) => error.message);
    console.log(`replica: LISTEN there: ${listening}`);
    await here.close();
    await closeAll(open);
  } finally {
    await endOf(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

const cluster = await startPostgres({
  settings: ['max_connections = 600', 'wal_level = replica', 'max_wal_senders = 4'],
});
try {
  const database = await newDatabase(cluster);
  const members = await makeTenants(database);
  await database.admin((client) => client.query('VACUUM ANALYZE'));
  const open = await openAll(database.url, members);
  for (const [db, member] of open) {
    const { channel } = await hello(db, { ...member, app: 'bench', cursor: 0, token: null });
    await db.query(`LISTEN ${channel}`);
  }
  const pids = await database.admin(async (client: Client) => {
    const { rows } = await client.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'patchbay'");
    return rows.map(({ pid }) => Number(pid));
  });
  if (existsSync('/proc/self/smaps_rollup'))
    console.log(
      `idle connections that listen: ${pids.length}, own memory of each ${median(privateMemory(pids))} kB (median)`,
    );
  for (const [name, work] of [
    ['hello', ask],
    ['push of one edit', send],
    ['pull of one edit', fetchOne],
  ] as const) {
    await busy(name, cluster.pid, open.slice(0, 20), work);
    await busy(name, cluster.pid, open, work);
  }
  await closeAll(open);
  if (existsSync('/usr/sbin/pgbouncer')) await throughPooler(database, cluster.pid, cluster.port, members);
  await onReplica(database, cluster, members);
  for (const parts of [16]) {
    await partition(database, parts);
    const again = await openAll(database.url, members);
    for (const [name, work] of [
      ['hello', ask],
      ['push of one edit', send],
      ['pull of one edit', fetchOne],
    ] as const) {
      await busy(`${parts} partitions, ${name}`, cluster.pid, again.slice(0, 20), work);
      await busy(`${parts} partitions, ${name}`, cluster.pid, again, work);
    }
    await closeAll(again);
  }
  await database.drop();
} finally {
  await cluster.stop();
}
