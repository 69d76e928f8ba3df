import { createHash } from 'node:crypto';
import { inArray, sql } from 'drizzle-orm';
import type { Reader, Store, Writer } from '#main/store/index.ts';
import { lengthPrefixed, type MasterKey, openBytes, sealBytes } from './sealing.ts';
import {
  indexTable,
  type Nonces,
  preparedOnce,
  type Rows,
  readStanding,
  type SealedSecret,
  type SecretOwner,
  type SecretRow,
  type Settings,
  settingsOf,
} from './table.ts';

/** Where secrets are kept and the key that seals them there. */
export interface SecretPlace {
  readonly rows: Rows;
  readonly key: MasterKey;
}

/**
 * The sealed index: for each secret the end of its ciphertext, which no other sealing has, and for each row that has secrets digests
 * of the settings that it was given with and of the origins that a person confirmed since. The entries of a row stand together in one of some sealed parts, so that a change seals few
 * of them again, and the head says which sealing of each part is the one of now. So neither an earlier secret nor changed settings can
 * be put in the place of what is there, short of the whole vault of another day.
 */
export type Entries = Map<string, string>;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const nameBytes = 16;
const valueBytes = 16;

/** The first byte tells the kinds of entries apart. */
const nameOf = (kind: 's' | 'c' | 'o', parts: readonly string[]): string =>
  kind + latin1(createHash('sha256').update(lengthPrefixed(parts)).digest()).slice(0, nameBytes - 1);

export const secretName = ({ tenantId, table, id, field }: SecretOwner): string =>
  nameOf('s', [tenantId, table, id, field]);
const settingsName = ({ tenantId, table, id }: SecretRow): string => nameOf('c', [tenantId, table, id]);
const originsName = ({ tenantId, table, id }: SecretRow): string => nameOf('o', [tenantId, table, id]);

/** What a sealed secret is known by: its authentication tag. */
export const tagOf = (sealed: Uint8Array): string => latin1(sealed.subarray(-valueBytes));

const head = 0;
const parts = 64;

const partNamed = (settings: string): number => 1 + (settings.charCodeAt(1) % parts);

/** The part in which the entries of a row stand; counts from 1. */
export const partOf = (row: SecretRow): number => partNamed(settingsName(row));

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

const contextOf = ({ version }: MasterKey, id: number) => ['patchbay.index.v1', String(version), String(id)];

/** Stands in a head since the index vouches for confirmed origins; an index of before is completed once. */
const originsMark = ['origins'.padEnd(nameBytes, '\0'), '1'.padEnd(valueBytes, '\0')] as const;

/** A part of the index with its head. A part that does not open, or is not the one of now, has no entries; the head likewise. */
interface IndexPart {
  readonly part: number;
  readonly heads: ReadonlyMap<string, string>;
  readonly entries: ReadonlyMap<string, string>;
}

/** Opens what was not opened before; head and part come from one statement. */
function openPart(r: Reader, place: SecretPlace, part: number, { headNonce, partNonce }: Nonces): IndexPart {
  const before = knownWith(place.key);
  const isKnown = (id: number, nonce: Uint8Array | null) => nonce === null || before.get(id)?.nonce === latin1(nonce);
  if (!isKnown(head, headNonce) || !isKnown(part, partNonce)) return openAnew(r, place, part);
  return joined(part, headNonce === null ? undefined : before.get(head), partNonce && before.get(part));
}

function openAnew(r: Reader, place: SecretPlace, part: number): IndexPart {
  const table = indexTable(place.rows);
  const opened = new Map<number, Opened>();
  for (const { id, nonce, sealed } of r
    .select()
    .from(table)
    .where(inArray(table.id, [head, part]))
    .all()) {
    const plain = openBytes(place.key.bytes, { nonce, sealed }, contextOf(place.key, id));
    if (plain) opened.set(id, { nonce: latin1(nonce), tag: tagOf(sealed), entries: decode(plain) });
  }
  const before = knownWith(place.key);
  for (const [id, one] of opened) before.set(id, one);
  return joined(part, opened.get(head), opened.get(part));
}

function joined(part: number, heads: Opened | undefined, found: Opened | null | undefined): IndexPart {
  const isOfNow = found && heads?.entries.get(partName(part)) === found.tag;
  return { part, heads: heads?.entries ?? new Map(), entries: isOfNow ? found.entries : new Map() };
}

/** A secret and its row beside what the index says of them. */
export interface Look extends IndexPart {
  /** The secret that the index vouches for; `null` where there is none, or an earlier one was put in its place. */
  readonly secret: SealedSecret | null;
  /** Whether the settings of the row are those that its secrets were given with. */
  readonly isAsGiven: boolean;
  /** Whether the index says anything of the row's settings. */
  readonly isKnown: boolean;
  /** What the index would say of the row as it is. */
  readonly current: readonly [Entry, Entry];
}

/** The name of an entry and its value; null takes it out. */
export type Entry = readonly [string, string | null];

/** Looks at a row, and at one of its secrets where a field is named. */
export function lookAt(r: Reader, place: SecretPlace, row: SecretRow & { readonly field?: string }): Look {
  const name = settingsName(row);
  const part = partNamed(name);
  const standing = readStanding(r, place.rows, row, part);
  const index = openPart(r, place, part, standing);
  const { secret } = standing;
  const { field } = row;
  const isListed =
    secret !== null && field !== undefined && index.entries.get(secretName({ ...row, field })) === tagOf(secret.sealed);
  const current = settingsEntries(row, standing);
  return {
    ...index,
    secret: isListed ? secret : null,
    isAsGiven: current.every(([entry, value]) => (index.entries.get(entry) ?? null) === value),
    isKnown: index.entries.has(name),
    current,
  };
}

/** The entries of a row with these settings. */
export function settingsEntries(row: SecretRow, { settings, origins }: Settings): readonly [Entry, Entry] {
  return [
    [settingsName(row), digestOf(settings)],
    [originsName(row), digestOf(origins)],
  ];
}

const digestOf = (text: string | null): string | null =>
  text === null ? null : latin1(createHash('sha256').update(text).digest()).slice(0, valueBytes);

const partQuery = preparedOnce((w: Writer, rows) => {
  const table = indexTable(rows);
  const [keyVersion, nonce, sealed] = [sql`excluded.key_version`, sql`excluded.nonce`, sql`excluded.sealed`];
  return w
    .insert(table)
    .values({
      id: sql.placeholder('id'),
      keyVersion: sql.placeholder('keyVersion'),
      nonce: sql.placeholder('nonce'),
      sealed: sql.placeholder('sealed'),
    })
    .onConflictDoUpdate({ target: table.id, set: { keyVersion, nonce, sealed } })
    .prepare();
});

/** Answers the tag of what was sealed. */
function writePart(w: Writer, place: SecretPlace, id: number, entries: Entries): string {
  const sealed = sealBytes(place.key.bytes, encode(entries), contextOf(place.key, id));
  partQuery(w, place.rows).run({ id, keyVersion: place.key.version, ...sealed });
  const tag = tagOf(sealed.sealed);
  knownWith(place.key).set(id, { nonce: latin1(sealed.nonce), tag, entries });
  return tag;
}

/**
 * Changes entries of a part in the caller's transaction, in which it was looked at. A part that does not open vouches for nothing, and
 * begins again; so does the head.
 */
export function changeIndex(
  w: Writer,
  place: SecretPlace,
  { part, heads, entries }: IndexPart,
  changes: readonly Entry[],
): void {
  if (changes.every(([name, value]) => (entries.get(name) ?? null) === value)) return;
  const next = new Map(entries);
  for (const [name, value] of changes)
    if (value === null) next.delete(name);
    else next.set(name, value);
  const known = heads.size === 0 ? new Map([originsMark]) : new Map(heads);
  writePart(w, place, head, known.set(partName(part), writePart(w, place, part, next)));
}

/** All parts as they are sealed now, to be changed and written as a whole. */
export function readWhole(r: Reader, place: SecretPlace): Map<number, Entries> {
  const whole = new Map<number, Entries>();
  for (let part = 1; part <= parts; part += 1) {
    const { entries } = openAnew(r, place, part);
    if (entries.size > 0) whole.set(part, new Map(entries));
  }
  return whole;
}

/** Puts another index in the place of the one before. */
export function writeWhole(w: Writer, place: SecretPlace, whole: ReadonlyMap<number, Entries>): void {
  w.delete(indexTable(place.rows)).run();
  const heads: Entries = new Map([originsMark]);
  for (const [part, entries] of whole) heads.set(partName(part), writePart(w, place, part, entries));
  writePart(w, place, head, heads);
}

/**
 * Lets an index of before confirmed origins was in one take those in the store as given, once: its head says so from then on. Where
 * no head opens, there is nothing to complete.
 */
export function completeIndex({ store, place }: { store: Pick<Store, 'read' | 'write'>; place: SecretPlace }): void {
  const isOfBefore = ({ heads }: IndexPart) => heads.size > 0 && !heads.has(originsMark[0]);
  if (!isOfBefore(openAnew(store.read, place, head))) return;
  store.write((w) => {
    if (!isOfBefore(openAnew(w, place, head))) return;
    const whole = readWhole(w, place);
    const confirmed = w.all<{ tenantId: string; id: string }>(sql`
      SELECT tenant_id AS tenantId, connection_id AS id FROM oauth_tokens WHERE confirmed_origins IS NOT '[]'`);
    for (const { tenantId, id } of confirmed) {
      const row = { tenantId, table: 'connections', id };
      const entries = whole.get(partOf(row));
      const [, [name, value]] = settingsEntries(row, settingsOf(w, row));
      if (value !== null && entries?.has(settingsName(row))) entries.set(name, value);
    }
    writeWhole(w, place, whole);
  });
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
