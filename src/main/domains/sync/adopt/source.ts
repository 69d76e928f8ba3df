import { escapeIdentifier } from 'pg';
import { z } from 'zod';
import { adoptionFaults } from '#contract/adoption.ts';
import { parseAddress } from '../server/address.ts';
import { connect, type Db, type ServerConnection } from '../server/connect.ts';
import { ServerError } from '../server/errors.ts';
import type { AdoptionSource } from './plan.ts';
import type { SourceRow } from './rows.ts';

const tables = {
  integrations: 'custom_integrations',
  actions: 'custom_integration_actions',
  credentials: 'custom_integration_credentials',
} as const;

/** More than any installation has; what is beyond would not fit into the memory of a small one. */
const mostRows = 100_000;

/**
 * Reads the three tables at one moment, in a session that can write nothing. Throws SOURCE_UNREACHABLE or SOURCE_UNFIT; neither of them
 * has the address's password.
 */
export async function readSource({ url, schema }: { url: string; schema: string }): Promise<AdoptionSource> {
  const connection = await connectReadOnly(url);
  try {
    await connection.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Of the transaction alone, so that a pooler hands none of it on.
    await connection.query(
      `SELECT set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true),
         set_config('bytea_output', 'hex', true)`,
    );
    const columns = await readColumns(connection, schema);
    const source = {
      database: await readDatabase(connection),
      schema,
      integrations: await readTable(connection, schema, tables.integrations, columns),
      actions: await readTable(connection, schema, tables.actions, columns),
      credentials: await readTable(connection, schema, tables.credentials, columns),
    };
    await connection.query('COMMIT');
    return source;
  } catch (error) {
    throw error instanceof ServerError ? unreadable(schema, error) : error;
  } finally {
    await connection.close();
  }
}

type Columns = ReadonlyMap<string, readonly string[]>;

/** The columns of each table, whichever an installation has. Throws SOURCE_UNFIT with the tables that are missing. */
async function readColumns(connection: Db, schema: string): Promise<Columns> {
  const wanted = Object.values(tables);
  const rows = await connection.query(
    `SELECT c.relname::text AS table, a.attname::text AS column
     FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE n.nspname = $1 AND c.relname = ANY ($2::text[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
     ORDER BY a.attnum`,
    [schema, wanted],
  );
  const columns = Map.groupBy(rows, (row) => String(row.table));
  const missing = wanted.filter((table) => !columns.has(table));
  if (missing.length === 0)
    return new Map([...columns].map(([table, own]) => [table, own.map(({ column }) => String(column))]));
  throw adoptionFaults.fault('SOURCE_UNFIT', `The schema ${schema} has no table ${missing.join(', ')}.`, {
    kept: 'Nothing was taken over.',
    todo: 'Name the schema that has them with --schema.',
    names: missing,
  });
}

async function readDatabase(connection: Db): Promise<string> {
  const [row] = await connection.query('SELECT current_database()::text AS database');
  return String(row?.database);
}

/** All columns, each as the text that Postgres writes, so that it does not matter of which type an installation made them. */
async function readTable(connection: Db, schema: string, table: string, columns: Columns): Promise<SourceRow[]> {
  const texts = (columns.get(table) ?? []).map((column) => `${escapeIdentifier(column)}::text`);
  const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  const rows = await connection.query(`SELECT ${texts.join(', ')} FROM ${name} LIMIT ${mostRows + 1}`);
  if (rows.length > mostRows) throw tooMany(table);
  return z.array(z.record(z.string(), z.string().nullable())).parse(rows);
}

const tooMany = (table: string) =>
  adoptionFaults.fault('SOURCE_UNFIT', `${table} has more than ${mostRows.toLocaleString('en')} rows.`, {
    kept: 'Nothing was taken over.',
    todo: 'Take over a part of it: make views of these names in a schema of their own, and name it with --schema.',
  });

/** What the tables refuse; everything else is of the connection. `readOnly` is a view of theirs that writes when it is read. */
const ofTables = new Set<ServerError['kind']>(['rights', 'readOnly', 'invalid', 'unexpected']);

function unreadable(schema: string, error: ServerError) {
  if (!ofTables.has(error.kind)) return unreachable(error);
  return adoptionFaults.fault(
    'SOURCE_UNFIT',
    `The tables of the schema ${schema} could not be read. ${error.message}`,
    {
      kept: 'Nothing was taken over.',
      todo: 'Use a login that may read the three tables.',
    },
  );
}

/** A session in which every transaction can only read. Throws SOURCE_UNREACHABLE. */
async function connectReadOnly(url: string): Promise<ServerConnection> {
  try {
    const { address, user, password } = parseAddress(url);
    const connection = await connect({ address, user: user ?? '', password: password ?? '' });
    // Behind a pooler a setting of the session would be found by whoever comes next; there the transaction alone is read-only.
    if (!connection.pooled) await connection.query("SELECT set_config('default_transaction_read_only', 'on', false)");
    return connection;
  } catch (error) {
    throw error instanceof ServerError ? unreachable(error) : error;
  }
}

const unreachable = ({ message, todo }: ServerError) =>
  adoptionFaults.fault('SOURCE_UNREACHABLE', message, { kept: 'Nothing was taken over.', todo });
