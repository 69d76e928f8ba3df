import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { TestDatabase } from './postgres.ts';

/** How an installation of the other product made its tables. */
export interface Flavour {
  readonly schema: string;
  readonly id: 'uuid' | 'bigint';
  readonly json: 'json' | 'jsonb' | 'text';
  readonly token: 'text' | 'bytea';
  readonly time: 'timestamptz' | 'timestamp';
}

export const usualFlavour: Flavour = {
  schema: 'public',
  id: 'uuid',
  json: 'jsonb',
  token: 'text',
  time: 'timestamptz',
};
export const otherFlavour: Flavour = {
  schema: 'Other Schema',
  id: 'bigint',
  json: 'text',
  token: 'bytea',
  time: 'timestamp',
};

type Row = Readonly<Record<string, unknown>>;

export interface SourceTables {
  /** Adds an integration and answers its id. */
  integration(row: Row): Promise<string>;
  action(row: Row): Promise<void>;
  credential(row: Row): Promise<void>;
  /** What stands in the tables, and which transaction wrote each row. */
  snapshot(): Promise<unknown>;
}

/** The three tables of the other product in a database, empty. */
export async function createSourceTables(
  database: TestDatabase,
  flavour: Flavour = usualFlavour,
): Promise<SourceTables> {
  const { id, json, token, time } = flavour;
  const schema = `"${flavour.schema}"`;
  await database.admin((client) =>
    client.query(`
      CREATE SCHEMA IF NOT EXISTS ${schema};
      CREATE TABLE ${schema}.custom_integrations (id ${id} PRIMARY KEY, user_id ${id}, name varchar(200), display_name text,
        description text, auth_type text, base_url text, auth_header text, auth_prefix text, oauth_config ${json},
        is_active boolean DEFAULT true, created_at ${time} DEFAULT now());
      CREATE TABLE ${schema}.custom_integration_actions (id ${id} PRIMARY KEY,
        integration_id ${id} REFERENCES ${schema}.custom_integrations, action_id text, action_name text, description text,
        http_method text, endpoint text, parameters ${json}, created_at ${time} DEFAULT now());
      CREATE TABLE ${schema}.custom_integration_credentials (id ${id} PRIMARY KEY,
        integration_id ${id} REFERENCES ${schema}.custom_integrations, user_id ${id}, credential_type text,
        encrypted_value ${token}, token_expires_at ${time}, is_valid boolean DEFAULT true, last_validated_at ${time},
        created_at ${time} DEFAULT now());`),
  );
  let count = 0;
  const add = async (table: string, row: Row) => {
    count += 1;
    // As large as any that a counter would not reach: a number of JavaScript could not hold it.
    const key = id === 'uuid' ? randomUUID() : String(9_007_199_254_740_993n + BigInt(count));
    const values: Row = { id: key, created_at: new Date(1_700_000_000_000 + count * 1_000), ...row };
    const names = Object.keys(values);
    const list = names.map((name) => `"${name}"`).join(', ');
    const places = names.map((_, index) => `$${index + 1}`).join(', ');
    await database.admin((client) =>
      client.query(
        `INSERT INTO ${schema}.${table} (${list}) VALUES (${places})`,
        names.map((name) => written(name, values[name], flavour)),
      ),
    );
    return key;
  };
  const rowsOf = async (client: Client, table: string) =>
    (await client.query(`SELECT xmin::text, ctid::text, t.* FROM ${schema}.${table} t ORDER BY id`)).rows;
  return {
    integration: (row) => add('custom_integrations', row),
    action: async (row) => void (await add('custom_integration_actions', row)),
    credential: async (row) => void (await add('custom_integration_credentials', row)),
    snapshot: () =>
      database.admin(async (client) => [
        await rowsOf(client, 'custom_integrations'),
        await rowsOf(client, 'custom_integration_actions'),
        await rowsOf(client, 'custom_integration_credentials'),
      ]),
  };
}

function written(name: string, value: unknown, { token }: Flavour): unknown {
  if (name === 'encrypted_value' && token === 'bytea' && typeof value === 'string') return Buffer.from(value);
  const isDocument = name === 'parameters' || name === 'oauth_config';
  return isDocument && typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
