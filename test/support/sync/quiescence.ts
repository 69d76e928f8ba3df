import type { Registry, SyncTable } from '#main/domains/sync/engine/registry.ts';
import { keyOf } from '#main/domains/sync/engine/rows.ts';
import { type SqlValue, toWire } from '#main/domains/sync/engine/values.ts';
import type { EditHistory, Spelled, Standing } from './history.ts';
import type { Process, Store, Team } from './rig.ts';
import { conflictsOf, describe } from './run.ts';

interface ServerRow {
  readonly table_name: string;
  readonly row_id: string;
  readonly private_to: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Everything that is not as it must be once nothing moves any more. */
export async function findFaults({ database, stores }: Team, history: EditHistory): Promise<string[]> {
  const registry = stores[0]?.processes[0]?.registry;
  if (!registry) return [];
  const rows = (await readServer(database)).map((row) => withKey(registry, row));
  const conflicts = stores.flatMap((store) => conflictsOf(store));
  const ownerOf = new Map(rows.map((row) => [`${row.table_name} ${row.row_id}`, row.private_to]));
  const userOf = new Map(stores.map(({ name, userId }) => [name, userId]));
  const lost = history.lost(registry, standingOf(rows), conflicts, (store, table, row) => {
    const owner = ownerOf.get(`${table} ${row}`) ?? null;
    return owner !== null && owner !== userOf.get(store);
  });
  return [
    ...stores.flatMap((store) => [
      ...differences(store, rows),
      ...brokenConstraints(store),
      ...waiting(store),
      ...wronglyDerived(store),
      ...logged(store),
    ]),
    ...differingSecrets(stores),
    ...history.needless(conflicts.filter(({ kind }) => kind === 'field')),
    ...lost.map((text) => `Lost: ${text}`),
  ];
}

const readServer = (database: Team['database']): Promise<ServerRow[]> =>
  database.admin(
    async (client) =>
      (await client.query('SELECT table_name, row_id, private_to, data FROM patchbay.rows WHERE NOT deleted')).rows,
  );

/** The key of a row stands in its id; its columns may not repeat it. */
function withKey({ byName }: Registry, row: ServerRow): ServerRow {
  const table = byName.get(row.table_name);
  const key = table ? keyOf(table, row.row_id) : [];
  const columns = (table?.keys ?? []).map((column, index) => [column, key[index] ?? null] as const);
  return { ...row, data: { ...Object.fromEntries(columns), ...row.data } };
}

function standingOf(rows: readonly ServerRow[]): Standing {
  const tables = new Map<string, Map<string, Map<string, Spelled>>>();
  for (const { table_name, row_id, data } of rows) {
    const table = tables.get(table_name) ?? new Map();
    tables.set(table_name, table);
    table.set(row_id, new Map(Object.entries(data).map(([column, value]) => [column, JSON.stringify(value)])));
  }
  return tables;
}

/** The rows that a person's store must hold: everyone's and their own, with nothing that cannot stand without another's. */
function visibleTo(userId: string, tables: readonly SyncTable[], rows: readonly ServerRow[]): Map<string, ServerRow> {
  const visible = new Map<string, ServerRow>();
  const members = new Set(rows.filter((row) => row.table_name === 'memberships').map((row) => row.row_id));
  for (const table of tables)
    for (const row of rows) {
      if (row.table_name !== table.name || (row.private_to !== null && row.private_to !== userId)) continue;
      if (table.owner === 'members' && !members.has(row.row_id)) continue;
      const stands = table.references.every(
        ({ column, parent, isNullable }) => isNullable || visible.has(`${parent} ${row.data[column]}`),
      );
      if (stands) visible.set(`${table.name} ${row.row_id}`, row);
    }
  return visible;
}

function differences({ name, tenantId, userId, processes }: Store, all: readonly ServerRow[]): string[] {
  const [process] = processes;
  if (!process) return [];
  const { registry, rows } = process;
  const hasSecrets =
    rows.statement('SELECT secrets_on FROM sync_teams WHERE tenant_id = ?').pluck().get(tenantId) === 1;
  const visible = visibleTo(userId, registry.tables, all);
  const found: string[] = [];
  for (const table of registry.tables) {
    if (table.isSecret && !hasSecrets) continue;
    const here = new Set(rows.ids(table, tenantId));
    for (const id of here) if (!visible.has(`${table.name} ${id}`)) found.push(`${name} has ${table.name} ${id} alone`);
    for (const [place, row] of visible) {
      if (row.table_name !== table.name) continue;
      if (!here.has(row.row_id)) found.push(`${name} lacks ${place}`);
      else if (!table.isSecret) found.push(...differingColumns(process, { name, tenantId }, table, row, visible));
    }
  }
  return found;
}

function differingColumns(
  { rows }: Process,
  { name, tenantId }: Pick<Store, 'name' | 'tenantId'>,
  table: SyncTable,
  row: ServerRow,
  visible: ReadonlyMap<string, ServerRow>,
): string[] {
  const own = rows.read(table, tenantId, row.row_id) ?? {};
  return table.columns.flatMap((column) => {
    const [mine, theirs] = [
      JSON.stringify(toWire((own[column] ?? null) as SqlValue)),
      JSON.stringify(row.data[column]),
    ];
    if (mine === theirs) return [];
    const reference = table.references.find((each) => each.column === column);
    const isHidden = reference !== undefined && !visible.has(`${reference.parent} ${row.data[column]}`);
    const missing = rows
      .statement(
        'SELECT parent_id FROM sync_missing WHERE tenant_id = ? AND table_name = ? AND row_id = ? AND column_name = ?',
      )
      .pluck()
      .get(tenantId, table.name, row.row_id, column);
    if (isHidden && mine === 'null' && missing === row.data[column]) return [];
    return [
      `${name} has ${mine?.slice(0, 60)} in ${table.name}.${column} of ${row.row_id}, the team ${theirs?.slice(0, 60)}`,
    ];
  });
}

function brokenConstraints({ name, tenantId, processes }: Store): string[] {
  const [process] = processes;
  if (!process) return [];
  const { sqlite } = process.rows;
  const keys = sqlite.pragma('foreign_key_check') as unknown[];
  const integrity = sqlite.pragma('integrity_check', { simple: true });
  const cycles = process.registry.tables.flatMap((table) =>
    table.references
      .filter(({ parent }) => parent === table.name)
      .flatMap(({ column }) => cyclesIn(process, tenantId, table, column)),
  );
  return [
    ...keys.map((key) => `${name} breaks a foreign key: ${JSON.stringify(key)}`),
    ...(integrity === 'ok' ? [] : [`${name} is damaged: ${String(integrity)}`]),
    ...cycles.map((text) => `${name} has a cycle: ${text}`),
  ];
}

function cyclesIn({ rows }: Process, tenantId: string, table: SyncTable, column: string): string[] {
  return rows.ids(table, tenantId).filter((start) => {
    const seen = new Set<string>();
    for (let at: unknown = start; typeof at === 'string'; at = rows.read(table, tenantId, at)?.[column]) {
      if (seen.has(at)) return true;
      seen.add(at);
    }
    return false;
  });
}

/** Nothing waits, and nothing that is held back could go. */
const waiting = (store: Store): string[] => describe(store).map((text) => `Waits: ${text}`);

class Undo extends Error {}

/** What is made of other columns is what its domain makes of them. */
function wronglyDerived({ name, tenantId, processes }: Store): string[] {
  const [process] = processes;
  if (!process) return [];
  const { rows, registry, console } = process;
  return registry.tables.flatMap((table) => {
    const { derive, derived = [] } = table.rules;
    if (!derive) return [];
    const ids = rows.ids(table, tenantId);
    const before = ids.map((id) => rows.read(table, tenantId, id));
    let after: typeof before = [];
    try {
      console.store.write((w) => {
        derive(w, tenantId, ids);
        after = ids.map((id) => rows.read(table, tenantId, id));
        throw new Undo();
      });
    } catch (error) {
      if (!(error instanceof Undo)) throw error;
    }
    return ids.flatMap((id, index) =>
      derived.flatMap((column) =>
        before[index]?.[column] === after[index]?.[column]
          ? []
          : [
              `${name}: ${table.name}.${column} of ${id} is ${before[index]?.[column]} and must be ${after[index]?.[column]}`,
            ],
      ),
    );
  });
}

const logged = ({ name, processes }: Store): string[] =>
  processes.flatMap(({ logs }) => logs.filter((line) => line.includes('"error"')).map((line) => `${name}: ${line}`));

/** Where secrets travel, everybody who has one has the same. */
function differingSecrets(stores: readonly Store[]): string[] {
  const values = new Map<string, string>();
  const found: string[] = [];
  for (const { name, tenantId, processes } of stores) {
    const [process] = processes;
    const table = process?.registry.tables.find(({ isSecret }) => isSecret);
    if (!process || !table) continue;
    if (process.rows.statement('SELECT secrets_on FROM sync_teams WHERE tenant_id = ?').pluck().get(tenantId) !== 1)
      continue;
    for (const id of process.rows.ids(table, tenantId)) {
      const [owner, of, field] = JSON.parse(id) as [string, string, string];
      const value = open(process, { tenantId, table: owner, id: of, field });
      const before = values.get(id);
      if (before !== undefined && before !== value) found.push(`${name} opens ${id} as ${value}, another as ${before}`);
      values.set(id, value);
    }
  }
  return found;
}

function open({ console }: Process, owner: { tenantId: string; table: string; id: string; field: string }): string {
  try {
    return console.vault.open(console.store.read, owner as never);
  } catch (error) {
    return `cannot be opened: ${String(error)}`;
  }
}
