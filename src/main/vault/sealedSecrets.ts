import { and, eq, sql } from 'drizzle-orm';
import type { Fault } from '#contract/fault.ts';
import { vaultFaults } from '#contract/vault.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import {
  changeIndex,
  type Entries,
  type Entry,
  lookAt,
  partOf,
  readWhole,
  type SecretPlace,
  secretName,
  settingsEntries,
  tagOf,
  writeWhole,
} from './sealedIndex.ts';
import { type Format, type MasterKey, openBytes, sealBytes } from './sealing.ts';
import {
  preparedOnce,
  type Rows,
  rowsWithSettings,
  type SecretOwner,
  type SecretRow,
  type Settings,
  type secrets,
  sessionIndex,
  sessionSecrets,
  settingsOf,
} from './table.ts';

const shortest = 12;

/** What may be shown of a secret: dots, and the last four characters where it has at least twelve. */
export function secretHint(secret: string): string {
  const characters = Array.from(secret);
  return characters.length < shortest ? '••••' : `••••${characters.slice(-4).join('')}`;
}

type SealedRow = typeof secrets.$inferSelect;

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
function openRow(
  { keyVersion, ...sealed }: Pick<SealedRow, 'sealed' | 'nonce' | 'keyVersion'>,
  owner: SecretOwner,
  key: MasterKey,
  format: Format,
): Buffer | null {
  return keyVersion === key.version ? openBytes(key.bytes, sealed, contextOf(owner, keyVersion, format)) : null;
}

/**
 * Opens a secret that the index vouches for, together with the settings of its row; null where there is none, or an earlier one was
 * put in its place. Settings count without a secret too: a sign-in of a public client sends a code to where they say.
 */
export function openListed(r: Reader, place: SecretPlace, owner: SecretOwner): Buffer | 'altered' | null {
  const { secret, isAsGiven, isKnown } = lookAt(r, place, owner);
  if (!isAsGiven && (isKnown || secret !== null)) return 'altered';
  return secret && openRow(secret, owner, place.key, 'now');
}

export function hasSecrets(r: Reader, rows: Rows, row: SecretRow): boolean {
  return r.select({ field: rows.field }).from(rows).where(ofRow(rows, row)).limit(1).get() !== undefined;
}

/** Lets the settings of a row, as they are, be those that its secrets are given with. */
export function vouchForSettings(w: Writer, place: SecretPlace, row: SecretRow): void {
  const look = lookAt(w, place, row);
  changeIndex(w, place, look, look.current);
}

/** What was changed past the vault is not a place that somebody gave the secret for. */
export function settingsAltered({ table, id }: SecretRow): Fault {
  return vaultFaults.fault('SETTINGS_ALTERED', `Settings in ${table} are not those that the secret was given with.`, {
    kept: 'The secret was not sent.',
    todo: 'The store was changed outside Patchbay. Restore a backup, or delete the connection and create it again.',
    names: [`${table} ${id}`],
  });
}

export function secretMissing({ table }: SecretRow): Fault {
  return vaultFaults.fault('SECRET_MISSING', 'No secret is stored for this.', {
    todo: 'Enter the secret. Secrets kept for one session are gone once Patchbay quits.',
    names: [table],
  });
}

export function unreadable({ ownerTable, ownerId, field }: SealedRow): Fault {
  return vaultFaults.fault('SECRET_UNREADABLE', `The sealed secret in ${ownerTable} cannot be opened.`, {
    kept: 'It was not changed.',
    todo: 'Replace the secret, or restore a backup from before it was altered.',
    names: [`${ownerTable} ${ownerId} ${field}`],
  });
}

/**
 * Seals a secret, in the place of the one before. The first secret of a row is given with the settings that are there. Throws
 * SETTINGS_ALTERED.
 */
export function putSecret(w: Writer, place: SecretPlace, owner: SecretOwner, plain: Uint8Array, now: number): void {
  const look = lookAt(w, place, owner);
  if (!look.isAsGiven && look.isKnown) throw settingsAltered(owner);
  changeIndex(w, place, look, [...look.current, [secretName(owner), writeRow(w, place, owner, plain, now)]]);
}

const rowQuery = preparedOnce((w: Writer, rows) => {
  const value = (name: string) => sql.placeholder(name);
  const [sealed, nonce, keyVersion] = [sql`excluded.sealed`, sql`excluded.nonce`, sql`excluded.key_version`];
  return w
    .insert(rows)
    .values({
      tenantId: value('tenantId'),
      ownerTable: value('table'),
      ownerId: value('id'),
      field: value('field'),
      sealed: value('sealed'),
      nonce: value('nonce'),
      keyVersion: value('keyVersion'),
      createdAt: value('now'),
      updatedAt: value('now'),
    })
    .onConflictDoUpdate({
      target: [rows.tenantId, rows.ownerTable, rows.ownerId, rows.field],
      set: { sealed, nonce, keyVersion, updatedAt: sql`excluded.updated_at` },
    })
    .prepare();
});

/** Answers the tag of what was written, which the index has to know. */
function writeRow(w: Writer, { rows, key }: SecretPlace, owner: SecretOwner, plain: Uint8Array, now: number): string {
  const sealed = sealBytes(key.bytes, plain, contextOf(owner, key.version));
  rowQuery(w, rows).run({ ...owner, ...sealed, keyVersion: key.version, now });
  return tagOf(sealed.sealed);
}

/**
 * Takes a secret out; `key` is null while the vault is locked. The index then goes on to vouch for a secret that is nowhere, until the
 * next key.
 */
export function removeSecret(w: Writer, rows: Rows, key: MasterKey | null, owner: SecretOwner): void {
  w.delete(rows).where(ofOwner(rows, owner)).run();
  if (key !== null) forgetEntries(w, { rows, key }, owner, [secretName(owner)]);
}

export function removeSecretsOf(w: Writer, rows: Rows, key: MasterKey | null, row: SecretRow): void {
  const gone = deleteSecretsOf(w, rows, row);
  if (key === null) return;
  const settings = settingsEntries(row, none).map(([name]) => name);
  forgetEntries(w, { rows, key }, row, [...gone, ...settings]);
}

const none: Settings = { settings: null, origins: null };

/** @returns the names of their entries */
function deleteSecretsOf(w: Writer, rows: Rows, row: SecretRow): string[] {
  const gone = w.delete(rows).where(ofRow(rows, row)).returning({ field: rows.field }).all();
  return gone.map(({ field }) => secretName({ ...row, field }));
}

/**
 * Takes out every secret of a row that may come back. The index goes on to vouch for its settings: those that it knew, else those that
 * are now.
 */
export function setSecretsAside(w: Writer, rows: Rows, key: MasterKey | null, row: SecretRow): void {
  const gone = deleteSecretsOf(w, rows, row);
  if (key === null) return;
  const place = { rows, key };
  const look = lookAt(w, place, row);
  const [settings, [origins]] = look.current;
  const forgotten = [...gone, origins].map((name): Entry => [name, null]);
  changeIndex(w, place, look, look.isKnown ? forgotten : [...forgotten, settings]);
}

/** Whether a row that was set aside, and stands again, has the settings that the index vouches for. */
export function takeSettingsBack(w: Writer, place: SecretPlace, row: SecretRow): boolean {
  const look = lookAt(w, place, row);
  const [[name, settings]] = look.current;
  if (!look.isKnown || look.entries.get(name) !== settings) return false;
  changeIndex(w, place, look, look.current);
  return true;
}

function forgetEntries(w: Writer, place: SecretPlace, row: SecretRow, names: readonly string[]): void {
  changeIndex(
    w,
    place,
    lookAt(w, place, row),
    names.map((name) => [name, null]),
  );
}

/**
 * Seals every secret of `from` again in `to`, and with them what the index says of their rows; the times of the secrets stay. Where the
 * places differ, `from` is emptied. What was sealed in the way of before is taken as it is, since nothing vouches for it.
 * Throws SECRET_UNREADABLE.
 */
export function resealAll(w: Writer, from: SecretPlace, to: SecretPlace, format: Format = 'now'): void {
  const before = readWhole(w, from);
  const whole = from.rows === to.rows ? new Map<number, Entries>() : readWhole(w, to);
  const entriesOf = (row: SecretRow): Entries => {
    const entries = whole.get(partOf(row)) ?? new Map<string, string>();
    whole.set(partOf(row), entries);
    return entries;
  };
  for (const row of w.select().from(from.rows).all()) {
    const owner = ownerOf(row);
    const isListed = format === 'former' || before.get(partOf(owner))?.get(secretName(owner)) === tagOf(row.sealed);
    const plain = isListed ? openRow(row, owner, from.key, format) : null;
    // One that was damaged before stays as it is, and must not keep the vault closed.
    if (!plain && format === 'former') continue;
    if (!plain) throw unreadable(row);
    entriesOf(owner).set(secretName(owner), writeRow(w, to, owner, plain, row.updatedAt));
    plain.fill(0);
    if (format === 'now') continue;
    for (const [name, value] of settingsEntries(owner, settingsOf(w, owner)))
      if (value !== null) entriesOf(owner).set(name, value);
  }
  // Also of rows without secrets: those that wait for a sign-in, and deleted ones that may come back.
  for (const row of rowsWithSettings(w))
    for (const [name] of settingsEntries(row, none)) {
      const value = before.get(partOf(row))?.get(name);
      if (value !== undefined) entriesOf(row).set(name, value);
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
