import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Reader, Writer } from '#main/store/index.ts';
import { lengthPrefixed, type MasterKey, openBytes, sealBytes } from './sealing.ts';
import { type secrets, sessionIndex, sessionSecrets, vaultIndex } from './table.ts';

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

/**
 * The sealed index: for each secret the end of its ciphertext, which no other sealing has, and for each row that has secrets a digest
 * of the settings that it was given with. It is sealed as a whole and written with every change, so that neither an earlier row nor
 * changed settings can be put in the place of what is there, short of the whole vault of another day.
 */
export type Entries = Map<string, string>;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const nameBytes = 16;
const valueBytes = 16;

/** The first byte tells the two kinds of entries apart. */
const nameOf = (kind: 's' | 'c', parts: readonly string[]): string =>
  kind + latin1(createHash('sha256').update(lengthPrefixed(parts)).digest()).slice(0, nameBytes - 1);

export const secretName = ({ tenantId, table, id, field }: SecretOwner): string =>
  nameOf('s', [tenantId, table, id, field]);
const settingsName = ({ tenantId, table, id }: SecretRow): string => nameOf('c', [tenantId, table, id]);

/** What a sealed secret is known by: its authentication tag. */
export const tagOf = (sealed: Uint8Array): string => latin1(sealed.subarray(-valueBytes));

/** What was read last with a key; it goes with the key. */
const known = new WeakMap<MasterKey, { readonly nonce: string; readonly entries: Entries }>();

const tableOf = ({ rows }: Pick<SecretPlace, 'rows'>) => (rows === sessionSecrets ? sessionIndex : vaultIndex);

const contextOf = ({ version }: MasterKey) => ['patchbay.index.v1', String(version)];

/** The entries as they are sealed now; null where there are none that this key opens. Not to be changed: see `changeIndex`. */
export function readIndex(r: Reader, place: SecretPlace): ReadonlyMap<string, string> | null {
  const table = tableOf(place);
  const head = r.select({ nonce: table.nonce }).from(table).where(eq(table.id, 1)).get();
  const before = known.get(place.key);
  if (head !== undefined && before?.nonce === latin1(head.nonce)) return before.entries;
  const row = r.select().from(table).where(eq(table.id, 1)).get();
  const plain = row && openBytes(place.key.bytes, row, contextOf(place.key));
  if (!plain) return null;
  const entries = decode(plain);
  known.set(place.key, { nonce: latin1(row.nonce), entries });
  return entries;
}

/** Puts other entries in the place of those before. */
export function writeIndex(w: Writer, place: SecretPlace, entries: Entries): void {
  const table = tableOf(place);
  const sealed = sealBytes(place.key.bytes, encode(entries), contextOf(place.key));
  const row = { keyVersion: place.key.version, ...sealed };
  w.insert(table)
    .values({ id: 1, ...row })
    .onConflictDoUpdate({ target: table.id, set: row })
    .run();
  known.set(place.key, { nonce: latin1(sealed.nonce), entries });
}

/** Changes entries in the caller's transaction; null takes one out. An index that does not open vouches for nothing, and begins anew. */
export function changeIndex(
  w: Writer,
  place: SecretPlace,
  changes: readonly (readonly [string, string | null])[],
): void {
  const before = readIndex(w, place) ?? new Map<string, string>();
  if (changes.every(([name, value]) => (before.get(name) ?? null) === value)) return;
  const entries = new Map(before);
  for (const [name, value] of changes)
    if (value === null) entries.delete(name);
    else entries.set(name, value);
  writeIndex(w, place, entries);
}

function encode(entries: Entries): Buffer {
  return Buffer.from([...entries].flat().join(''), 'latin1');
}

function decode(plain: Buffer): Entries {
  const text = latin1(plain);
  const entries: Entries = new Map();
  for (let at = 0; at < text.length; at += nameBytes + valueBytes)
    entries.set(text.slice(at, at + nameBytes), text.slice(at + nameBytes, at + nameBytes + valueBytes));
  return entries;
}

/**
 * The settings that decide where a row's secrets go, as text; null where the row is not there, or its table has none. They are read
 * here and not handed in, so that no caller forgets one; the columns stand here and not in the store, which could be altered too.
 */
export function settingsOf(r: Reader, { tenantId, table, id }: SecretRow): string | null {
  if (table !== 'connections') return null;
  const [found] = r.all<{ settings: string }>(sql`
    SELECT json_array(integration_id, kind, scheme_key, placement, allowed_hosts, config, more, secret_by) AS settings
    FROM connections WHERE tenant_id = ${tenantId} AND id = ${id}`);
  return found?.settings ?? null;
}

/** The entry of a row with these settings; without a row there is none. */
export const settingsEntry = (row: SecretRow, settings: string | null): readonly [string, string | null] => [
  settingsName(row),
  settings === null ? null : latin1(createHash('sha256').update(settings).digest()).slice(0, valueBytes),
];

/** Whether the index says anything of a row's settings. */
export function isKnown(r: Reader, place: SecretPlace, row: SecretRow): boolean {
  return readIndex(r, place)?.has(settingsName(row)) ?? false;
}
