import { createHash } from 'node:crypto';
import { inArray, sql } from 'drizzle-orm';
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
 * of the settings that it was given with. The entries of a row stand together in one of some sealed parts, so that a change seals few
 * of them anew, and the head says which sealing of each part is the one of now. So neither an earlier secret nor changed settings can
 * be put in the place of what is there, short of the whole vault of another day.
 */
export type Entries = Map<string, string>;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const nameBytes = 16;
const valueBytes = 16;

/** The first byte tells the kinds of entries apart. */
const nameOf = (kind: 's' | 'c', parts: readonly string[]): string =>
  kind + latin1(createHash('sha256').update(lengthPrefixed(parts)).digest()).slice(0, nameBytes - 1);

export const secretName = ({ tenantId, table, id, field }: SecretOwner): string =>
  nameOf('s', [tenantId, table, id, field]);
const settingsName = ({ tenantId, table, id }: SecretRow): string => nameOf('c', [tenantId, table, id]);

/** What a sealed secret is known by: its authentication tag. */
export const tagOf = (sealed: Uint8Array): string => latin1(sealed.subarray(-valueBytes));

const head = 0;
const parts = 64;

/** The part in which the entries of a row stand; counts from 1. */
export const partOf = (row: SecretRow): number => 1 + (settingsName(row).charCodeAt(1) % parts);

const partName = (part: number): string => `p${String.fromCharCode(part)}`.padEnd(nameBytes, '\0');

interface Opened {
  readonly nonce: string;
  readonly tag: string;
  readonly entries: Entries;
}

/** What was read last with a key; it goes with the key. */
const known = new WeakMap<MasterKey, Map<number, Opened>>();

function knownWith(key: MasterKey): Map<number, Opened> {
  const found = known.get(key) ?? new Map<number, Opened>();
  known.set(key, found);
  return found;
}

const tableOf = ({ rows }: Pick<SecretPlace, 'rows'>) => (rows === sessionSecrets ? sessionIndex : vaultIndex);

const contextOf = ({ version }: MasterKey, id: number) => ['patchbay.index.v1', String(version), String(id)];

/** The head and a part as they are sealed now, without those that this key does not open. They come from one statement. */
function openParts(r: Reader, place: SecretPlace, part: number): ReadonlyMap<number, Opened> {
  const table = tableOf(place);
  const wanted = inArray(table.id, [head, part]);
  const nonces = r.select({ id: table.id, nonce: table.nonce }).from(table).where(wanted).all();
  const before = knownWith(place.key);
  if (nonces.every(({ id, nonce }) => before.get(id)?.nonce === latin1(nonce)))
    return new Map([...before].filter(([id]) => nonces.some((one) => one.id === id)));
  const opened = new Map<number, Opened>();
  for (const { id, nonce, sealed } of r.select().from(table).where(wanted).all()) {
    const plain = openBytes(place.key.bytes, { nonce, sealed }, contextOf(place.key, id));
    if (plain) opened.set(id, { nonce: latin1(nonce), tag: tagOf(sealed), entries: decode(plain) });
  }
  for (const [id, one] of opened) before.set(id, one);
  return opened;
}

/** The entries that stand with those of a row; none where they do not open, or are not the ones of now. See `changeIndex`. */
export function readIndex(r: Reader, place: SecretPlace, row: SecretRow): ReadonlyMap<string, string> {
  const part = partOf(row);
  const opened = openParts(r, place, part);
  const found = opened.get(part);
  const isOfNow = found !== undefined && opened.get(head)?.entries.get(partName(part)) === found.tag;
  return isOfNow ? found.entries : new Map();
}

/** Answers the tag of what was sealed. */
function writePart(w: Writer, place: SecretPlace, id: number, entries: Entries): string {
  const table = tableOf(place);
  const sealed = sealBytes(place.key.bytes, encode(entries), contextOf(place.key, id));
  const row = { keyVersion: place.key.version, ...sealed };
  w.insert(table)
    .values({ id, ...row })
    .onConflictDoUpdate({ target: table.id, set: row })
    .run();
  const tag = tagOf(sealed.sealed);
  knownWith(place.key).set(id, { nonce: latin1(sealed.nonce), tag, entries });
  return tag;
}

/**
 * Changes entries of a row in the caller's transaction; null takes one out. A part that does not open vouches for nothing, and begins
 * anew; so does the head.
 */
export function changeIndex(
  w: Writer,
  place: SecretPlace,
  row: SecretRow,
  changes: readonly (readonly [string, string | null])[],
): void {
  const before = readIndex(w, place, row);
  if (changes.every(([name, value]) => (before.get(name) ?? null) === value)) return;
  const entries = new Map(before);
  for (const [name, value] of changes)
    if (value === null) entries.delete(name);
    else entries.set(name, value);
  const part = partOf(row);
  const heads = new Map(openParts(w, place, part).get(head)?.entries);
  writePart(w, place, head, heads.set(partName(part), writePart(w, place, part, entries)));
}

/** All parts as they are sealed now, to be changed and written as a whole. */
export function readWhole(r: Reader, place: SecretPlace): Map<number, Entries> {
  const whole = new Map<number, Entries>();
  for (let part = 1; part <= parts; part += 1) {
    const opened = openParts(r, place, part);
    const found = opened.get(part);
    if (found && opened.get(head)?.entries.get(partName(part)) === found.tag) whole.set(part, new Map(found.entries));
  }
  return whole;
}

/** Puts another index in the place of the one before. */
export function writeWhole(w: Writer, place: SecretPlace, whole: ReadonlyMap<number, Entries>): void {
  w.delete(tableOf(place)).run();
  const heads: Entries = new Map();
  for (const [part, entries] of whole) heads.set(partName(part), writePart(w, place, part, entries));
  writePart(w, place, head, heads);
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
  return readIndex(r, place, row).has(settingsName(row));
}
