import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseAddress, type ServerAddress } from '#main/domains/sync/server/address.ts';
import {
  type ConnectOptions,
  canListen,
  connect,
  inTransaction,
  type ServerConnection,
} from '#main/domains/sync/server/connect.ts';
import { ServerError } from '#main/domains/sync/server/errors.ts';
import { newPassword, scramVerifier } from '#main/domains/sync/server/scram.ts';
import { listen } from '#main/kernel/listen.ts';
import { newDatabase, type Postgres, startPostgres } from '#test/support/postgres.ts';
import { suiteCluster, testDatabase } from '#test/support/serverRig.ts';
import { tcpProxy } from '#test/support/tcpProxy.ts';

const tlsFile = (name: string) => join(import.meta.dirname, '../../fixtures/tls', name);
const failure = (kind: string, message = '') =>
  expect.objectContaining({ name: 'ServerError', kind, message: expect.stringContaining(message) });

/** Connects to the suite's cluster, or where else it is told. */
async function open(
  given: Partial<Omit<ConnectOptions, 'address'>> & { address?: Partial<ServerAddress> } = {},
): Promise<ServerConnection> {
  const { port, user, password } = suiteCluster();
  const { address, ...options } = given;
  const connection = await connect({
    user,
    password,
    ...options,
    address: { host: '127.0.0.1', port, database: 'postgres', tls: 'plain', caFile: null, ...address },
  });
  onTestFinished(() => connection.close());
  return connection;
}

/** A login of its own in the suite's cluster. */
async function login(rights: string): Promise<{ user: string; password: string }> {
  const [user, password] = [`u_${crypto.randomUUID().slice(0, 8)}`, newPassword()];
  const admin = await open();
  await admin.query(`CREATE ROLE ${user} ${rights} PASSWORD '${scramVerifier(password)}'`);
  return { user, password };
}

let secure: Postgres;
beforeAll(async () => {
  secure = await startPostgres({
    tls: { cert: tlsFile('server.pem'), key: tlsFile('server-key.pem') },
    settings: ['log_statement = all'],
  });
});
afterAll(() => secure.stop());

const over = (postgres: Postgres, address: Partial<ServerAddress>) =>
  open({
    user: postgres.user,
    password: postgres.password,
    address: { port: postgres.port, tls: 'full', caFile: tlsFile('authority.pem'), ...address },
  });

test('TLS is verified against the chosen authority and the name of the host', async () => {
  const db = await over(secure, {});
  expect(await db.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).toEqual([{ ssl: true }]);
  await over(secure, { host: 'localhost' });
  await expect(over(secure, { caFile: null })).rejects.toEqual(failure('tlsUntrusted', '127.0.0.1'));
  await expect(over(secure, { caFile: tlsFile('other-authority.pem') })).rejects.toEqual(failure('tlsUntrusted'));
  await expect(over(secure, { caFile: tlsFile('absent.pem') })).rejects.toEqual(failure('caUnreadable', 'absent.pem'));
  await expect(over(secure, { caFile: tlsFile('README.md') })).rejects.toMatchObject({ name: 'ServerError' });
});

test.each([
  ['expired.pem', 'tlsExpired'],
  ['elsewhere.pem', 'tlsWrongName'],
])('a server with %s is not spoken to', async (cert, kind) => {
  const postgres = await startPostgres({ tls: { cert: tlsFile(cert), key: tlsFile('other-key.pem') } });
  onTestFinished(() => postgres.stop());
  await expect(over(postgres, { caFile: tlsFile('other-authority.pem') })).rejects.toEqual(failure(kind));
});

test('a server without TLS is spoken to on this computer alone', async () => {
  await expect(open({ address: { tls: 'full' } })).rejects.toEqual(failure('tlsUnsupported'));
  await expect(open({ address: { host: 'localhost' } })).resolves.toMatchObject({ pooled: false });
  // A name or an address that leads elsewhere, though the address says plain.
  await expect(open({ address: { host: '192.0.2.1' } })).rejects.toEqual(failure('plainText', '192.0.2.1'));
});

test('what is not Postgres is told from it', async () => {
  const web = createServer((_request, response) => response.end('no'));
  onTestFinished(() => void web.close());
  const port = await listen(web, { port: 0, host: '127.0.0.1' });
  await expect(open({ address: { port, tls: 'full' } })).rejects.toEqual(failure('tlsFailed'));
  await expect(open({ address: { port }, connectTimeoutMs: 2_000 })).rejects.toMatchObject({ name: 'ServerError' });
});

test('says why there is no connection', async () => {
  await expect(open({ address: { host: 'nobody.invalid', tls: 'full' } })).rejects.toEqual(
    failure('hostNotFound', 'nobody.invalid'),
  );
  await expect(open({ address: { port: 1 } })).rejects.toEqual(failure('refused', '127.0.0.1:1'));
  await expect(open({ address: { database: 'absent' } })).rejects.toEqual(failure('databaseMissing'));
  await expect(open({ password: 'wrong-password' })).rejects.toEqual(failure('passwordRejected'));
  await expect(open({ password: '' })).rejects.toEqual(failure('passwordRejected'));
  await expect(open({ user: 'absent' })).rejects.toEqual(failure('passwordRejected'));
  await expect(open(await login('NOLOGIN'))).rejects.toEqual(failure('loginDisabled'));
  const expired = await login("LOGIN VALID UNTIL '2020-01-01'");
  await expect(open(expired)).rejects.toEqual(failure('passwordRejected'));
  for (const [as, kind, words] of [
    ['entered', 'passwordRejected', 'user and password'],
    ['invitation', 'invitationRejected', 'this invitation: it was taken already, was taken back or has expired'],
    ['bySql', 'invitationRejected', 'its SQL was not run yet, or it was taken'],
    ['own', 'loginRejected', 'the login of this computer'],
  ] as const)
    await expect(open({ ...expired, login: as }), as).rejects.toEqual(failure(kind, words));
  await expect(open(await login('LOGIN CONNECTION LIMIT 0'))).rejects.toEqual(failure('tooManyConnections'));
  const closed = await testDatabase();
  await closed.admin((sql) => sql.query(`REVOKE CONNECT ON DATABASE ${closed.name} FROM PUBLIC`));
  await expect(open({ ...(await login('LOGIN')), address: { database: closed.name } })).rejects.toEqual(
    failure('noConnectRight'),
  );
});

test('no message holds the password', async () => {
  const password = 'pass-word-in-clear';
  const address = { port: 1 };
  const faults = [
    { password },
    { password, user: 'absent' },
    { password, address },
    { password, address: { database: 'absent' } },
    { password, address: { tls: 'full' as const } },
  ];
  for (const given of faults) {
    const error = await open(given).catch((cause: unknown) => cause);
    if (!(error instanceof ServerError)) throw new Error('no failure');
    expect(`${error.stack} ${error.todo} ${JSON.stringify(error)}`).not.toContain(password);
  }
});

test('the rules of the server say no to a login', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const database = await newDatabase(postgres);
  await database.admin(async (sql) => {
    const { rows } = await sql.query("SELECT current_setting('hba_file') AS file");
    await sql.query(`COPY (SELECT 'host all ${postgres.user} 127.0.0.2/32 scram-sha-256') TO '${rows[0].file}'`);
    await sql.query('SELECT pg_reload_conf()');
  });
  const entry = () => open({ user: 'anyone', password: 'x', address: { port: postgres.port } });
  await expect.poll(() => entry().catch((cause) => cause.kind)).toBe('accessRule');
});

test('a Postgres that is too old is refused', async () => {
  const proxy = await tcpProxy(suiteCluster());
  const { version } = await open();
  proxy.set({
    rewrite: (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(String(version), '120022'), 'latin1'),
  });
  await expect(open({ address: { port: proxy.port } })).rejects.toEqual(failure('tooOld', 'PostgreSQL 12'));
});

test.each([
  ['53100', 'diskFull', true],
  ['25006', 'readOnly', true],
  ['55P03', 'locked', true],
  ['40001', 'overtaken', true],
  ['42P01', 'notSetUp', false],
  ['42501', 'rights', false],
  ['PB002', 'roleTooLow', false],
  ['22P02', 'invalid', false],
  ['XX000', 'unexpected', true],
])('SQLSTATE %s is %s', async (code, kind, passes) => {
  const db = await open();
  const error = await db
    .script(`DO $$ BEGIN RAISE EXCEPTION 'said' USING ERRCODE = '${code}'; END $$`)
    .catch((cause: unknown) => cause);
  expect(error).toMatchObject({ name: 'ServerError', kind, code, passes });
  expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a statement that takes too long is ended by the server, and the connection goes on', async () => {
  const db = await open({ statementTimeoutMs: 100 });
  await expect(db.query('SELECT pg_sleep(30)')).rejects.toEqual(failure('timeout'));
  expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server that stops answering is given up, at the start and later', async () => {
  const proxy = await tcpProxy(suiteCluster());
  const address = { port: proxy.port };
  proxy.set({ stall: 'down' });
  await expect(open({ address, connectTimeoutMs: 200 })).rejects.toEqual(failure('connectTimeout'));
  proxy.set({});
  const db = await open({ address, queryTimeoutMs: 200 });
  const told = new Promise((resolve) => db.onLost(resolve));
  proxy.set({ stall: 'both' });
  await expect(db.query('SELECT 1')).rejects.toEqual(failure('stalled'));
  expect(await told).toEqual(failure('stalled'));
  await expect(db.query('SELECT 1')).rejects.toEqual(failure('stalled'));
  proxy.set({});
  expect(await (await open({ address })).query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test.each(['reset', 'half-close', 'end of the server process'] as const)(
  'a %s is noticed at once, idle or not',
  async (what) => {
    const proxy = await tcpProxy(suiteCluster());
    const admin = await open();
    for (const isIdle of [true, false]) {
      const db = await open({ address: { port: proxy.port } });
      const [row] = await db.query('SELECT pg_backend_pid() AS pid');
      const told = new Promise((resolve) => db.onLost(resolve));
      const running = isIdle
        ? Promise.resolve()
        : expect(db.query('SELECT pg_sleep(30)')).rejects.toEqual(failure('lost'));
      if (!isIdle)
        await expect
          .poll(
            async () => (await admin.query('SELECT state FROM pg_stat_activity WHERE pid = $1', [row?.pid]))[0]?.state,
          )
          .toBe('active');
      if (what === 'reset') proxy.cut();
      else if (what === 'half-close') proxy.set({ halfClose: 'down' });
      else await admin.query('SELECT pg_terminate_backend($1)', [row?.pid]);
      expect(await told).toEqual(failure('lost'));
      await running;
      expect(db.lost).toEqual(failure('lost'));
      proxy.set({});
    }
  },
);

test('a connection that is cut after any number of bytes fails in words of ours', async () => {
  const proxy = await tcpProxy(suiteCluster());
  for (let bytes = 0; bytes < 600; bytes += 23) {
    proxy.set({ cutAfter: { bytes, direction: 'down' } });
    const work = open({ address: { port: proxy.port } }).then((db) => db.query('SELECT 1'));
    await expect(work, String(bytes)).rejects.toMatchObject({ name: 'ServerError', passes: true });
  }
});

test('a signal ends what runs', async () => {
  const abort = new AbortController();
  const db = await open({ signal: abort.signal });
  const running = expect(db.query('SELECT pg_sleep(30)')).rejects.toEqual(failure('lost'));
  abort.abort();
  await running;
  await expect(open({ signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
});

test('a transaction that fails is taken back', async () => {
  const db = await open();
  await db.query('CREATE TEMP TABLE t (n int)');
  await expect(inTransaction(db, () => db.script('INSERT INTO t VALUES (1); SELECT 1 / 0'))).rejects.toMatchObject({
    name: 'ServerError',
  });
  expect(await db.query('SELECT n FROM t')).toEqual([]);
  await inTransaction(db, () => db.query('INSERT INTO t VALUES (2)'));
  expect(await db.query('SELECT n FROM t')).toEqual([{ n: 2 }]);
});

/** What PgBouncer does to a client: it makes up the process, and in transaction mode notifications reach nobody. */
const pooler = (keepsNotifications: boolean) => (bytes: Buffer) => {
  const key = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0]));
  if (key >= 0 && bytes.includes(Buffer.from('server_version'))) bytes.writeUInt32BE(1, key + 5);
  return !keepsNotifications && bytes[0] === 0x41 ? Buffer.alloc(0) : bytes;
};

test('knows where notifications do not arrive', async () => {
  const proxy = await tcpProxy(suiteCluster());
  const { user, password, port } = suiteCluster();
  const direct: ConnectOptions = {
    user,
    password,
    address: { host: '127.0.0.1', port, database: 'postgres', tls: 'plain', caFile: null },
    connectTimeoutMs: 1_000,
  };
  const pooled: ConnectOptions = { ...direct, address: { ...direct.address, port: proxy.port } };
  expect(await canListen(await open(), direct)).toBe(true);
  for (const keeps of [true, false]) {
    proxy.set({ rewrite: pooler(keeps) });
    const db = await open(pooled);
    expect(db.pooled).toBe(true);
    expect(await canListen(db, pooled)).toBe(keeps);
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  }
});

test('one call is one round trip', async () => {
  const proxy = await tcpProxy(suiteCluster());
  const db = await open({ address: { port: proxy.port } });
  proxy.resetCounts();
  for (let n = 0; n < 5; n += 1) await db.query('SELECT $1::int AS n', [n]);
  expect(proxy.roundTrips()).toBe(5);
  expect(await db.query('SELECT count(*)::int AS n FROM pg_prepared_statements')).toEqual([{ n: 0 }]);
});

test('a password that is set by its verifier logs in, and is in no log of the server', async () => {
  const password = newPassword();
  const admin = await over(secure, {});
  await admin.query(`CREATE ROLE scram_login LOGIN PASSWORD '${scramVerifier(password)}'`);
  await open({
    user: 'scram_login',
    password,
    address: { port: secure.port, tls: 'full', caFile: tlsFile('authority.pem') },
  });
  await expect(open({ user: 'scram_login', password: `${password}x`, address: { port: secure.port } })).rejects.toEqual(
    failure('passwordRejected'),
  );
  expect(secure.logged()).toContain('CREATE ROLE scram_login');
  expect(secure.logged()).not.toContain(password);
});

test('an address of the environment leads to the database', async () => {
  const { address, user, password } = parseAddress((await testDatabase()).url);
  expect(await (await open({ address, user: user ?? '', password: password ?? '' })).query('SELECT 1 AS one')).toEqual([
    { one: 1 },
  ]);
});
