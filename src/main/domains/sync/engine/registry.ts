import type { Database as Sqlite } from 'better-sqlite3';
import { getTableName } from 'drizzle-orm';
import { z } from 'zod';
import type { MergeRules, TableUse } from '#main/kernel/domain.ts';

/** A column that points at another row of the tenant, as SQLite enforces it. */
export interface Reference {
  readonly column: string;
  readonly parent: string;
  readonly isNullable: boolean;
  /** The row goes with its parent. */
  readonly cascades: boolean;
}

/** A unique index beside the key. */
export interface Unique {
  readonly name: string;
  /** Expressions over the row, as the index has them. */
  readonly terms: readonly string[];
  readonly columns: readonly string[];
  /** The index holds rows of this condition alone. */
  readonly where: string | null;
}

/** A table whose rows travel. */
export interface SyncTable {
  readonly name: string;
  /** Columns of the key besides the tenant. */
  readonly keys: readonly string[];
  /** Rows of `users` belong to no tenant, the row of `tenants` is one. */
  readonly owner: 'column' | 'self' | 'members';
  /** Every column that travels, keys included, the tenant not. */
  readonly columns: readonly string[];
  readonly references: readonly Reference[];
  readonly uniques: readonly Unique[];
  readonly rules: MergeRules;
  /** Its rows are sealed secrets, which travel sealed otherwise. */
  readonly isSecret: boolean;
  /** Its rows are what people look at, and not parts of something. */
  readonly isThing: boolean;
  /** Reads a value of SQLite that JSON spells otherwise. */
  readonly isBlob: ReadonlySet<string>;
}

/** All tables that travel: parents before what refers to them, so far as there is such an order. */
export interface Registry {
  readonly tables: readonly SyncTable[];
  readonly byName: ReadonlyMap<string, SyncTable>;
  /** The table of sealed secrets. */
  readonly secrets: SyncTable | undefined;
  /** Changes where this version knows of other columns. */
  readonly knownColumns: string;
  /** The tables whose rows go with a row of this one. */
  readonly childrenOf: ReadonlyMap<string, readonly { readonly table: SyncTable; readonly reference: Reference }[]>;
}

const columnInfo = z.object({ name: z.string(), type: z.string(), notnull: z.int(), pk: z.int() });
const keyInfo = z.object({ id: z.int(), table: z.string(), from: z.string(), on_delete: z.string() });
const indexInfo = z.object({ name: z.string(), unique: z.int(), origin: z.string() });

/** Reads from the schema what the tables of all domains are; `travels` says which of their columns do. */
export function readRegistry(sqlite: Sqlite, uses: readonly TableUse[]): Registry {
  const travelling = uses.filter(({ travels }) => travels !== 'none');
  const names = new Set(travelling.map(({ table }) => getTableName(table)));
  const tables = inOrder(travelling.map((use) => readTable(sqlite, use, names)));
  return {
    tables,
    byName: new Map(tables.map((table) => [table.name, table])),
    secrets: tables.find(({ isSecret }) => isSecret),
    knownColumns: tables.map(({ name, columns }) => `${name}(${columns.join(',')})`).join(' '),
    childrenOf: childrenIn(tables),
  };
}

function readTable(
  sqlite: Sqlite,
  { table, travels, kept, merge = {} }: TableUse,
  names: ReadonlySet<string>,
): SyncTable {
  const name = getTableName(table);
  const pragma = <T>(what: string, schema: z.ZodType<T>) => z.array(schema).parse(sqlite.pragma(`${what}(${name})`));
  const all = pragma('table_info', columnInfo);
  const keys = all
    .filter(({ pk, name: column }) => pk > 0 && column !== 'tenant_id')
    .sort((a, b) => a.pk - b.pk)
    .map((column) => column.name);
  const wanted = all.map((column) => column.name).filter((column) => travels === 'all' || travels.includes(column));
  const columns = wanted.filter((column) => column !== 'tenant_id');
  const parts = pragma('foreign_key_list', keyInfo);
  const references = parts
    .filter(({ from, table: parent }) => from !== 'tenant_id' && names.has(parent))
    .map(({ from, table: parent, on_delete }) => ({
      column: from,
      parent,
      isNullable: all.find((column) => column.name === from)?.notnull === 0,
      cascades: on_delete === 'CASCADE',
    }));
  const hasTenant = all.some((column) => column.name === 'tenant_id');
  return {
    name,
    keys,
    owner: hasTenant ? 'column' : name === 'tenants' ? 'self' : 'members',
    columns,
    references,
    uniques: pragma('index_list', indexInfo)
      .filter(({ unique, origin }) => unique === 1 && origin === 'c')
      .map((index) => readUnique(sqlite, index.name, columns)),
    rules: merge,
    isSecret: name === 'secrets',
    isThing: kept === 'untilDeleted',
    isBlob: new Set(all.filter(({ type }) => type === 'BLOB').map((column) => column.name)),
  };
}

/** Takes the terms out of the index's own text: `CREATE UNIQUE INDEX name ON table (terms) [WHERE condition]`. */
function readUnique(sqlite: Sqlite, name: string, columns: readonly string[]): Unique {
  const text = z.string().parse(sqlite.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name));
  const found = /\(([^()]*)\)\s*(?:WHERE\s+([\s\S]+))?$/i.exec(text.trim());
  if (!found?.[1]) throw new Error(`The index ${name} has a form that is not read here: ${text}`);
  const terms = found[1].split(',').map((term) => term.trim());
  return {
    name,
    terms,
    columns: columns.filter((column) => terms.some((term) => term.split(/\s/)[0] === column)),
    where: found[2] ?? null,
  };
}

/** Parents first. What refers to itself, or to each other, is filled in afterwards. */
function inOrder(tables: readonly SyncTable[]): SyncTable[] {
  const placed: SyncTable[] = [];
  const done = new Set<string>();
  const waitsFor = (table: SyncTable, lenient: boolean) =>
    table.references.some(
      ({ parent, isNullable }) => parent !== table.name && !done.has(parent) && !(lenient && isNullable),
    );
  // A tenant and its people stand before everything that names them.
  const rest = tables.filter(({ isSecret }) => !isSecret).sort((a, b) => rankOf(a) - rankOf(b));
  while (rest.length > 0) {
    const at = [false, true]
      .map((lenient) => rest.findIndex((table) => !waitsFor(table, lenient)))
      .find((index) => index >= 0);
    const [next] = rest.splice(at ?? 0, 1);
    if (!next) break;
    placed.push(next);
    done.add(next.name);
  }
  // A secret is taken over once the settings are there that say where it may go.
  return [...placed, ...tables.filter(({ isSecret }) => isSecret)];
}

const rankOf = ({ owner, name }: SyncTable): number => (owner !== 'column' ? 0 : name === 'memberships' ? 1 : 2);

/** Whether admins alone change the rows, as the database sees to: the tenant, and who is in it. */
export const isOfAdmins = (table: SyncTable): boolean => rankOf(table) < 2;

function childrenIn(tables: readonly SyncTable[]): Registry['childrenOf'] {
  const children = new Map<string, { table: SyncTable; reference: Reference }[]>();
  for (const table of tables)
    for (const reference of table.references)
      children.set(reference.parent, [...(children.get(reference.parent) ?? []), { table, reference }]);
  return children;
}
