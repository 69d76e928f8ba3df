import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { z } from 'zod';
import { syncFaults } from '#contract/sync.ts';
import type { AdoptionSource } from './plan.ts';
import type { SourceRow } from './rows.ts';

const tables = {
  integrations: 'custom_integrations',
  actions: 'custom_integration_actions',
  credentials: 'custom_integration_credentials',
} as const;

/** More than any installation has; what is beyond would not fit into the memory of a small one. */
const mostRows = 100_000;

/** An open connection, as far as reading takes one. */
interface SourceConnection {
  query(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

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
    throw error instanceof DatabaseError ? unfit(schema, error.message) : error;
  } finally {
    await connection.close();
  }
}

type Columns = ReadonlyMap<string, readonly string[]>;

/** The columns of each table, whichever an installation has. Throws SOURCE_UNFIT with the tables that are missing. */
async function readColumns(connection: SourceConnection, schema: string): Promise<Columns> {
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
  throw syncFaults.fault('SOURCE_UNFIT', `The schema ${schema} has no table ${missing.join(', ')}.`, {
    kept: 'Nothing was taken over.',
    todo: 'Name the schema that has them with --schema.',
    names: missing,
  });
}

async function readDatabase(connection: SourceConnection): Promise<string> {
  const [row] = await connection.query('SELECT current_database()::text AS database');
  return String(row?.database);
}

/** All columns, each as the text that Postgres writes, so that it does not matter of which type an installation made them. */
async function readTable(
  connection: SourceConnection,
  schema: string,
  table: string,
  columns: Columns,
): Promise<SourceRow[]> {
  const texts = (columns.get(table) ?? []).map((column) => `${escapeIdentifier(column)}::text`);
  const name = `${escapeIdentifier(schema)}.${escapeIdentifier(table)}`;
  const rows = await connection.query(`SELECT ${texts.join(', ')} FROM ${name} LIMIT ${mostRows + 1}`);
  if (rows.length > mostRows) throw unfit(schema, `${table} has more than ${mostRows} rows.`);
  return z.array(z.record(z.string(), z.string().nullable())).parse(rows);
}

const unfit = (schema: string, reason: string) =>
  syncFaults.fault('SOURCE_UNFIT', `The tables of the schema ${schema} could not be read: ${reason}`, {
    kept: 'Nothing was taken over.',
    todo: 'Use a login that may read the three tables.',
  });

const connectMs = 15_000;
const queryMs = 120_000;

/** A session in which every transaction is read-only. */
async function connectReadOnly(address: string): Promise<SourceConnection> {
  const url = URL.parse(address);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol))
    throw unreachable('The address is none of Postgres: it begins with postgres://.');
  const host = decodeURIComponent(url.hostname.replace(/^\[|\]$/g, ''));
  const client = new Client({
    host,
    port: Number(url.port || 5_432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    ssl: /^(localhost|127(\.\d+){3}|::1)$/.test(host) ? false : { rejectUnauthorized: true },
    options: '-c default_transaction_read_only=on',
    application_name: 'patchbay',
    connectionTimeoutMillis: connectMs,
    query_timeout: queryMs,
  });
  // A connection that breaks between queries says so here; the next query fails with it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return {
      query: async (text, values) => (await client.query<Record<string, unknown>>(text, values && [...values])).rows,
      close: () => client.end().catch(() => undefined),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unreachable(error instanceof Error ? error.message : 'no answer');
  }
}

const unreachable = (reason: string) =>
  syncFaults.fault('SOURCE_UNREACHABLE', `The database could not be opened: ${reason}`, {
    kept: 'Nothing was taken over.',
    todo: 'Check host, port, database, login and password of the address.',
  });
