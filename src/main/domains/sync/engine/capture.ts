import type { Database as Sqlite } from 'better-sqlite3';
import type { Registry, SyncTable } from './registry.ts';

const now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/** The id of a row in the outbox and on the server, as SQL: its key, or the parts of it as a JSON array. */
export function rowIdOf({ keys, owner }: Pick<SyncTable, 'keys' | 'owner'>, row: string): string {
  if (owner === 'self') return `${row}.id`;
  return keys.length === 1 ? `${row}."${keys[0]}"` : `json_array(${keys.map((key) => `${row}."${key}"`).join(', ')})`;
}

/** The shared tenants that a row belongs to and that nothing is being applied to, as a query. */
function teamsOf({ owner }: SyncTable, row: string): string {
  if (owner === 'members')
    return `SELECT t.tenant_id FROM sync_teams AS t JOIN memberships AS m ON m.tenant_id = t.tenant_id
      WHERE m.user_id = ${row}.id AND t.applying = 0`;
  const tenant = owner === 'self' ? `${row}.id` : `${row}.tenant_id`;
  return `SELECT tenant_id FROM sync_teams WHERE tenant_id = ${tenant} AND applying = 0`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const columnsNow = 'tenant_id, table_name, row_id, column_name, base, at';

/** Notes the value that each column had, unless an earlier one is noted already. */
function noteBases(table: SyncTable, row: string, onlyChanged: boolean): string {
  const values = table.columns.map((column) =>
    onlyChanged
      ? `SELECT ${quoted(column)} AS c, OLD."${column}" AS b WHERE OLD."${column}" IS NOT NEW."${column}"`
      : `SELECT ${quoted(column)} AS c, OLD."${column}" AS b`,
  );
  // SQLite joins five hundred at most.
  // Not OR IGNORE: the statement that set the trigger off has a way with conflicts of its own, which counts instead.
  return `INSERT INTO sync_outbox (${columnsNow})
    SELECT team.tenant_id, ${quoted(table.name)}, ${rowIdOf(table, row)}, v.c, v.b, ${now}
    FROM (${teamsOf(table, row)}) AS team, (${values.join(' UNION ALL ')}) AS v
    WHERE NOT EXISTS (SELECT 1 FROM sync_outbox AS o WHERE o.tenant_id = team.tenant_id AND o.table_name = ${quoted(table.name)}
      AND o.row_id = ${rowIdOf(table, row)} AND o.column_name = '' AND o.base = 'insert') ON CONFLICT DO NOTHING;`;
}

const markInsert = (table: SyncTable, row: string): string => `
  INSERT INTO sync_outbox (${columnsNow})
    SELECT tenant_id, ${quoted(table.name)}, ${rowIdOf(table, row)}, '', 'insert', ${now} FROM (${teamsOf(table, row)}) WHERE true
    ON CONFLICT DO UPDATE SET base = iif(base = 'delete', 'replace', base), at = excluded.at;`;

/** A row that was never sent leaves nothing behind. */
function markDelete(table: SyncTable): string {
  const its = (alias: string) =>
    `${alias}table_name = ${quoted(table.name)} AND ${alias}row_id = ${rowIdOf(table, 'OLD')} AND ${alias}tenant_id IN (${teamsOf(table, 'OLD')})`;
  return `
  INSERT INTO sync_outbox (${columnsNow})
    SELECT tenant_id, ${quoted(table.name)}, ${rowIdOf(table, 'OLD')}, '', 'delete', ${now} FROM (${teamsOf(table, 'OLD')}) WHERE true
    ON CONFLICT DO UPDATE SET base = iif(base = 'insert', 'never', 'delete'), at = excluded.at;
  DELETE FROM sync_outbox WHERE ${its('')} AND EXISTS (SELECT 1 FROM sync_outbox AS m WHERE ${its('m.')}
    AND m.tenant_id = sync_outbox.tenant_id AND m.column_name = '' AND m.base = 'never');`;
}

/** What could not be sent as it stood is tried again as it stands now. */
function release(table: SyncTable, row: string): string {
  const { name, owner } = table;
  // The trigger runs for shared tenants alone, so that a row of one tenant need not ask again.
  const tenants = { column: `= ${row}.tenant_id`, self: `= ${row}.id`, members: `IN (${teamsOf(table, row)})` };
  return `
  DELETE FROM sync_held_back WHERE tenant_id ${tenants[owner]} AND direction = 'out'
    AND table_name = ${quoted(name)} AND row_id = ${rowIdOf(table, row)};`;
}

/** Rows of other tables that begin to travel together with this one, which it owns. */
function markChildren(registry: Registry, table: SyncTable): string {
  const children = registry.childrenOf.get(table.name) ?? [];
  return children
    .filter(({ table: child, reference }) => reference.cascades && child.rules.only)
    .map(
      ({ table: child, reference }) => `
  INSERT INTO sync_outbox (${columnsNow})
    SELECT child.tenant_id, ${quoted(child.name)}, ${rowIdOf(child, 'child')}, '', 'insert', ${now}
    FROM "${child.name}" AS child, (${teamsOf(table, 'NEW')}) AS team
    WHERE child.tenant_id = team.tenant_id AND child."${reference.column}" = NEW."${table.keys[0]}"
    ON CONFLICT DO NOTHING;`,
    )
    .join('');
}

/** The triggers of one table, by name. */
function triggersOf(registry: Registry, table: SyncTable): Map<string, string> {
  const { name, rules } = table;
  const only = rules.only ?? (() => 'true');
  const shared = (row: string) => `EXISTS (${teamsOf(table, row)})`;
  const make = (suffix: string, event: string, row: string, when: string, body: string): [string, string] => {
    const trigger = `sync_capture_${name}_${suffix}`;
    return [
      trigger,
      `CREATE TRIGGER "${trigger}" AFTER ${event} ON "${name}" WHEN ${shared(row)} AND ${when} BEGIN${body}\nEND`,
    ];
  };
  const changed = table.columns.map((column) => `OLD."${column}" IS NOT NEW."${column}"`).join(' OR ');
  const member =
    name === 'memberships'
      ? `\n  INSERT INTO sync_outbox (${columnsNow})
    SELECT tenant_id, 'users', NEW.user_id, '', 'insert', ${now} FROM (${teamsOf(table, 'NEW')}) WHERE true
    ON CONFLICT DO NOTHING;`
      : '';
  const triggers = [
    make('insert', 'INSERT', 'NEW', only('NEW'), markInsert(table, 'NEW') + member + release(table, 'NEW')),
    make(
      'update',
      'UPDATE',
      'NEW',
      `(${only('OLD')}) AND (${changed})`,
      `\n  ${noteBases(table, 'NEW', true)}${release(table, 'NEW')}`,
    ),
    make(
      'delete',
      'DELETE',
      'OLD',
      `coalesce(${only('OLD')}, true)`,
      `\n  ${noteBases(table, 'OLD', false)}${markDelete(table)}${release(table, 'OLD')}`,
    ),
  ];
  if (rules.only)
    triggers.push(
      make(
        'begin',
        'UPDATE',
        'NEW',
        `NOT coalesce(${only('OLD')}, false) AND (${only('NEW')})`,
        markInsert(table, 'NEW') + markChildren(registry, table),
      ),
    );
  return new Map(triggers);
}

/**
 * Lets every write to a table that travels note what it changes, in its own transaction and whichever process writes. The triggers stand
 * in the store; they are made anew where this version makes them otherwise. Without a shared tenant there are none.
 */
export function installCapture(sqlite: Sqlite, registry: Registry, isNeeded: boolean): void {
  const wanted = isNeeded ? new Map(registry.tables.flatMap((table) => [...triggersOf(registry, table)])) : new Map();
  const there = new Map(
    sqlite
      .prepare<[], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'sync_capture_*'",
      )
      .all()
      .map(({ name, sql }) => [name, sql]),
  );
  for (const [name, text] of there) if (wanted.get(name) !== text) sqlite.exec(`DROP TRIGGER "${name}"`);
  for (const [name, text] of wanted) if (there.get(name) !== text) sqlite.exec(text);
}

/** Notes every row of a tenant as new: what is sent when it begins to be shared. */
export function noteEverything(sqlite: Sqlite, registry: Registry, tenantId: string): void {
  for (const table of registry.tables) {
    const { name, owner, rules } = table;
    const own =
      owner === 'column'
        ? 'r.tenant_id = @tenantId'
        : owner === 'self'
          ? 'r.id = @tenantId'
          : 'r.id IN (SELECT user_id FROM memberships WHERE tenant_id = @tenantId)';
    sqlite
      .prepare(
        `INSERT OR REPLACE INTO sync_outbox (${columnsNow})
         SELECT @tenantId, ${quoted(name)}, ${rowIdOf(table, 'r')}, '', 'insert', ${now}
         FROM "${name}" AS r WHERE ${own} AND ${rules.only?.('r') ?? 'true'}`,
      )
      .run({ tenantId });
  }
}
