import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Fault } from '#contract/fault.ts';
import { vaultFaults } from '#contract/vault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { secrets, sessionSecrets } from './table.ts';

const algorithm = 'aes-256-gcm';
const tagLength = 16;

/** A sealed value: `sealed` is the ciphertext followed by its 16-byte tag. */
interface Sealed {
  readonly sealed: Uint8Array;
  readonly nonce: Uint8Array;
}

/** Joins parts so that no two different lists give the same bytes: each is preceded by its length in four bytes. */
export function lengthPrefixed(parts: readonly string[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap((part) => {
      const text = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return [length, text];
    }),
  );
}

/** Seals bytes with AES-256-GCM (NIST SP 800-38D) under a random 96-bit nonce, bound to `context`. */
export function sealBytes(key: Uint8Array, plain: Uint8Array, context: readonly string[]): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(lengthPrefixed(context));
  return { nonce, sealed: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]) };
}

/** Opens what `sealBytes` made; null where the key, the context or a single bit is another. */
export function openBytes(key: Uint8Array, { sealed, nonce }: Sealed, context: readonly string[]): Buffer | null {
  if (sealed.length < tagLength || nonce.length !== 12) return null;
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  decipher.setAAD(lengthPrefixed(context));
  decipher.setAuthTag(sealed.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()]);
  } catch {
    return null;
  }
}

/** The 32 bytes that seal every secret, and which of the vault's keys they are. */
export interface MasterKey {
  readonly version: number;
  readonly bytes: Uint8Array;
}

const keyLength = 32;

export const newMasterKey = (version: number): MasterKey => ({ version, bytes: randomBytes(keyLength) });

/** A value that tells the right key from a wrong one and nothing else about it. */
export function keyCheck(key: MasterKey, vaultId: string): Uint8Array {
  const context = lengthPrefixed(['patchbay.key-check.v1', vaultId, String(key.version)]);
  return createHmac('sha256', key.bytes).update(context).digest();
}

export function keyMatches(key: MasterKey, vaultId: string, check: Uint8Array): boolean {
  if (key.bytes.length !== keyLength || check.length !== 32) return false;
  return timingSafeEqual(keyCheck(key, vaultId), check);
}

/** Overwrites a key in memory. */
export const wipe = (key: MasterKey | null): void => void key?.bytes.fill(0);

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

const shortest = 12;

/** What may be shown of a secret: dots, and the last four characters where it has at least twelve. */
export function secretHint(secret: string): string {
  const characters = Array.from(secret);
  return characters.length < shortest ? '••••' : `••••${characters.slice(-4).join('')}`;
}

type SealedRow = typeof secrets.$inferSelect;
type Rows = SecretPlace['rows'];

const contextOf = ({ tenantId, table, id, field }: SecretOwner, version: number) => [
  'patchbay.secret.v1',
  tenantId,
  table,
  id,
  field,
  String(version),
];

const ownerOf = ({ tenantId, ownerTable, ownerId, field }: SealedRow): SecretOwner => ({
  tenantId,
  table: ownerTable,
  id: ownerId,
  field,
});

const ofRow = (rows: Rows, { tenantId, table, id }: SecretRow) =>
  and(eq(rows.tenantId, tenantId), eq(rows.ownerTable, table), eq(rows.ownerId, id));

const ofOwner = (rows: Rows, owner: SecretOwner) => and(ofRow(rows, owner), eq(rows.field, owner.field));

/** The sealed secret of an owner, where it has one there. */
export function findSecret(r: Reader, rows: Rows, owner: SecretOwner): SealedRow | undefined {
  return r.select().from(rows).where(ofOwner(rows, owner)).get();
}

/** Opens a row; null where it was altered, moved, or sealed with a key that is not this one. */
export function openRow(row: SealedRow, key: MasterKey): Buffer | null {
  return row.keyVersion === key.version ? openBytes(key.bytes, row, contextOf(ownerOf(row), row.keyVersion)) : null;
}

export function unreadable({ ownerTable, ownerId, field }: SealedRow): Fault {
  return vaultFaults.fault('SECRET_UNREADABLE', `The sealed secret in ${ownerTable} cannot be opened.`, {
    kept: 'It stays as it is.',
    todo: 'Replace the secret, or restore a backup from before it was altered.',
    names: [`${ownerTable} ${ownerId} ${field}`],
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
    ...sealBytes(key.bytes, plain, contextOf(owner, key.version)),
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

/**
 * Seals every secret of `from` anew in `to`; the times of the secrets stay. Where the places differ, `from` is emptied.
 * Throws SECRET_UNREADABLE.
 */
export function resealAll(w: Writer, from: SecretPlace, to: SecretPlace): void {
  for (const row of w.select().from(from.rows).all()) {
    const plain = openRow(row, from.key);
    if (!plain) throw unreadable(row);
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
