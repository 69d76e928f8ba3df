import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { bytes, timestampMs } from '#main/store/index.ts';

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
