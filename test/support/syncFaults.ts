import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type Registry, readRegistry } from '#main/domains/sync/engine/registry.ts';
import { createRowStore, type RowStore } from '#main/domains/sync/engine/rows.ts';
import { type SqlValue, toWire } from '#main/domains/sync/engine/values.ts';
import { readInvitation } from '#main/domains/sync/team/invitation.ts';
import type { TestDatabase } from './postgres.ts';
import { type Person, serverRig, suiteCluster } from './serverRig.ts';
import { type TestTeam, testTeam } from './team.ts';
import type { TestConsole } from './testConsole.ts';

/** A team whose consoles sync when they are asked, and never by themselves. */
export const teamByHand = (prepare?: (first: TestConsole) => Promise<unknown>): Promise<TestTeam> =>
  testTeam(suiteCluster(), prepare, { kind: 'cli' });

/** The rows of a console's store by table, as sync sees them. */
export function rowsOf({ console }: Pick<TestConsole, 'console'>): { registry: Registry; rows: RowStore } {
  const { sqlite } = console.store;
  const tables = console.domains.flatMap((domain) => domain.tables);
  return { registry: readRegistry(sqlite, tables), rows: createRowStore(sqlite) };
}

/** A member of the team with a SQL client: what they push, Patchbay would not have made. */
export async function memberWithSql(
  { database, first }: TestTeam,
  role: 'admin' | 'editor' = 'admin',
): Promise<Person> {
  const { invitation } = await first.client.sync.invite({ name: 'Somebody', email: null, role, days: 1 });
  const { tenantId, login, password } = readInvitation(invitation, Date.now());
  return (await serverRig(database)).join(tenantId, { login, password }, randomUUID());
}

interface ServerRow {
  readonly table_name: string;
  readonly row_id: string;
  readonly private_to: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything that the database has and that is not deleted. */
export async function serverRows(database: TestDatabase): Promise<ServerRow[]> {
  const text = 'SELECT table_name, row_id, private_to, data FROM patchbay.rows WHERE NOT deleted';
  return database.admin(async (client) => (await client.query<ServerRow>(text)).rows);
}

/** How a store differs from what its person may read in the database, secrets aside. */
async function differences(database: TestDatabase, store: TestConsole): Promise<string[]> {
  const { registry, rows } = rowsOf(store);
  const { user, tenant } = await store.client.tenants.session();
  const all = (await serverRows(database)).filter((row) => row.private_to === null || row.private_to === user.id);
  const members = new Set(all.filter((row) => row.table_name === 'memberships').map((row) => row.row_id));
  return registry.tables
    .filter(({ isSecret }) => !isSecret)
    .flatMap((table) => {
      const theirs = new Map(
        all
          .filter((row) => row.table_name === table.name && (table.owner !== 'members' || members.has(row.row_id)))
          .map((row) => [row.row_id, row.data]),
      );
      const here = new Set(rows.ids(table, tenant.id));
      return [
        ...[...here].filter((id) => !theirs.has(id)).map((id) => `${table.name} ${id} is here alone`),
        ...[...theirs.keys()].filter((id) => !here.has(id)).map((id) => `${table.name} ${id} is not here`),
        ...[...here].flatMap((id) => {
          const [mine, data] = [rows.read(table, tenant.id, id), theirs.get(id)];
          if (!mine || !data) return [];
          return table.columns
            .filter((column) => !table.keys.includes(column))
            .flatMap((column) => {
              const own = JSON.stringify(toWire((mine[column] ?? null) as SqlValue));
              const other = JSON.stringify(data[column] ?? null);
              return own === other ? [] : [`${table.name}.${column} of ${id} is ${own} here and ${other} there`];
            });
        }),
      ];
    });
}

/** Every store has what the database has, is sound, and nothing waits. */
export async function expectEqual(database: TestDatabase, ...stores: readonly TestConsole[]): Promise<void> {
  for (const store of stores) {
    expect(await differences(database, store)).toEqual([]);
    expect(store.console.store.sqlite.pragma('foreign_key_check')).toEqual([]);
    expect(store.console.store.sqlite.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(await store.client.sync.status()).toMatchObject({
      team: { state: 'inStep', toSend: 0, heldBack: 0, problem: null, question: null },
    });
  }
}

/** What a store has not sent, by table and row. */
export function unsent({ console }: TestConsole): string[] {
  return console.store.sqlite
    .prepare(
      `SELECT DISTINCT table_name || ' ' || row_id FROM (SELECT table_name, row_id FROM sync_outbox
       UNION SELECT table_name, row_id FROM sync_sent) ORDER BY 1`,
    )
    .pluck()
    .all() as string[];
}

export const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;

/** The names of all integrations that are here. */
export async function namesIn({ client, console }: Pick<TestConsole, 'client' | 'console'>): Promise<string[]> {
  const { tenant } = await client.tenants.session();
  return console.store.sqlite
    .prepare('SELECT name FROM integrations WHERE tenant_id = ? AND deleted_at IS NULL ORDER BY name')
    .pluck()
    .all(tenant.id) as string[];
}

/** A saved request of about 120 KB: five make more than one part of a push. */
export const createLarge = ({ client }: Pick<TestConsole, 'client'>, name: string) =>
  client.collections.save({
    name,
    draft: {
      ...{ integrationId: null, operationKey: null, connectionId: null, groupId: null, server: null, parameters: [] },
      ...{ method: 'POST', url: 'https://api.example.com', headers: [] },
      body: { kind: 'text', mediaType: 'text/plain', text: name.repeat(Math.ceil(120_000 / name.length)) },
    } as never,
  });

/** The database fails whenever everything in a table is asked for; a function that lets it work again. */
export async function breakScan(database: TestDatabase, table: string): Promise<() => Promise<unknown>> {
  await database.admin((client) =>
    client.query(`
      ALTER FUNCTION patchbay.scan(uuid, text, text, integer) RENAME TO whole_scan;
      CREATE FUNCTION patchbay.scan(tenant uuid, of_table text, after_row text, max_rows integer)
      RETURNS TABLE (rev bigint, table_name text, row_id text, deleted boolean, private_to uuid, data jsonb, by_user uuid, at bigint, more boolean)
      LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        IF of_table = '${table}' THEN RAISE EXCEPTION 'stopping' USING ERRCODE = '57P03'; END IF;
        RETURN QUERY SELECT * FROM patchbay.whole_scan(tenant, of_table, after_row, max_rows);
      END $$`),
  );
  return () =>
    database.admin((client) =>
      client.query(`
        DROP FUNCTION patchbay.scan(uuid, text, text, integer);
        ALTER FUNCTION patchbay.whole_scan(uuid, text, text, integer) RENAME TO scan`),
    );
}
