import { and, eq, sql } from 'drizzle-orm';
import { vaultFaults } from '#contract/vault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { MasterKey } from './masterKey.ts';
import { openBytes, sealBytes } from './sealing.ts';
import type { secrets, sessionSecrets } from './table.ts';

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

/** Where secrets are kept and the key that seals them there. */
export interface SecretPlace {
  readonly rows: typeof secrets | typeof sessionSecrets;
  readonly key: MasterKey;
}

type Row = typeof secrets.$inferSelect;
type Rows = SecretPlace['rows'];

const context = ({ tenantId, table, id, field }: SecretOwner, version: number) => [
  'patchbay.secret.v1',
  tenantId,
  table,
  id,
  field,
  String(version),
];

const ownerOf = ({ tenantId, ownerTable, ownerId, field }: Row): SecretOwner => ({
  tenantId,
  table: ownerTable,
  id: ownerId,
  field,
});

const ofRow = (rows: Rows, { tenantId, table, id }: SecretRow) =>
  and(eq(rows.tenantId, tenantId), eq(rows.ownerTable, table), eq(rows.ownerId, id));

const ofOwner = (rows: Rows, owner: SecretOwner) => and(ofRow(rows, owner), eq(rows.field, owner.field));

export function findSecret(r: Reader, rows: Rows, owner: SecretOwner): Row | undefined {
  return r.select().from(rows).where(ofOwner(rows, owner)).get();
}

/** Opens a row. Throws SECRET_UNREADABLE where it was altered, moved, or sealed with a key that is not this one. */
export function openRow(row: Row, key: MasterKey): Buffer {
  const owner = ownerOf(row);
  const plain = row.keyVersion === key.version ? openBytes(key.bytes, row, context(owner, row.keyVersion)) : null;
  if (plain) return plain;
  throw vaultFaults.fault('SECRET_UNREADABLE', `The sealed secret in ${owner.table} cannot be opened.`, {
    kept: 'It stays as it is.',
    todo: 'Replace the secret, or restore a backup from before it was altered.',
    names: [`${owner.table} ${owner.id} ${owner.field}`],
  });
}

/** Seals a secret, in the place of the one before. */
export function putSecret(
  w: Writer,
  { rows, key }: SecretPlace,
  owner: SecretOwner,
  plain: Uint8Array,
  now: number,
): void {
  const sealed = {
    ...sealBytes(key.bytes, plain, context(owner, key.version)),
    keyVersion: key.version,
    updatedAt: now,
  };
  const { tenantId, table: ownerTable, id: ownerId, field } = owner;
  w.insert(rows)
    .values({ tenantId, ownerTable, ownerId, field, ...sealed, createdAt: now })
    .onConflictDoUpdate({ target: [rows.tenantId, rows.ownerTable, rows.ownerId, rows.field], set: sealed })
    .run();
}

export function removeSecret(w: Writer, rows: Rows, owner: SecretOwner): void {
  w.delete(rows).where(ofOwner(rows, owner)).run();
}

export function removeSecretsOf(w: Writer, rows: Rows, row: SecretRow): void {
  w.delete(rows).where(ofRow(rows, row)).run();
}

/** Seals every secret of `from` anew in `to`; the times of the secrets stay. Where the places differ, `from` is emptied. */
export function resealAll(w: Writer, from: SecretPlace, to: SecretPlace): void {
  for (const row of w.select().from(from.rows).all()) {
    const plain = openRow(row, from.key);
    putSecret(w, to, ownerOf(row), plain, row.updatedAt);
    plain.fill(0);
  }
  if (from.rows !== to.rows) w.delete(from.rows).run();
}

/** Makes the place for secrets that last as long as this process. */
export function makeSessionRows(w: Writer): void {
  w.run(sql`CREATE TEMP TABLE IF NOT EXISTS session_secrets (
    tenant_id TEXT NOT NULL, owner_table TEXT NOT NULL, owner_id TEXT NOT NULL, field TEXT NOT NULL,
    sealed BLOB NOT NULL, nonce BLOB NOT NULL, key_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, owner_table, owner_id, field)) STRICT, WITHOUT ROWID`);
}
