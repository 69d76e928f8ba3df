import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { parseAddress } from '#main/domains/sync/server/address.ts';
import { hello } from '#main/domains/sync/server/calls.ts';
import { connect } from '#main/domains/sync/server/connect.ts';
import { roleNames, type ServerMigration } from '#main/domains/sync/server/migrations.ts';
import { newPassword, scramVerifier } from '#main/domains/sync/server/scram.ts';
import { createTeam, inspect, newInstallation, newLogin, printSql, setUp } from '#main/domains/sync/server/setUp.ts';
import type { TestDatabase } from '#test/support/postgres.ts';
import { serverMigrations, serverRig, suiteCluster, testDatabase } from '#test/support/serverRig.ts';

const failure = (kind: string, message = '') =>
  expect.objectContaining({ name: 'ServerError', kind, message: expect.stringContaining(message) });

async function open(url: string) {
  const { address, user, password } = parseAddress(url);
  const connection = await connect({ address, user: user ?? '', password: password ?? '' });
  onTestFinished(() => connection.close());
  return connection;
}

/** An administrator as hosted databases have them: no superuser. */
async function administrator(database: TestDatabase, rights: string, canCreate = true): Promise<string> {
  const [name, password] = [`admin_${randomUUID().slice(0, 8)}`, randomUUID()];
  await database.admin(async (sql) => {
    await sql.query(`CREATE ROLE ${name} LOGIN ${rights} PASSWORD '${password}'`);
    if (canCreate) await sql.query(`GRANT CREATE ON DATABASE ${database.name} TO ${name}`);
  });
  const { port } = suiteCluster();
  return `postgresql://${name}:${password}@127.0.0.1:${port}/${database.name}`;
}

const newTeam = (installation: string) => {
  const password = newPassword();
  const [tenant, userId, login] = [randomUUID(), randomUUID(), newLogin(installation)];
  const expiresAt = Date.now() + 3_600_000;
  return {
    password,
    team: { tenant, userId, person: "Ann O'Neill", login, verifier: scramVerifier(password), expiresAt },
  };
};

/** All that makes up the schema: tables, columns, policies, functions with their settings, rights. */
async function shape(database: TestDatabase, installation: string): Promise<{ what: string; it: string }[]> {
  const rows = await database.admin((sql) =>
    sql.query(`
      SELECT 'column' AS what, c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull AS it
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'patchbay'::regnamespace AND c.relkind IN ('r', 'i')
      UNION ALL SELECT 'table', relname || relrowsecurity || relforcerowsecurity || coalesce(relacl::text, '') || relowner::regrole
        FROM pg_class WHERE relnamespace = 'patchbay'::regnamespace
      UNION ALL SELECT 'policy', tablename || policyname || roles::text || cmd || coalesce(qual, '') || coalesce(with_check, '')
        FROM pg_policies WHERE schemaname = 'patchbay'
      UNION ALL SELECT 'function', pg_get_functiondef(oid) || coalesce(proacl::text, '') || proowner::regrole
        FROM pg_proc WHERE pronamespace = 'patchbay'::regnamespace
      UNION ALL SELECT 'role', r.rolname || r.rolcanlogin || r.rolcreaterole || r.rolsuper || r.rolbypassrls FROM pg_roles r
        WHERE r.rolname LIKE '${roleNames(installation).prefix}%'
      UNION ALL SELECT 'step', name || checksum || min_client FROM patchbay._migrations
      ORDER BY 1, 2`),
  );
  return JSON.parse(JSON.stringify(rows.rows).replaceAll(roleNames(installation).prefix, 'patchbay_X_'));
}

test('a superuser sets a database up, and a second time changes nothing', async () => {
  const database = await testDatabase();
  const db = await open(database.url);
  expect(await inspect(db, serverMigrations)).toMatchObject({ hasSchema: false, installation: null, missing: [] });
  const installation = await setUp(db, serverMigrations, newInstallation());
  expect(await setUp(db, serverMigrations, newInstallation())).toBe(installation);
  expect(await inspect(db, serverMigrations)).toMatchObject({
    hasSchema: true,
    installation,
    pending: [],
    missing: [],
  });
});

test('an administrator who is no superuser sets up, makes a team, looks and comes back', async () => {
  const database = await testDatabase();
  const db = await open(await administrator(database, 'CREATEROLE'));
  const installation = await setUp(db, serverMigrations, newInstallation());
  const { team, password } = newTeam(installation);
  await createTeam(db, installation, team);
  expect(await inspect(db, serverMigrations)).toMatchObject({ installation, pending: [], missing: [] });
  expect(await setUp(db, serverMigrations, newInstallation())).toBe(installation);
  const first = await open(database.url.replace(/\/\/.*@/, `//${team.login}:${password}@`));
  await expect(
    hello(first, { tenant: team.tenant, client: randomUUID(), app: 'a', cursor: 0, token: null }),
  ).rejects.toEqual(failure('notJoined'));
  // What was lent for it is taken back.
  await expect(db.query('SELECT * FROM patchbay.rows')).rejects.toEqual(failure('rights'));
  const reference = await testDatabase();
  const other = await setUp(await open(reference.url), serverMigrations, newInstallation());
  const login = team.login.replace(roleNames(installation).prefix, 'patchbay_X_');
  expect((await shape(database, installation)).filter(({ it }) => !it.startsWith(login))).toEqual(
    await shape(reference, other),
  );
});

test('a login that lacks rights is told which, and changes nothing', async () => {
  const database = await testDatabase();
  const db = await open(await administrator(database, '', false));
  const report = await inspect(db, serverMigrations);
  expect(report.missing).toEqual([
    expect.stringContaining('CREATEROLE'),
    expect.stringContaining('CREATE on the database'),
  ]);
  await expect(setUp(db, serverMigrations, newInstallation())).rejects.toEqual(failure('rights', 'CREATEROLE'));
  const schemas = await database.admin((sql) => sql.query("SELECT FROM pg_namespace WHERE nspname = 'patchbay'"));
  expect(schemas.rowCount).toBe(0);
});

test('two who set up at once make one schema', async () => {
  const database = await testDatabase();
  const both = await Promise.all([open(database.url), open(database.url)]);
  const [one, two] = await Promise.all(both.map((db) => setUp(db, serverMigrations, newInstallation())));
  expect(one).toBe(two);
});

test('a migration that fails leaves nothing behind', async () => {
  const database = await testDatabase();
  const db = await open(database.url);
  const broken: ServerMigration = {
    name: '0004_broken',
    checksum: 'x',
    sql: 'CREATE TABLE patchbay.half (); SELECT 1 / 0;',
    minClient: 0,
  };
  const installation = newInstallation();
  await expect(setUp(db, [...serverMigrations, broken], installation)).rejects.toMatchObject({ name: 'ServerError' });
  expect(await inspect(db, serverMigrations)).toMatchObject({ hasSchema: false });
  const roles = await database.admin((sql) =>
    sql.query('SELECT FROM pg_roles WHERE rolname = $1', [roleNames(installation).owner]),
  );
  expect(roles.rowCount).toBe(0);
});

test('a schema that is newer, or was changed, is refused', async () => {
  const rig = await serverRig();
  const db = await open(rig.database.url);
  const [first, ...others] = serverMigrations;
  if (first === undefined) throw new Error('no migrations');
  await expect(setUp(db, serverMigrations.slice(0, -1), newInstallation())).rejects.toEqual(
    failure('newerSchema', serverMigrations.at(-1)?.name),
  );
  await expect(inspect(db, [{ ...first, checksum: 'other' }, ...others])).rejects.toEqual(
    failure('newerSchema', '0001_sync'),
  );
});

test('an upgrade waits for the clients of the last 30 days that could not follow, and names them', async () => {
  const rig = await serverRig();
  const ann = await rig.team('Ann');
  await ann.head();
  const db = await open(rig.database.url);
  const next: ServerMigration = {
    name: '0004_next',
    checksum: 'x',
    sql: 'CREATE TABLE patchbay.next (a int);',
    minClient: 2,
  };
  await expect(setUp(db, [...serverMigrations, next], '')).rejects.toEqual(failure('clientsTooOld', 'Ann (test)'));
  expect(await inspect(db, serverMigrations)).toMatchObject({ pending: [] });
  await rig.database.admin((sql) => sql.query("UPDATE patchbay.clients SET last_seen = now() - interval '31 days'"));
  await setUp(db, [...serverMigrations, next], '');
  await expect(ann.head()).rejects.toEqual(failure('clientTooOld'));
});

test('a schema of that name that is another’s is left alone', async () => {
  const database = await testDatabase();
  await database.admin((sql) => sql.query('CREATE SCHEMA patchbay'));
  const db = await open(database.url);
  await expect(setUp(db, serverMigrations, newInstallation())).rejects.toEqual(failure('notSetUp', 'not of Patchbay'));
});

test('two installations of one server have roles of their own', async () => {
  const [one, two] = [await serverRig(), await serverRig()];
  const [ann, bob] = [await one.team(), await two.team()];
  await expect(
    two.connect(ann.login, ann.password).then((db) => db.query('SELECT * FROM patchbay.own_tenants()')),
  ).rejects.toEqual(failure('rights'));
  await bob.push({ t: 'things', r: 'a', k: 'put', d: {} });
});

test('members may connect where the database lets in nobody else', async () => {
  const database = await testDatabase();
  await database.admin((sql) => sql.query(`REVOKE CONNECT ON DATABASE ${database.name} FROM PUBLIC`));
  const rig = await serverRig(database);
  await expect((await rig.team()).head()).resolves.toBe(1);
});

test('warns where everyone may make objects in the schema public', async () => {
  const database = await testDatabase();
  const db = await open(database.url);
  await database.admin((sql) => sql.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC'));
  expect((await inspect(db, serverMigrations)).warnings).toEqual([]);
  await database.admin((sql) => sql.query('GRANT CREATE ON SCHEMA public TO PUBLIC'));
  expect((await inspect(db, serverMigrations)).warnings).toEqual([
    expect.stringContaining('REVOKE CREATE ON SCHEMA public'),
  ]);
});

test('the printed SQL makes the same, without a password in it', async () => {
  const [printed, made] = [await testDatabase(), await testDatabase()];
  const [first, second] = [newInstallation(), newInstallation()];
  const { team, password } = newTeam(first);
  const text = printSql({ migrations: serverMigrations, installation: first, database: printed.name, team });
  expect(text).not.toContain(password);
  await run(printed, text);
  await setUp(await open(made.url), serverMigrations, second);
  const login = team.login.replace(roleNames(first).prefix, 'patchbay_X_');
  expect((await shape(printed, first)).filter(({ it }) => !it.startsWith(login))).toEqual(await shape(made, second));
  const db = await open(printed.url.replace(/\/\/.*@/, `//${team.login}:${password}@`));
  await expect(
    hello(db, { tenant: team.tenant, client: randomUUID(), app: 'a', cursor: 0, token: null }),
  ).rejects.toEqual(failure('notJoined'));
  const there = serverMigrations.map(({ name }) => name);
  await run(
    printed,
    printSql({ migrations: serverMigrations, installation: first, database: printed.name, team: null, there }),
  );
});

/** By psql where the machine has it; otherwise as it would send it. */
async function run(database: TestDatabase, text: string): Promise<void> {
  if (spawnSync('psql', ['--version']).status === 0) {
    execFileSync('psql', ['-q', '-X', '-f', '-', database.url], { input: text, stdio: ['pipe', 'ignore', 'pipe'] });
    return;
  }
  await database.admin((sql) => sql.query(text.replace(/^\\set.*$/m, '')));
}
