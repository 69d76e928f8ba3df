import type { QueryResultRow } from 'pg';
import { z } from 'zod';
import type { Db } from './connect.ts';
import { ServerError } from './errors.ts';

/** Each function here is one of the SQL functions that members may call (resources/migrations/postgres), and one round trip. */

/** The version of the sync protocol that this program speaks. */
export const protocolVersion = 1;

/** A `bigint` comes as text. Revisions and milliseconds stay far below 2^53. */
const big = z
  .union([z.string().regex(/^-?\d+$/), z.number()])
  .transform(Number)
  .pipe(z.int());
const id = z.uuid();
export const memberRole = z.enum(['admin', 'editor', 'viewer']);
export type MemberRole = z.infer<typeof memberRole>;

const greeting = z
  .object({
    installation: id,
    head: big,
    horizon: big,
    channel: z.string(),
    role: memberRole,
    user_id: id,
    secrets_on: z.boolean(),
    generation: z.int(),
    cursor_known: z.boolean(),
    keys_wanted: z.boolean(),
    min_client: z.int(),
    server_time: big,
  })
  .transform((row) => ({
    /** Which database this is, whatever its address. */
    installation: row.installation,
    /** The last revision. */
    head: row.head,
    /** A store whose cursor is smaller has missed deletions that are forgotten. */
    horizon: row.horizon,
    /** What to LISTEN on. */
    channel: row.channel,
    role: row.role,
    userId: row.user_id,
    secretsOn: row.secrets_on,
    /** Of the tenant key; 0 before there is one. */
    generation: row.generation,
    /** False: the database has not the revision that the store has seen. It was restored, or is another. */
    cursorKnown: row.cursor_known,
    /** Somebody lacks the tenant key, and this login has it or nobody does. */
    keysWanted: row.keys_wanted,
    minClient: row.min_client,
    /** Milliseconds since 1970, by the clock of the server. */
    serverTime: row.server_time,
  }));
export type Greeting = z.infer<typeof greeting>;

/** One row as it is read. */
export interface PulledRow {
  readonly rev: number;
  readonly table: string;
  readonly row: string;
  /** Deleted, or no longer this person's to read. */
  readonly deleted: boolean;
  readonly privateTo: string | null;
  /** Null exactly where it is deleted. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly by: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** Pages have thousands of rows, for which a schema would take longer than everything else. */
function pulledRow(found: QueryResultRow): PulledRow {
  const { table_name: table, row_id: row, deleted, private_to: privateTo, data, by_user: by } = found;
  const [rev, at] = [Number(found.rev), Number(found.at)];
  const isText = typeof table === 'string' && typeof row === 'string' && typeof by === 'string';
  const isOwned = privateTo === null || typeof privateTo === 'string';
  const isRow = deleted === true ? data === null : deleted === false && isObject(data);
  if (!isText || !isOwned || !isRow || !Number.isSafeInteger(rev) || !Number.isSafeInteger(at))
    throw unknownForm('a row');
  return { rev, table, row, deleted, privateTo, data, by, at };
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A place in the order of what was changed. */
export interface Place {
  readonly rev: number;
  readonly table: string;
  readonly row: string;
}

/** The place after everything up to a revision; 0 is the start. */
export const afterCursor = (rev: number): Place => ({ rev: rev + 1, table: '', row: '' });

/** One change of a push. */
export type RowChange =
  | {
      readonly t: string;
      readonly r: string;
      readonly k: 'put';
      /** The columns that are written; others stay as they are. */
      readonly d: Readonly<Record<string, unknown>>;
      /** Whose the row is alone, null for everyone's. Left out, it stays as it is. */
      readonly p?: string | null;
    }
  | { readonly t: string; readonly r: string; readonly k: 'delete' };

const pushed = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), rev: big, token: id }),
  z.object({ outcome: z.literal('behind'), rev: big }),
]);
export type Pushed = z.infer<typeof pushed>;

const blamed = z
  .object({ rev: big, user_id: id, at: big, login: z.string() })
  .transform(({ rev, user_id, at, login }) => ({ rev, userId: user_id, at, login }));

const audited = z
  .object({
    rev: big,
    table_name: z.string(),
    row_id: z.string(),
    kind: z.enum(['put', 'delete']),
    columns: z.array(z.string()).nullable(),
    user_id: id,
    login: z.string(),
    at: big,
  })
  .transform((row) => ({
    rev: row.rev,
    table: row.table_name,
    row: row.row_id,
    kind: row.kind,
    columns: row.columns,
    userId: row.user_id,
    login: row.login,
    at: row.at,
  }));

async function rows<T>(db: Db, schema: z.ZodType<T>, text: string, values: readonly unknown[]): Promise<T[]> {
  return parseRows(schema, await db.query(text, values));
}

function parseRows<T>(schema: z.ZodType<T>, found: unknown): T[] {
  const parsed = z.array(schema).safeParse(found);
  if (parsed.success) return parsed.data;
  throw unknownForm(parsed.error.issues[0]?.path.join('.') ?? '');
}

const unknownForm = (at: string): ServerError =>
  new ServerError('unexpected', `The database answered in a form that is not known here (${at}).`);

async function one<T>(db: Db, schema: z.ZodType<T>, text: string, values: readonly unknown[]): Promise<T> {
  const [row] = await rows(db, schema, text, values);
  if (row === undefined) throw new ServerError('unexpected', 'The database gave no answer.');
  return row;
}

/** The single value that a function gives. */
async function value<T>(db: Db, schema: z.ZodType<T>, call: string, values: readonly unknown[]): Promise<T> {
  return (await one(db, z.object({ value: schema }), `SELECT ${call} AS value`, values)).value;
}

export function hello(
  db: Db,
  given: { tenant: string; client: string; app: string; cursor: number; token: string | null },
): Promise<Greeting> {
  const { tenant, client, app, cursor, token } = given;
  return one(db, greeting, 'SELECT * FROM patchbay.hello($1, $2, $3, $4, $5, $6)', [
    ...[tenant, client, app, protocolVersion],
    ...[cursor, token],
  ]);
}

/**
 * A page of what has changed after a place, up to a revision, with the token of its last row's revision. A page may be shorter than
 * `maxRows` and not the last.
 */
export async function pull(
  db: Db,
  given: { tenant: string; after: Place; upto: number; maxRows: number },
): Promise<{ rows: PulledRow[]; token: string | null; more: boolean }> {
  const { tenant, after, upto, maxRows } = given;
  const values = [tenant, after.rev, after.table, after.row, upto, maxRows];
  const found = await db.query('SELECT * FROM patchbay.pull($1, $2, $3, $4, $5, $6)', values);
  const last = found.at(-1);
  return { rows: found.map(pulledRow), token: id.nullable().parse(last?.token ?? null), more: last?.more === true };
}

/** A page of everything in a table, by the id of rows. */
export async function scan(
  db: Db,
  given: { tenant: string; table: string; after: string; maxRows: number },
): Promise<{ rows: PulledRow[]; more: boolean }> {
  const { tenant, table, after, maxRows } = given;
  const values = [tenant, table, after, maxRows];
  const found = await db.query('SELECT * FROM patchbay.scan($1, $2, $3, $4)', values);
  return { rows: found.map(pulledRow), more: found.at(-1)?.more === true };
}

/** How many rows a scan of these tables will find; null where they are too many to count. */
export function countRows(db: Db, given: { tenant: string; tables: readonly string[] }): Promise<number | null> {
  return value(db, big.nullable(), 'patchbay.count_rows($1, $2)', [given.tenant, given.tables]);
}

/** What tells a revision from another of the same number; null where there is none. */
export function tokenOf(db: Db, given: { tenant: string; rev: number }): Promise<string | null> {
  return value(db, id.nullable(), 'patchbay.token_of($1, $2)', [given.tenant, given.rev]);
}

/** Rows by table and id. Those that are unknown, or always were another person's, do not come. */
export async function fetchRows(
  db: Db,
  given: { tenant: string; keys: readonly (readonly [table: string, row: string])[] },
): Promise<PulledRow[]> {
  const found = await db.query('SELECT * FROM patchbay.fetch($1, $2::jsonb)', [
    given.tenant,
    JSON.stringify(given.keys),
  ]);
  return found.map(pulledRow);
}

/** A list of changes, or the JSON of one. */
const jsonOf = (changes: readonly RowChange[] | string | null): string | null =>
  changes === null || typeof changes === 'string' ? changes : JSON.stringify(changes);

/** Commits changes made upon the revision `base`: a list of `RowChange` as JSON. Null takes what `stage` has put aside. */
export function push(
  db: Db,
  given: { tenant: string; client: string; op: string; base: number; changes: readonly RowChange[] | string | null },
): Promise<Pushed> {
  const { tenant, client, op, base, changes } = given;
  return one(db, pushed, 'SELECT * FROM patchbay.push($1, $2, $3, $4, $5::jsonb)', [
    ...[tenant, client, op, base],
    jsonOf(changes),
  ]);
}

/** Puts part 0, 1, 2 … of a large push aside. */
export async function stage(
  db: Db,
  given: { tenant: string; client: string; op: string; part: number; changes: readonly RowChange[] | string },
): Promise<void> {
  const { tenant, client, op, part, changes } = given;
  await db.query('SELECT patchbay.stage($1, $2, $3, $4, $5::jsonb)', [...[tenant, client, op, part], jsonOf(changes)]);
}

/** The highest part that has arrived, null for none. */
export function staged(db: Db, given: { tenant: string; client: string; op: string }): Promise<number | null> {
  return value(db, z.int().nullable(), 'patchbay.staged($1, $2, $3)', [given.tenant, given.client, given.op]);
}

/** Within a transaction: nobody else commits until it ends. Gives the head. */
export function lockHead(db: Db, given: { tenant: string }): Promise<number> {
  return value(db, big, 'patchbay.lock_head($1)', [given.tenant]);
}

/** Who last wrote a column (null: any) of a row after a revision; undefined where nobody did. */
export async function blame(
  db: Db,
  given: { tenant: string; table: string; row: string; column: string | null; afterRev: number },
): Promise<z.infer<typeof blamed> | undefined> {
  const { tenant, table, row, column, afterRev } = given;
  const [found] = await rows(db, blamed, 'SELECT * FROM patchbay.blame($1, $2, $3, $4, $5)', [
    ...[tenant, table, row, column],
    afterRev,
  ]);
  return found;
}

/** Who changed what before a place, the newest first. */
export function audit(
  db: Db,
  given: { tenant: string; before: Place; maxRows: number },
): Promise<z.infer<typeof audited>[]> {
  const { tenant, before, maxRows } = given;
  return rows(db, audited, 'SELECT * FROM patchbay.audit($1, $2, $3, $4, $5)', [
    ...[tenant, before.rev, before.table, before.row],
    maxRows,
  ]);
}

/** Forgets deletions up to a revision, but none of the last 90 days. Gives the horizon. */
export function forget(db: Db, given: { tenant: string; beforeRev: number }): Promise<number> {
  return value(db, big, 'patchbay.forget($1, $2)', [given.tenant, given.beforeRev]);
}

export { big, greeting, id, one, rows, value };
