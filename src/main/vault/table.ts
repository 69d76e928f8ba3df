import { type SQL, sql } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { builtOnce, bytes, type Reader, timestampMs } from '#main/store/index.ts';

const secretColumns = {
  tenantId: text('tenant_id').notNull(),
  ownerTable: text('owner_table').notNull(),
  ownerId: text('owner_id').notNull(),
  field: text('field').notNull(),
  sealed: bytes('sealed').notNull(),
  nonce: bytes('nonce').notNull(),
  keyVersion: integer('key_version').notNull(),
  createdAt: timestampMs('created_at').notNull(),
  updatedAt: timestampMs('updated_at').notNull(),
};

/** Sealed secrets of rows in other tables. */
export const secrets = sqliteTable('secrets', secretColumns, (t) => [
  primaryKey({ columns: [t.tenantId, t.ownerTable, t.ownerId, t.field] }),
]);

/** The same in memory, for as long as this process lives: a temporary table, which joins transactions and never reaches the disk. */
export const sessionSecrets = sqliteTable('session_secrets', secretColumns, (t) => [
  primaryKey({ columns: [t.tenantId, t.ownerTable, t.ownerId, t.field] }),
]);

const indexColumns = {
  id: integer('id').primaryKey(),
  keyVersion: integer('key_version').notNull(),
  nonce: bytes('nonce').notNull(),
  sealed: bytes('sealed').notNull(),
};

/** One row: what the vault vouches for. See `sealedIndex.ts`. */
export const vaultIndex = sqliteTable('vault_index', indexColumns);

/** The same for secrets in memory. */
export const sessionIndex = sqliteTable('session_index', indexColumns);

/** One row: which key seals the secrets and where it is kept. */
export const vaultState = sqliteTable('vault_state', {
  id: integer('id').primaryKey(),
  vaultId: text('vault_id').notNull(),
  keyVersion: integer('key_version').notNull(),
  keyCheck: bytes('key_check').notNull(),
  method: text('method', { enum: ['keychain', 'passphrase'] }).notNull(),
  keychainAccount: text('keychain_account'),
  wrapped: bytes('wrapped'),
  wrapNonce: bytes('wrap_nonce'),
  salt: bytes('salt'),
  scryptN: integer('scrypt_n'),
  scryptR: integer('scrypt_r'),
  scryptP: integer('scrypt_p'),
  createdAt: timestampMs('created_at').notNull(),
  updatedAt: timestampMs('updated_at').notNull(),
});

/** The row that a secret belongs to. */
export interface SecretRow {
  readonly tenantId: string;
  /** Name of the SQL table. */
  readonly table: string;
  readonly id: string;
}

/** One secret of a row, for example `password`. */
export interface SecretOwner extends SecretRow {
  readonly field: string;
}

/** Where secrets are kept. */
export type Rows = typeof secrets | typeof sessionSecrets;

/** Where the index of these secrets is kept. */
export const indexTable = (rows: Rows) => (rows === sessionSecrets ? sessionIndex : vaultIndex);

/** The nonces of the head and of a part; null where there is none. */
export interface Nonces {
  readonly headNonce: Uint8Array | null;
  readonly partNonce: Uint8Array | null;
}

/** The settings that decide where a row's secrets go, and the origins that a person confirmed for it, as text. */
export interface Settings {
  /** Null where the row is not there, or its table has none. */
  readonly settings: string | null;
  /** Null where none were confirmed. That nobody was ever asked is another thing. */
  readonly origins: string | null;
}

/** A sealed value and the number of its key. */
export interface SealedSecret {
  readonly sealed: Uint8Array;
  readonly nonce: Uint8Array;
  readonly keyVersion: number;
}

/** What is in the store of a secret at one moment. */
interface Standing extends Settings, Nonces {
  readonly secret: SealedSecret | null;
}

/** A query by connection to the store and table of secrets, prepared once, since every send, renewal and check opens secrets. */
export function preparedOnce<Access extends Reader, Query>(
  prepare: (access: Access, rows: Rows) => Query,
): (access: Access, rows: Rows) => Query {
  const queriesOf = builtOnce(() => new Map<Rows, Query>());
  return (access, rows) => {
    const queries = queriesOf(access);
    const query = queries.get(rows) ?? prepare(access, rows);
    queries.set(rows, query);
    return query;
  };
}

/** One statement, so that all of it is of one moment. The columns are here and not in the store, which could be altered too. */
const standingQuery = preparedOnce((r: Reader, rows) => {
  const [tenantId, table, id] = [sql.placeholder('tenantId'), sql.placeholder('table'), sql.placeholder('id')];
  const index = indexTable(rows);
  const nonceOf = (part: SQL) => sql<Uint8Array | null>`(SELECT nonce FROM ${index} WHERE id = ${part})`;
  return r
    .select({
      settings: sql<string | null>`json_array(c.integration_id, c.kind, c.scheme_key, c.placement, c.allowed_hosts,
        c.config, c.more, c.secret_by)`,
      isRow: sql<string | null>`c.id`,
      origins: sql<string | null>`nullif(CASE WHEN o.connection_id IS NULL THEN '[]'
        ELSE coalesce(o.confirmed_origins, 'null') END, '[]')`,
      sealed: sql<Uint8Array | null>`s.sealed`,
      nonce: sql<Uint8Array | null>`s.nonce`,
      keyVersion: sql<number | null>`s.key_version`,
      headNonce: nonceOf(sql`0`),
      partNonce: nonceOf(sql`${sql.placeholder('part')}`),
    })
    .from(
      sql`(SELECT ${tenantId} AS tenant_id, ${table} AS owner_table, ${id} AS owner_id, ${sql.placeholder('field')} AS field) AS w
        LEFT JOIN ${rows} AS s ON s.tenant_id = w.tenant_id AND s.owner_table = w.owner_table
          AND s.owner_id = w.owner_id AND s.field = w.field
        LEFT JOIN connections AS c ON w.owner_table = 'connections' AND c.tenant_id = w.tenant_id AND c.id = w.owner_id
        LEFT JOIN oauth_tokens AS o ON o.tenant_id = c.tenant_id AND o.connection_id = c.id`,
    )
    .prepare();
});

/** @param part of the index, beside its head */
export function readStanding(
  r: Reader,
  rows: Rows,
  row: SecretRow & { readonly field?: string },
  part: number,
): Standing {
  const { tenantId, table, id, field = '' } = row;
  const found = standingQuery(r, rows).get({ tenantId, table, id, field, part });
  if (found === undefined) throw new Error('The store answers nothing.');
  const { isRow, settings, origins, headNonce, partNonce, sealed, nonce, keyVersion } = found;
  return {
    settings: isRow === null ? null : settings,
    origins,
    headNonce,
    partNonce,
    secret: sealed && nonce && keyVersion !== null ? { sealed, nonce, keyVersion } : null,
  };
}

/** The rows whose settings the vault vouches for: connections, and deleted ones that can come back under their name. */
export function rowsWithSettings(r: Reader): SecretRow[] {
  return r.all<SecretRow>(sql`SELECT tenant_id AS tenantId, 'connections' AS "table", id FROM connections
    UNION ALL SELECT tenant_id, 'connections', id FROM deleted_connections`);
}

/** The settings of a row as they are. */
export function settingsOf(r: Reader, row: SecretRow): Settings {
  const { settings, origins } = readStanding(r, secrets, row, 0);
  return { settings, origins };
}
