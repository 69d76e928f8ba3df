import { randomUUID } from 'node:crypto';
import { type Client, DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { stage } from '#main/domains/sync/server/calls.ts';
import { putKeys } from '#main/domains/sync/server/memberCalls.ts';
import { roleNames } from '#main/domains/sync/server/migrations.ts';
import { type Person, put, type ServerRig, serverRig } from '#test/support/serverRig.ts';

/** Two teams with something in every table, and everyone who might try. */
async function world() {
  const rig = await serverRig();
  const ann = await rig.team('Ann');
  const ed = await rig.member(ann, 'editor');
  const vic = await rig.member(ann, 'viewer');
  const bob = await rig.team('Bob');
  const bobs = await rig.member(bob, 'editor');
  const waiting = await rig.invitation(bob, 'admin');
  for (const [by, of] of [
    [ann, 'ours'],
    [bob, 'theirs'],
  ] as const) {
    await by.push(
      put('things', 'shared', { text: `${of} shared` }),
      put('things', 'mine', { text: `${of} private` }, by.userId),
    );
    // Read by the others once, and no longer.
    await by.push(put('things', 'turned', {}));
    await by.push(put('things', 'turned', {}, by.userId));
    await stage(by.db, { ...by, op: randomUUID(), part: 0, changes: [] });
    const wrapped = Buffer.from(`${of} key`).toString('base64');
    await putKeys(by.db, { tenant: by.tenant, generation: 1, keys: [{ login: by.login, wrapped }], secretsOn: true });
  }
  const revoked = await rig.member(bob, 'editor');
  // One whose role stayed, as if the revocation had reached the schema alone.
  await rig.database.admin((sql) =>
    sql.query("UPDATE patchbay.logins SET status = 'revoked' WHERE login = $1", [revoked.login]),
  );
  return { rig, ann, ed, vic, bob, bobs, waiting, revoked };
}

async function tablesOf(rig: ServerRig): Promise<string[]> {
  const found = await rig.database.admin((sql) =>
    sql.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'patchbay'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')`,
    ),
  );
  return found.rows.map(({ relname }) => String(relname));
}

interface Function {
  readonly name: string;
  readonly types: readonly string[];
  readonly definer: boolean;
  readonly settings: readonly string[];
  readonly forMembers: boolean;
  readonly forAll: boolean;
}

async function functionsOf(rig: ServerRig): Promise<Function[]> {
  const { member } = roleNames(rig.installation);
  const found = await rig.database.admin((sql) =>
    sql.query(
      `SELECT p.proname AS name, p.prosecdef AS definer, coalesce(p.proconfig, '{}') AS settings,
         ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY a(t, n) ORDER BY n) AS types,
         has_function_privilege($1, p.oid, 'EXECUTE') AS "forMembers",
         EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) AS "forAll"
       FROM pg_proc p WHERE p.pronamespace = 'patchbay'::regnamespace ORDER BY 1`,
      [member],
    ),
  );
  return found.rows as Function[];
}

/** What a statement came to: the SQLSTATE and message of its error, or the number of rows. */
async function attempt(client: Client, text: string, values: unknown[] = []): Promise<string> {
  try {
    const result = await client.query(text, values);
    return `${Array.isArray(result) ? result.length : result.rowCount} rows`;
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause;
    return `${cause.code} ${cause.message} ${cause.detail ?? ''}`.trim();
  }
}

const verbs = (table: string): string[] => [
  `SELECT * FROM ${table}`,
  `SELECT count(*) FROM ${table}`,
  `SELECT FROM ${table} LIMIT 0`,
  `EXPLAIN SELECT * FROM ${table}`,
  `EXPLAIN ANALYZE SELECT * FROM ${table}`,
  `TABLE ${table}`,
  `SELECT * FROM ${table} FOR UPDATE`,
  `COPY ${table} TO STDOUT`,
  `COPY (SELECT * FROM ${table}) TO STDOUT`,
  `COPY ${table} FROM STDIN`,
  `INSERT INTO ${table} DEFAULT VALUES`,
  `INSERT INTO ${table} SELECT * FROM ${table}`,
  `INSERT INTO ${table} DEFAULT VALUES ON CONFLICT DO NOTHING`,
  `DELETE FROM ${table}`,
  `DELETE FROM ${table} WHERE false`,
  `TRUNCATE ${table}`,
  `DO $$ BEGIN LOCK TABLE ${table} IN ACCESS SHARE MODE; END $$`,
  `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
  `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY mine ON ${table} USING (true)`,
  `CREATE INDEX ON ${table} ((1))`,
  `CREATE RULE mine AS ON INSERT TO ${table} DO ALSO NOTIFY x`,
  `CREATE TRIGGER mine BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
  `CREATE TEMP TABLE probe (LIKE ${table} INCLUDING ALL)`,
  `CREATE TEMP TABLE child () INHERITS (${table})`,
  `CREATE STATISTICS patchbay.mine ON 1 FROM ${table}`,
  `ANALYZE (SKIP_LOCKED false) ${table}`,
  `GRANT SELECT ON ${table} TO PUBLIC`,
  `DROP TABLE ${table}`,
];

test('no table can be touched by a login, with any verb', async () => {
  const { rig, ed, vic, bobs, revoked, ann, waiting } = await world();
  const tables = await tablesOf(rig);
  expect(tables.length).toBeGreaterThanOrEqual(10);
  const columns = await rig.database.admin((sql) =>
    sql.query(
      `SELECT attrelid::regclass::text AS at, attname FROM pg_attribute WHERE attrelid = ANY ($1::regclass[]) AND attnum > 0`,
      [tables.map((name) => `patchbay.${name}`)],
    ),
  );
  const leaks: string[] = [];
  for (const person of [ann, ed, vic, bobs, revoked, waiting]) {
    const client = await rig.plain(person);
    client.on(
      'notice',
      ({ message }) => !/permission denied|only superuser|skipping/.test(message ?? '') && leaks.push(String(message)),
    );
    for (const name of tables) {
      const table = `patchbay.${name}`;
      for (const right of ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) {
        const { rows } = await client.query('SELECT has_any_column_privilege($1, $2) AS has', [table, right]);
        if (rows[0].has) leaks.push(`${table}: ${right}`);
      }
      const own = columns.rows.filter(({ at }) => at === table).map(({ attname }) => String(attname));
      const statements = [
        ...verbs(table),
        ...own.flatMap((column) => [
          `SELECT "${column}" FROM ${table}`,
          `UPDATE ${table} SET "${column}" = DEFAULT`,
          `CREATE TABLE public.probe (x uuid REFERENCES ${table} ("${column}"))`,
        ]),
      ];
      for (const text of statements) {
        const came = await attempt(client, text);
        // Some of what would make an object fails for more reasons than one; ANALYZE warns and does nothing.
        const isRefused = text.startsWith('CREATE') ? !/^\d+ rows$/.test(came) : came.startsWith('42501');
        if (!isRefused && !text.startsWith('ANALYZE')) leaks.push(`${text}: ${came}`);
      }
    }
    expect(await attempt(client, 'SELECT * FROM pg_statistic')).toMatch(/^42501/);
    expect(await attempt(client, "SELECT * FROM pg_stats WHERE schemaname = 'patchbay'")).toBe('0 rows');
  }
  expect(leaks).toEqual([]);
});

test('every function that members may call asks who they are, on a fixed path; the others are nobody’s', async () => {
  const { rig, ed } = await world();
  const functions = await functionsOf(rig);
  const client = await rig.plain(ed);
  expect(functions.length).toBeGreaterThan(20);
  for (const { name, types, definer, settings, forMembers, forAll } of functions) {
    expect(forAll, name).toBe(false);
    if (definer) expect(settings, name).toContain('search_path=pg_catalog, pg_temp');
    if (forMembers) expect(definer, name).toBe(true);
    else expect(await attempt(client, call(name, types, null)), name).toMatch(/^(42501|0A000|42804)/);
  }
  expect(functions.filter(({ forMembers }) => forMembers).map(({ name }) => name)).toEqual([
    ...[
      'audit',
      'blame',
      'count_rows',
      'fetch',
      'forget',
      'hello',
      'invite',
      'join_team',
      'lock_head',
      'own_keys',
      'own_tenants',
      'pull',
      'push',
    ],
    ...['put_keys', 'remove_member', 'revoke_login', 'scan', 'stage', 'staged', 'team', 'token_of'],
  ]);
});

const call = (name: string, types: readonly string[], tenant: string | null): string =>
  `SELECT * FROM patchbay.${name}(${types.map((type, n) => (n === 0 && tenant !== null ? `'${tenant}'::uuid` : `NULL::${type}`)).join(', ')})`;

test('another tenant is, for every function, as one that does not exist', async () => {
  const { rig, ann, ed, vic, bob, waiting, revoked } = await world();
  const functions = (await functionsOf(rig)).filter(({ forMembers, types }) => forMembers && types[0] === 'uuid');
  expect(functions).toHaveLength(20);
  for (const person of [ann, ed, vic]) {
    const client = await rig.plain(person);
    for (const { name, types } of functions) {
      const theirs = await attempt(client, call(name, types, bob.tenant));
      expect(theirs, name).toMatch(/^PB001/);
      expect(await attempt(client, call(name, types, randomUUID())), name).toBe(theirs);
      expect(await attempt(client, call(name, types, null)), name).toBe(theirs);
    }
  }
  for (const [person, code] of [
    [waiting, /^PB006/],
    [revoked, /^PB008/],
  ] as const) {
    const client = await rig.plain(person);
    expect((await client.query('SELECT * FROM patchbay.own_tenants()')).rows).toEqual([]);
    for (const { name, types } of functions) {
      if (name !== 'join_team') expect(await attempt(client, call(name, types, bob.tenant)), name).toMatch(code);
      expect(await attempt(client, call(name, types, ann.tenant)), name).toMatch(/^PB001/);
    }
  }
});

/** Every text that a person reads in a table, with rights to it that they must never have. */
async function readable(client: Client, table: string): Promise<string> {
  const { rows } = await client.query(`SELECT t::text AS row FROM patchbay.${table} t`);
  return rows.map(({ row }) => String(row)).join('\n');
}

async function grantTables(rig: ServerRig, tables: readonly string[]): Promise<void> {
  const { member } = roleNames(rig.installation);
  await rig.database.admin(async (sql) => {
    for (const table of tables)
      await sql.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON patchbay.${table} TO ${member}`);
  });
}

/** What of another tenant, or private to another person, somebody reads who was granted all tables by mistake. */
async function leaksOf(
  rig: ServerRig,
  reader: Person,
  others: { foreign: Person; colleague: Person },
): Promise<string[]> {
  const client = await rig.plain(reader);
  const leaks: string[] = [];
  for (const table of await tablesOf(rig)) {
    const text = await readable(client, table);
    const { foreign, colleague } = others;
    for (const needle of [
      foreign.tenant,
      foreign.userId,
      foreign.login,
      'theirs',
      'ours private',
      '6f7572732' /* ours … */,
    ]) {
      if (text.includes(needle)) leaks.push(`${table}: ${needle}`);
    }
    if (table === 'wrapped_keys' && text.includes(colleague.login)) leaks.push(`${table}: ${colleague.login}`);
    const counted = await client
      .query(`SELECT count(*)::int AS n FROM patchbay.${table} WHERE tenant_id = $1`, [foreign.tenant])
      .catch(() => null);
    if (counted !== null && counted.rows[0].n !== 0) leaks.push(`${table}: counts`);
  }
  return leaks;
}

test('the policies hold by themselves, should somebody grant the tables', async () => {
  const { rig, ann, ed, bob, revoked, waiting } = await world();
  const tables = await tablesOf(rig);
  const state = await rig.database.admin((sql) =>
    sql.query(
      "SELECT relname FROM pg_class WHERE relnamespace = 'patchbay'::regnamespace AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)",
    ),
  );
  expect(state.rows).toEqual([]);
  await grantTables(rig, tables);
  expect(await leaksOf(rig, ed, { foreign: bob, colleague: ann })).toEqual([]);
  const client = await rig.plain(ed);
  expect(await readable(client, 'rows')).toContain('ours shared');
  expect(await readable(client, 'changes')).toContain('shared');
  expect(await readable(client, 'changes')).not.toContain('turned');
  expect(await readable(client, 'parts')).toBe('');
  const mine = await rig.plain(ann);
  expect(await readable(mine, 'rows')).toContain('ours private');
  for (const person of [revoked, waiting]) {
    const outside = await rig.plain(person);
    for (const table of tables) expect(await readable(outside, table), table).toBe('');
  }
  for (const table of tables) {
    expect(await attempt(client, `DELETE FROM patchbay.${table}`), table).toMatch(/^(0 rows|PB004)/);
    const column = table === 'installation' || table === '_migrations' ? undefined : 'tenant_id';
    if (column !== undefined)
      expect(await attempt(client, `UPDATE patchbay.${table} SET tenant_id = tenant_id`), table).toMatch(
        /^(0 rows|PB004)/,
      );
  }
  const forged = `INSERT INTO patchbay.rows VALUES ($1, 'things', 'forged', 9, false, null, true, '{}')`;
  for (const tenant of [ann.tenant, bob.tenant]) expect(await attempt(client, forged, [tenant])).toMatch(/^42501/);
});

test('an operator that tells what it sees is not shown rows that a policy hides', async () => {
  const { rig, ed } = await world();
  await grantTables(rig, ['rows', 'changes', 'logins']);
  const client = await rig.plain(ed);
  const seen: string[] = [];
  client.on('notice', ({ message }) => seen.push(String(message)));
  await client.query(`CREATE FUNCTION pg_temp.tell(text, text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql AS
    $$ BEGIN RAISE NOTICE '% %', $1, $2; RETURN true; END $$`);
  await client.query('CREATE OPERATOR pg_temp.<<<< (LEFTARG = text, RIGHTARG = text, FUNCTION = pg_temp.tell)');
  await client.query(`SELECT FROM patchbay.rows WHERE data::text OPERATOR(pg_temp.<<<<) row_id`);
  await client.query(`SELECT FROM patchbay.rows r JOIN patchbay.logins l ON pg_temp.tell(r.data::text, l.login)`);
  expect(seen.join('\n')).toContain('ours shared');
  expect(seen.join('\n')).not.toMatch(/theirs|ours private/);
});

test('the tests above notice a wall that is missing', async () => {
  const { rig, ann, ed, bob } = await world();
  await grantTables(rig, await tablesOf(rig));
  await rig.database.admin((sql) => sql.query('ALTER POLICY member ON patchbay.rows USING (true)'));
  expect(await leaksOf(rig, ed, { foreign: bob, colleague: ann })).toEqual(
    expect.arrayContaining([`rows: ${bob.tenant}`, 'rows: ours private', 'rows: counts']),
  );
});

test('no login becomes another role, or gets a right', async () => {
  const { rig, ann, ed, bob } = await world();
  const { owner, member } = roleNames(rig.installation);
  const client = await rig.plain(ed);
  for (const text of [
    ...[owner, bob.login, ann.login, 'postgres', 'pg_read_all_data', 'pg_monitor'].flatMap((role) => [
      `SET ROLE "${role}"`,
      `SET SESSION AUTHORIZATION "${role}"`,
      `GRANT "${role}" TO "${ed.login}"`,
      `ALTER ROLE "${role}" PASSWORD 'x'`,
      `ALTER ROLE "${role}" SET search_path = public`,
    ]),
    ...['SUPERUSER', 'CREATEROLE', 'CREATEDB', 'REPLICATION', 'BYPASSRLS'].map(
      (right) => `ALTER ROLE "${ed.login}" ${right}`,
    ),
    `ALTER ROLE "${ed.login}" VALID UNTIL 'infinity'`,
    `GRANT "${member}" TO "${ed.login}" WITH ADMIN OPTION`,
    'CREATE ROLE mine',
    `DROP ROLE "${bob.login}"`,
    'CREATE SCHEMA mine',
    'CREATE DATABASE mine',
    'CREATE TABLE patchbay.mine ()',
    'CREATE FUNCTION patchbay.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    "CREATE OR REPLACE FUNCTION patchbay.own_tenants() RETURNS TABLE (tenant_id uuid, user_id uuid, role text) LANGUAGE sql AS $$ SELECT null, null, 'admin' $$",
    'ALTER FUNCTION patchbay.own_tenants() RESET ALL',
    'DROP SCHEMA patchbay CASCADE',
    'CREATE EXTENSION file_fdw',
    'CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()',
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/patchbay-probe'",
    'SET session_replication_role = replica',
    "LOAD 'auto_explain'",
    'SELECT rolpassword FROM pg_authid',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> '${ed.login}'`,
  ]) {
    expect(await attempt(client, text), text).toMatch(/^(42501|58P01|0A000|42704|42939|22023)/);
  }
  // A group can be become, and changes nothing: who asks is who logged in.
  await client.query(`SET ROLE "${member}"`);
  expect((await client.query('SELECT tenant_id FROM patchbay.own_tenants()')).rows).toEqual([{ tenant_id: ed.tenant }]);
  expect(await attempt(client, 'SELECT * FROM patchbay.team($1)', [bob.tenant])).toMatch(/^PB001/);
});

test('objects of the same name do not come between', async () => {
  const { rig, ed, bob } = await world();
  await rig.database.admin((sql) => sql.query('GRANT CREATE ON SCHEMA public TO PUBLIC'));
  const client = await rig.plain(ed);
  for (const schema of ['pg_temp', 'public']) {
    await client.query(`CREATE TABLE ${schema}.logins AS SELECT '${bob.tenant}'::uuid AS tenant_id, '${bob.userId}'::uuid AS user_id,
      session_user::text AS login, 'active' AS status`);
    await client.query(`CREATE TABLE ${schema}.tenants (tenant_id uuid, head bigint)`);
    for (const name of [
      'now()',
      'gen_random_uuid()',
      'clock_timestamp()',
      'pg_notify(text, text)',
      'jsonb_array_elements(jsonb)',
      'pg_column_size(jsonb)',
      'length(text)',
    ]) {
      await client.query(
        `CREATE FUNCTION ${schema}.${name} RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'shadowed'; END $$`,
      );
    }
    await client.query(
      `CREATE FUNCTION ${schema}.same(uuid, uuid) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'shadowed'; END $$`,
    );
    await client.query(`CREATE OPERATOR ${schema}.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = ${schema}.same)`);
  }
  for (const path of ['pg_temp, public, pg_catalog', 'public, pg_temp, patchbay, pg_catalog']) {
    await client.query(`SET search_path = ${path}`);
    expect(await attempt(client, 'SELECT * FROM patchbay.team($1)', [bob.tenant])).toMatch(/^PB001/);
    expect(
      await attempt(client, 'SELECT * FROM patchbay.hello($1, $2, $3, 1, 0, null)', [ed.tenant, ed.client, 'a']),
    ).toBe('1 rows');
    const changes = JSON.stringify([put('things', randomUUID(), {})]);
    const head = await ed.head();
    expect(
      await attempt(client, 'SELECT * FROM patchbay.push($1, $2, $3, $4, $5)', [
        ed.tenant,
        ed.client,
        randomUUID(),
        head,
        changes,
      ]),
    ).toBe('1 rows');
    expect(await ed.head()).toBe(head + 1);
    expect(await attempt(client, 'SELECT * FROM patchbay.pull($1, 0, $2, $2, 99, 99)', [ed.tenant, ''])).toMatch(
      /^\d+ rows/,
    );
  }
});

test('what others run, listen to and keep as large objects stays theirs', async () => {
  const { rig, ed, bob } = await world();
  const [mine, theirs] = [await rig.plain(ed), await rig.plain(bob)];
  await theirs.query('LISTEN bobs_channel');
  const { rows } = await theirs.query("SELECT lo_from_bytea(0, 'confidential') AS id, 'confidential' AS text");
  const seen = await mine.query('SELECT pg_stat_activity::text AS all FROM pg_stat_activity');
  expect(seen.rows.map((row) => row.all).join('\n')).not.toMatch(/confidential|bobs_channel|LISTEN/);
  expect((await mine.query('SELECT * FROM pg_listening_channels()')).rows).toEqual([]);
  for (const text of [
    'SELECT lo_get($1)',
    'SELECT lo_put($1, 0, $$x$$)',
    'SELECT lo_unlink($1)',
    'SELECT lo_open($1, 131072)',
  ]) {
    expect(await attempt(mine, text, [rows[0].id]), text).toMatch(/^42501/);
  }
  expect(await attempt(mine, 'SELECT * FROM pg_largeobject')).toMatch(/^42501/);
});
