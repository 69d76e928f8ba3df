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

/** Keys by version; see 0003_vault.sql for what stands in them. */
export const vaultKeys = sqliteTable('vault_keys', {
  version: integer('version').primaryKey(),
  vaultId: text('vault_id').notNull(),
  status: text('status', { enum: ['pending', 'current', 'retired'] }).notNull(),
  method: text('method', { enum: ['keychain', 'passphrase'] }).notNull(),
  keyCheck: bytes('key_check'),
  wrapped: bytes('wrapped'),
  wrapNonce: bytes('wrap_nonce'),
  salt: bytes('salt'),
  scryptN: integer('scrypt_n'),
  scryptR: integer('scrypt_r'),
  scryptP: integer('scrypt_p'),
  createdAt: timestampMs('created_at').notNull(),
});
