import { and, eq, sql } from 'drizzle-orm';
import { commonFaults, type Fault } from '#contract/fault.ts';
import { vaultFaults } from '#contract/vault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { lockStored, type VaultContext } from './context.ts';
import { isCurrent, readKeyRecord } from './keyRecord.ts';
import { type MasterKey, openBytes, sealBytes } from './sealing.ts';
import { secrets, sessionSecrets } from './table.ts';

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
interface SecretPlace {
  readonly rows: typeof secrets | typeof sessionSecrets;
  readonly key: MasterKey;
}

const elsewhere = 'Another Patchbay gave the vault a new key. Unlock it again.';

/** The fault of everything that needs a key where there is none. */
export function lockedFault(r: Reader): Fault {
  const kept = 'The secrets stay sealed, and none is lost.';
  return readKeyRecord(r)
    ? commonFaults.fault('VAULT_LOCKED', 'The vault is locked.', { kept, todo: 'Unlock it, then try again.' })
    : commonFaults.fault('VAULT_LOCKED', 'Nobody has chosen yet how secrets are kept.', {
        kept: 'Nothing was stored.',
        todo: 'Choose in the settings of the vault, then try again.',
      });
}

/** Where secrets go now, or null while locked. */
function place(r: Reader, context: VaultContext): SecretPlace | null {
  if (context.autoLock.expired()) lockStored(context);
  const { held } = context;
  if (held.kind === 'session') return { rows: sessionSecrets, key: held.key };
  if (held.kind === 'none') return null;
  const { vaultId, key } = held;
  if (isCurrent(r, { vaultId, version: key.version })) return { rows: secrets, key };
  lockStored(context, elsewhere);
  return null;
}

/** Seals a secret for its owner and answers what may be shown of it. Throws VAULT_LOCKED. */
export function sealSecret(w: Writer, context: VaultContext, owner: SecretOwner, secret: string): string {
  const to = place(w, context);
  if (!to) throw lockedFault(w);
  const plain = Buffer.from(secret, 'utf8');
  putSecret(w, to, owner, plain, context.clock.now());
  plain.fill(0);
  return secretHint(secret);
}

/** Opens a secret. Throws SECRET_MISSING, VAULT_LOCKED or SECRET_UNREADABLE. */
export function openSecret(r: Reader, context: VaultContext, owner: SecretOwner): string {
  const now = place(r, context);
  const fresh = now && findSecret(r, now.rows, owner);
  if (!now || !fresh) throw findSecret(r, secrets, owner) ? lockedFault(r) : missing(owner);
  const plain = openRow(fresh, now.key);
  const secret = plain.toString('utf8');
  plain.fill(0);
  return secret;
}

function missing({ table }: SecretRow): Fault {
  return vaultFaults.fault('SECRET_MISSING', 'No secret is stored for this.', {
    todo: 'Enter the secret. One that was kept in memory only is gone since the last end of Patchbay.',
    names: [table],
  });
}

/** Removes a secret, also while locked; one that is not there is fine. */
export function forgetSecret(w: Writer, { held }: VaultContext, owner: SecretOwner): void {
  removeSecret(w, secrets, owner);
  if (held.kind === 'session') removeSecret(w, sessionSecrets, owner);
}

/** Removes every secret of a row, also while locked. */
export function forgetSecretsOf(w: Writer, { held }: VaultContext, row: SecretRow): void {
  removeSecretsOf(w, secrets, row);
  if (held.kind === 'session') removeSecretsOf(w, sessionSecrets, row);
}

const shortest = 12;

/** What may be shown of a secret: dots, and the last four characters where it has at least twelve. */
export function secretHint(secret: string): string {
  const characters = Array.from(secret);
  return characters.length < shortest ? '••••' : `••••${characters.slice(-4).join('')}`;
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

function findSecret(r: Reader, rows: Rows, owner: SecretOwner): Row | undefined {
  return r.select().from(rows).where(ofOwner(rows, owner)).get();
}

/** Opens a row. Throws SECRET_UNREADABLE where it was altered, moved, or sealed with a key that is not this one. */
function openRow(row: Row, key: MasterKey): Buffer {
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
function putSecret(w: Writer, { rows, key }: SecretPlace, owner: SecretOwner, plain: Uint8Array, now: number): void {
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

function removeSecret(w: Writer, rows: Rows, owner: SecretOwner): void {
  w.delete(rows).where(ofOwner(rows, owner)).run();
}

function removeSecretsOf(w: Writer, rows: Rows, row: SecretRow): void {
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
