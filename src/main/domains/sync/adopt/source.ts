import { Client, DatabaseError } from 'pg';
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

/** Every value as the server writes it, whatever its type is. */
const asText = { getTypeParser: () => (value: string) => value };

/**
 * Reads the three tables at one moment, in a session that can write nothing. Throws SOURCE_UNREACHABLE or SOURCE_UNFIT; neither of them
 * has the address's password.
 */
export async function readSource({ url, schema }: { url: string; schema: string }): Promise<AdoptionSource> {
  const client = await connectReadOnly(url);
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // Of the transaction alone, so that a pooler hands none of it on.
    await client.query("SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'");
    const database = await readDatabase(client, schema);
    const integrations = await readTable(client, schema, tables.integrations);
    const actions = await readTable(client, schema, tables.actions);
    const credentials = await readTable(client, schema, tables.credentials);
    await client.query('COMMIT');
    return { database, schema, integrations, actions, credentials };
  } catch (error) {
    throw error instanceof DatabaseError ? unfit(schema, error.message) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The name of the database, where it has the tables. Throws SOURCE_UNFIT with those that are missing. */
async function readDatabase(client: Client, schema: string): Promise<string> {
  const { rows } = await client.query<{ database: string; name: string; found: boolean }>(
    `SELECT current_database() AS database, name, to_regclass(format('%I.%I', $1::text, name)) IS NOT NULL AS found
     FROM unnest($2::text[]) AS name`,
    [schema, Object.values(tables)],
  );
  const missing = rows.filter(({ found }) => !found).map(({ name }) => name);
  if (missing.length > 0)
    throw syncFaults.fault('SOURCE_UNFIT', `The schema ${schema} has no table ${missing.join(', ')}.`, {
      kept: 'Nothing was taken over.',
      todo: 'Name the schema that has them with --schema.',
      names: missing,
    });
  return rows[0]?.database ?? '';
}

async function readTable(client: Client, schema: string, table: string): Promise<SourceRow[]> {
  const name = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(table)}`;
  const { rows } = await client.query<Record<string, string | null>>({
    text: `SELECT * FROM ${name} LIMIT ${mostRows + 1}`,
    types: asText,
  });
  if (rows.length > mostRows) throw unfit(schema, `${table} has more than ${mostRows} rows.`);
  return rows;
}

const unfit = (schema: string, reason: string) =>
  syncFaults.fault('SOURCE_UNFIT', `The tables of the schema ${schema} could not be read: ${reason}`, {
    kept: 'Nothing was taken over.',
    todo: 'Use a login that may read the three tables.',
  });

const connectMs = 15_000;
const queryMs = 120_000;

/** A session in which every transaction is read-only. */
async function connectReadOnly(address: string): Promise<Client> {
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
    return client;
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
