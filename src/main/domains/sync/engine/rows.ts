import type { Database as Sqlite, Statement } from 'better-sqlite3';
import { rowIdOf } from './capture.ts';
import type { SyncTable } from './registry.ts';
import type { SqlValue } from './values.ts';

/** A row of a table that travels: its travelling columns by name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** Reads and writes rows of any table that travels, by the id that they have in the outbox. Statements are prepared once. */
export interface RowStore {
  readonly sqlite: Sqlite;
  read(table: SyncTable, tenantId: string, rowId: string): Row | undefined;
  /** Writes a whole row with its key; columns that are left out keep what they have, or get what the schema gives a new row. */
  put(table: SyncTable, tenantId: string, row: Row): void;
  /** Writes some columns of a row that is there. */
  set(table: SyncTable, tenantId: string, rowId: string, columns: Row): void;
  remove(table: SyncTable, tenantId: string, rowId: string): void;
  /** The ids of the rows whose reference points at a row. */
  idsPointingAt(table: SyncTable, column: string, tenantId: string, parentId: string): string[];
  has(table: SyncTable, tenantId: string, rowId: string): boolean;
  /** Every id of a tenant in a table, in no order. */
  ids(table: SyncTable, tenantId: string): string[];
  /** What the query says, prepared once for each text. */
  statement(text: string): Statement;
}

/** The parts of a row's key from its id. Throws where it is of another form. */
export function keyOf({ keys, name }: SyncTable, rowId: string): SqlValue[] {
  if (keys.length <= 1) return [rowId];
  const parts: unknown = JSON.parse(rowId);
  if (!Array.isArray(parts) || parts.length !== keys.length) throw new Error(`${rowId} is no key of ${name}`);
  return parts;
}

/** Whether an id can be that of a row; another client may have sent any. */
export function isKey(table: SyncTable, rowId: string): boolean {
  try {
    return keyOf(table, rowId).every((part) => typeof part === 'string' || typeof part === 'number');
  } catch {
    return false;
  }
}

/** The key of a row by column, from its id. */
export function keyColumns(table: SyncTable, rowId: string): Row {
  const key = keyOf(table, rowId);
  return Object.fromEntries(table.keys.map((column, index) => [column, key[index] ?? null]));
}

interface Upsert {
  readonly columns: readonly string[];
  readonly made: Statement;
}

/** Makes something once for each table. */
function perTable<T>(make: (table: SyncTable) => T): (table: SyncTable) => T {
  const made = new Map<SyncTable, T>();
  return (table) => {
    const known = made.get(table) ?? make(table);
    made.set(table, known);
    return known;
  };
}

export function createRowStore(sqlite: Sqlite): RowStore {
  const prepared = new Map<string, Statement>();
  const statement = (text: string): Statement => {
    const known = prepared.get(text);
    if (known) return known;
    const made = sqlite.prepare(text);
    prepared.set(text, made);
    return made;
  };
  const where = ({ keys, owner }: SyncTable): string => {
    if (owner !== 'column') return 'id = ?';
    return ['tenant_id = ?', ...keys.map((key) => `"${key}" = ?`)].join(' AND ');
  };
  const place = (table: SyncTable, tenantId: string, rowId: string): SqlValue[] =>
    table.owner === 'column' ? [tenantId, ...keyOf(table, rowId)] : [rowId];
  const names = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ');
  const ownRows = ({ owner }: SyncTable): string => {
    if (owner === 'column') return 'r.tenant_id = ?';
    return owner === 'self' ? 'r.id = ?' : 'r.id IN (SELECT user_id FROM memberships WHERE tenant_id = ?)';
  };
  const selects = perTable((table) =>
    statement(`SELECT ${names(table.columns)} FROM "${table.name}" WHERE ${where(table)}`),
  );
  const finds = perTable((table) => statement(`SELECT 1 FROM "${table.name}" WHERE ${where(table)}`));
  const upserts = perTable(() => new Map<string, Upsert>());
  const read: RowStore['read'] = (table, tenantId, rowId) =>
    selects(table).get(...place(table, tenantId, rowId)) as Row | undefined;
  const prepareUpsert = (table: SyncTable, given: readonly string[]): Upsert => {
    const { fresh = {} } = table.rules;
    const columns = [...(table.owner === 'column' ? ['tenant_id'] : []), ...given, ...Object.keys(fresh)];
    const key = table.owner === 'column' ? ['tenant_id', ...table.keys] : ['id'];
    const rest = given.filter((column) => !key.includes(column));
    const update = rest.map((column) => `"${column}" = excluded."${column}"`).join(', ');
    const otherwise = rest.length === 0 ? 'NOTHING' : `UPDATE SET ${update}`;
    const marks = columns.map(() => '?').join(', ');
    const text = `INSERT INTO "${table.name}" (${names(columns)}) VALUES (${marks}) ON CONFLICT (${names(key)}) DO ${otherwise}`;
    return { columns, made: statement(text) };
  };
  const wholeUpserts = perTable((table) => prepareUpsert(table, table.columns));
  const upsertOf = (table: SyncTable, given: readonly string[]): Upsert => {
    // As almost all are.
    if (given.length === table.columns.length) return wholeUpserts(table);
    const known = upserts(table);
    const upsert = known.get(given.join()) ?? prepareUpsert(table, given);
    known.set(given.join(), upsert);
    return upsert;
  };
  const set: RowStore['set'] = (table, tenantId, rowId, columns) => {
    const changed = Object.keys(columns);
    if (changed.length === 0) return;
    const list = changed.map((column) => `"${column}" = ?`).join(', ');
    statement(`UPDATE "${table.name}" SET ${list} WHERE ${where(table)}`).run(
      ...changed.map((column) => columns[column]),
      ...place(table, tenantId, rowId),
    );
  };
  return {
    sqlite,
    statement,
    read,
    set,
    put: (table, tenantId, row) => {
      const { fresh = {} } = table.rules;
      const upsert = upsertOf(table, Object.keys(row));
      upsert.made.run(
        ...upsert.columns.map((column) => (column === 'tenant_id' ? tenantId : (row[column] ?? fresh[column] ?? null))),
      );
    },
    remove: (table, tenantId, rowId) => {
      // A person may belong to other tenants; a tenant is left, not deleted from afar.
      if (table.owner !== 'column') return;
      statement(`DELETE FROM "${table.name}" WHERE ${where(table)}`).run(...place(table, tenantId, rowId));
    },
    has: (table, tenantId, rowId) => finds(table).get(...place(table, tenantId, rowId)) !== undefined,
    idsPointingAt: (table, column, tenantId, parentId) =>
      statement(
        `SELECT ${rowIdOf(table, 'r')} AS id FROM "${table.name}" AS r WHERE r.tenant_id = ? AND r."${column}" = ?`,
      )
        .pluck()
        .all(tenantId, parentId) as string[],
    ids: (table, tenantId) =>
      statement(
        `SELECT ${rowIdOf(table, 'r')} AS id FROM "${table.name}" AS r WHERE ${ownRows(table)} AND ${table.rules.only?.('r') ?? 'true'}`,
      )
        .pluck()
        .all(tenantId) as string[],
  };
}
