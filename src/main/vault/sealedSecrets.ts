import { and, eq, sql } from 'drizzle-orm';
import type { Fault } from '#contract/fault.ts';
import { vaultFaults } from '#contract/vault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import {
  changeIndex,
  type Entries,
  partOf,
  readIndex,
  readWhole,
  type SecretOwner,
  type SecretPlace,
  type SecretRow,
  secretName,
  settingsEntry,
  settingsOf,
  tagOf,
  writeWhole,
} from './sealedIndex.ts';
import { type Format, type MasterKey, openBytes, sealBytes } from './sealing.ts';
import { type secrets, sessionIndex, sessionSecrets } from './table.ts';

const shortest = 12;

/** What may be shown of a secret: dots, and the last four characters where it has at least twelve. */
export function secretHint(secret: string): string {
  const characters = Array.from(secret);
  return characters.length < shortest ? '••••' : `••••${characters.slice(-4).join('')}`;
}

type SealedRow = typeof secrets.$inferSelect;
type Rows = SecretPlace['rows'];

const contextOf = ({ tenantId, table, id, field }: SecretOwner, version: number, format: Format = 'now') => [
  format === 'now' ? 'patchbay.secret.v2' : 'patchbay.secret.v1',
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
function openRow(row: SealedRow, key: MasterKey, format: Format): Buffer | null {
  const { keyVersion } = row;
  return keyVersion === key.version ? openBytes(key.bytes, row, contextOf(ownerOf(row), keyVersion, format)) : null;
}

/**
 * Opens a secret that the index vouches for, together with the settings of its row; null where there is none, or an earlier one was
 * put in its place.
 */
export function openListed(r: Reader, { rows, key }: SecretPlace, owner: SecretOwner): Buffer | 'altered' | null {
  const row = findSecret(r, rows, owner);
  const entries = readIndex(r, { rows, key }, owner);
  if (row === undefined || entries.get(secretName(owner)) !== tagOf(row.sealed)) return null;
  const [name, value] = settingsEntry(owner, settingsOf(r, owner));
  return (entries.get(name) ?? null) === value ? openRow(row, key, 'now') : 'altered';
}

/** Whether the settings of the row are those that its secrets were given with. */
export function isAsGiven(r: Reader, place: SecretPlace, row: SecretRow): boolean {
  const [name, value] = settingsEntry(row, settingsOf(r, row));
  return (readIndex(r, place, row).get(name) ?? null) === value;
}

export function hasSecrets(r: Reader, rows: Rows, row: SecretRow): boolean {
  return r.select({ field: rows.field }).from(rows).where(ofRow(rows, row)).limit(1).get() !== undefined;
}

/** Lets the settings of a row, as they stand, be those that its secrets are given with. */
export function vouchForSettings(w: Writer, place: SecretPlace, row: SecretRow): void {
  changeIndex(w, place, row, [settingsEntry(row, settingsOf(w, row))]);
}

/** What was changed past the vault is not a place that somebody gave the secret for. */
export function settingsAltered({ table, id }: SecretRow): Fault {
  return vaultFaults.fault('SETTINGS_ALTERED', `Settings in ${table} are not those that the secret was given with.`, {
    kept: 'The secret stays sealed and goes nowhere.',
    todo: 'The store was changed past Patchbay: restore a backup, or delete the connection and make it anew.',
    names: [`${table} ${id}`],
  });
}

export function unreadable({ ownerTable, ownerId, field }: SealedRow): Fault {
  return vaultFaults.fault('SECRET_UNREADABLE', `The sealed secret in ${ownerTable} cannot be opened.`, {
    kept: 'It stays as it is.',
    todo: 'Replace the secret, or restore a backup from before it was altered.',
    names: [`${ownerTable} ${ownerId} ${field}`],
  });
}

/** Seals a secret, in the place of the one before. */
export function putSecret(w: Writer, place: SecretPlace, owner: SecretOwner, plain: Uint8Array, now: number): void {
  changeIndex(w, place, owner, [[secretName(owner), writeRow(w, place, owner, plain, now)]]);
}

/** Answers the tag of what was written, which the index has to know. */
function writeRow(w: Writer, { rows, key }: SecretPlace, owner: SecretOwner, plain: Uint8Array, now: number): string {
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
  return tagOf(sealed.sealed);
}

/**
 * Takes a secret out; `key` is null while the vault is locked. The index then goes on to vouch for a secret that is nowhere, until the
 * next key.
 */
export function removeSecret(w: Writer, rows: Rows, key: MasterKey | null, owner: SecretOwner): void {
  w.delete(rows).where(ofOwner(rows, owner)).run();
  if (key !== null) changeIndex(w, { rows, key }, owner, [[secretName(owner), null]]);
}

export function removeSecretsOf(w: Writer, rows: Rows, key: MasterKey | null, row: SecretRow): void {
  const gone = w.delete(rows).where(ofRow(rows, row)).returning({ field: rows.field }).all();
  if (key === null) return;
  const names = gone.map(({ field }) => [secretName({ ...row, field }), null] as const);
  changeIndex(w, { rows, key }, row, [...names, settingsEntry(row, null)]);
}

/**
 * Seals every secret of `from` anew in `to`, and with them what the index says of their rows; the times of the secrets stay. Where the
 * places differ, `from` is emptied. What was sealed in the way of before is taken as it stands, since nothing vouches for it.
 * Throws SECRET_UNREADABLE.
 */
export function resealAll(w: Writer, from: SecretPlace, to: SecretPlace, format: Format = 'now'): void {
  const whole = from.rows === to.rows ? new Map<number, Entries>() : readWhole(w, to);
  for (const row of w.select().from(from.rows).all()) {
    const owner = ownerOf(row);
    const before = format === 'now' ? readIndex(w, from, owner) : null;
    const isListed = before === null || before.get(secretName(owner)) === tagOf(row.sealed);
    const plain = isListed ? openRow(row, from.key, format) : null;
    // One that was damaged before stays as it is, and must not keep the vault closed.
    if (!plain && format === 'former') continue;
    if (!plain) throw unreadable(row);
    const entries = whole.get(partOf(owner)) ?? new Map<string, string>();
    whole.set(partOf(owner), entries.set(secretName(owner), writeRow(w, to, owner, plain, row.updatedAt)));
    plain.fill(0);
    const [name, current] = settingsEntry(owner, before === null ? settingsOf(w, owner) : null);
    const value = before === null ? current : before.get(name);
    if (value) entries.set(name, value);
  }
  if (from.rows !== to.rows) {
    w.delete(from.rows).run();
    writeWhole(w, from, new Map());
  }
  writeWhole(w, to, whole);
}

/** Makes the place for secrets that last as long as this process, with nothing in it. */
export function makeSessionRows(w: Writer): void {
  w.run(sql`CREATE TEMP TABLE IF NOT EXISTS session_secrets (
    tenant_id TEXT NOT NULL, owner_table TEXT NOT NULL, owner_id TEXT NOT NULL, field TEXT NOT NULL,
    sealed BLOB NOT NULL, nonce BLOB NOT NULL, key_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, owner_table, owner_id, field)) STRICT, WITHOUT ROWID`);
  w.run(sql`CREATE TEMP TABLE IF NOT EXISTS session_index (
    id INTEGER PRIMARY KEY, key_version INTEGER NOT NULL, nonce BLOB NOT NULL, sealed BLOB NOT NULL) STRICT`);
  w.delete(sessionSecrets).run();
  w.delete(sessionIndex).run();
}
