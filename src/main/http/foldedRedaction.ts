import { mask } from '#core/http/secretJudge.ts';
import type { ByteRedaction } from './messages.ts';
import { foldedForms } from './secretForms.ts';
import { asWritten, isEscapeSign, makeRoom, mayEscape, room, unescapeBytes } from './unescape.ts';

/** Patterns are compared by letters, digits and bytes beyond ASCII alone; so many must agree. */
const shortest = 7;
/** A long secret is sought in pieces of this length, so that little is held back and little is compared at one place. */
const pieceLength = 256;
/** Bytes at the end of a piece of the text in which an escape may not be whole yet. */
const longestEscape = 64;

/** More bytes than this are never passed over at once. */
const longestStep = 32;
const hashBits = 14;

/** The last three bytes of a window; windows whose end is in no pattern are most of a text. */
const hashOf = (data: Uint8Array, at: number): number =>
  (((data[at] ?? 0) << 9) ^ ((data[at + 1] ?? 0) << 4) ^ (data[at + 2] ?? 0)) & ((1 << hashBits) - 1);

/**
 * Finds patterns of four bytes and more in bytes, after Wu and Manber, "A fast algorithm for multi-pattern searching" (1994): a table
 * tells how far the next match is at least.
 */
export function patternSearch(patterns: readonly Uint8Array[]) {
  const sorted = patterns.toSorted((a, b) => b.length - a.length);
  const byStart = Map.groupBy(sorted, (pattern) => startOf(pattern, 0));
  const window = Math.min(longestStep, sorted.at(-1)?.length ?? longestStep);
  const steps = new Uint8Array(1 << hashBits).fill(window - 2);
  for (const pattern of sorted)
    for (let at = 0; at + 3 <= window; at += 1) {
      const hash = hashOf(pattern, at);
      steps[hash] = Math.min(steps[hash] ?? 0, window - 3 - at);
    }
  return {
    /** The leftmost match at or after `from`, the longest at one place. */
    next: (data: Uint8Array, from: number): { at: number; length: number } | null => {
      for (let at = from; at <= data.length - window; ) {
        const step = steps[hashOf(data, at + window - 3)] ?? 0;
        at += step;
        if (step > 0) continue;
        const found = byStart.get(startOf(data, at))?.find((pattern) => agrees(data, at, pattern, pattern.length));
        if (found !== undefined) return { at, length: found.length };
        at += 1;
      }
      return null;
    },
    /** The patterns that begin with the same four bytes as the data here. */
    startingLike: (data: Uint8Array, at: number): readonly Uint8Array[] => byStart.get(startOf(data, at)) ?? [],
  };
}

function startOf(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** Whether the first `length` bytes of a pattern are here. */
function agrees(bytes: Uint8Array, at: number, pattern: Uint8Array, length: number): boolean {
  if (at + length > bytes.length) return false;
  for (let index = 0; index < length; index += 1) if (bytes[at + index] !== pattern[index]) return false;
  return true;
}

/** What is sought: folded forms of secrets. */
export interface FoldedPatterns {
  readonly all: readonly Uint8Array[];
  readonly search: ReturnType<typeof patternSearch>;
  readonly longest: number;
}

/** The forms of secrets that survive folding (`foldedForms`), folded. */
export function foldedPatterns(secrets: readonly string[]): FoldedPatterns {
  const forms = secrets.filter((secret) => secret.length >= 4).flatMap(foldedForms);
  // A secret that reads like an escape itself, as `a%20b`, is sought as it is too.
  const pieces = forms.flatMap((form) => [
    ...piecesOf(fold(form).bytes),
    ...(mayEscape(form) ? piecesOf(fold(form, 0, false).bytes) : []),
  ]);
  const distinct = new Map(pieces.map((piece) => [Buffer.from(piece).toString('latin1'), piece]));
  const all = [...distinct.values()];
  return {
    all,
    search: patternSearch(all),
    longest: Math.max(0, ...all.map(({ length }) => length)),
  };
}

function piecesOf(form: Uint8Array): Uint8Array[] {
  if (form.length < shortest) return [];
  const count = Math.max(1, Math.floor(form.length / pieceLength));
  return Array.from({ length: count }, (_, index) =>
    form.slice(index * pieceLength, index === count - 1 ? form.length : (index + 1) * pieceLength),
  );
}

/** Bytes of white space, quotes and signs that may be between two characters of a secret. */
const longestGap = 40;

/** The bytes of a text that count, in lower case; from `known` on with where each is, so that `starts[i - known]` is that of `i`. */
interface Folded {
  readonly bytes: Uint8Array;
  readonly known: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** What each byte folds to; 0 where it does not count. */
const folds = Uint8Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code);
  if (code >= 0x80) return code;
  return /[0-9a-z]/i.test(char) ? char.toLowerCase().charCodeAt(0) : 0;
});
/** 1 for the bytes that count. */
const counted = folds.map((code) => (code === 0 ? 0 : 1));

const foldedRoom = room();

/**
 * Undoes escapes and folds. Where each byte stands is known from place `placesFrom` of the text on. Before it bytes that lie too far
 * apart to belong together follow each other anyway: what is not found in them is nowhere. The next call overwrites the result.
 */
function fold(data: Uint8Array, placesFrom = 0, undoEscapes = true): Folded {
  const { codes, starts, ends, length, known } = undoEscapes
    ? unescapeBytes(data, placesFrom)
    : asWritten(data, placesFrom);
  makeRoom(foldedRoom, length, length - known);
  const { codes: bytes } = foldedRoom;
  let count = 0;
  for (let at = 0; at < known; at += 1) {
    const code = codes[at] ?? 0;
    bytes[count] = folds[code] ?? 0;
    count += counted[code] ?? 0;
  }
  const before = count;
  let last = -1;
  for (let at = known; at < length; at += 1) {
    const code = folds[codes[at] ?? 0] ?? 0;
    if (code === 0) continue;
    const start = starts[at - known] ?? 0;
    // Too far from the one before to belong to it: a byte that is in no pattern parts them.
    if (last >= 0 && start > last + longestGap) {
      bytes[count] = 0;
      foldedRoom.starts[count - before] = start;
      foldedRoom.ends[count - before] = start;
      count += 1;
    }
    last = ends[at - known] ?? 0;
    bytes[count] = code;
    foldedRoom.starts[count - before] = start;
    foldedRoom.ends[count - before] = last;
    count += 1;
  }
  return { bytes: bytes.subarray(0, count), known: before, starts: foldedRoom.starts, ends: foldedRoom.ends };
}

/** A stretch of a text, in bytes. */
type Stretch = Readonly<Record<'from' | 'to', number>>;

/**
 * Where the patterns are in a text, and its end folded, as far as a match may reach back from there. Most texts have no match, and
 * need the places of their last bytes alone.
 */
function examine(data: Uint8Array, { search, longest }: FoldedPatterns): { matches: Stretch[]; end: Folded } {
  const enough = longest + 2 * longestEscape;
  const from = Math.max(0, data.length - 4 * enough);
  const quick = fold(data, from);
  const end = { ...quick, bytes: quick.bytes.subarray(quick.known), known: 0 };
  if (search.next(quick.bytes, 0) === null && (from === 0 || end.bytes.length >= enough)) return { matches: [], end };
  const folded = from === 0 ? quick : fold(data);
  const { bytes, starts, ends } = folded;
  const matches: Stretch[] = [];
  for (let found = search.next(bytes, 0); found !== null; found = search.next(bytes, found.at + found.length))
    matches.push({ from: starts[found.at] ?? 0, to: ends[found.at + found.length - 1] ?? 0 });
  return { matches, end: folded };
}

/** The first place from which on the rest of the text, which ends at `end`, is the beginning of a pattern; `end` where there is none. */
function openAt(folded: Folded, end: number, { all, search, longest }: FoldedPatterns): number {
  const bytes = folded.bytes.subarray(0, end);
  for (let at = Math.max(end - longest + 1, 0); at < end; at += 1) {
    const rest = end - at;
    const candidates = rest < 4 ? all : search.startingLike(bytes, at);
    if (candidates.some((pattern) => pattern.length > rest && agrees(bytes, at, pattern, rest))) return at;
  }
  return end;
}

/** How many folded bytes were written before this place of the text. */
function countBefore({ bytes, ends }: Folded, place: number): number {
  let count = bytes.length;
  while (count > 0 && (ends[count - 1] ?? 0) > place) count -= 1;
  return count;
}

/** From here on a match may begin that is not whole yet, or an escape stand that is not. */
function heldFrom(data: Uint8Array, folded: Folded, patterns: FoldedPatterns): number {
  const { length } = folded.bytes;
  const openPlace = (count: number, otherwise: number): number => {
    const open = openAt(folded, count, patterns);
    return open < count ? (folded.starts[open] ?? 0) : otherwise;
  };
  const open = openPlace(length, data.length);
  const place = Math.max(0, data.length - longestEscape);
  if (!mayEscape(data.subarray(place))) return open;
  const settled = countBefore(folded, place);
  const whole = settled < length ? Math.min(folded.starts[settled] ?? 0, place) : place;
  return Math.min(open, openPlace(settled, whole), whole);
}

/** Characters of a secret at the end of a text that was cut, from which on they are masked. */
const shortestCut = 4;

/** Where a text that was cut ends within a secret; an escape at the end may be cut as well. */
function cutFrom(data: Uint8Array, folded: Folded, patterns: FoldedPatterns): number {
  const counts = [folded.bytes.length];
  for (let place = Math.max(0, data.length - longestEscape); place < data.length; place += 1)
    if (isEscapeSign(data[place] ?? 0)) counts.push(countBefore(folded, place));
  const opens = [...new Set(counts)].flatMap((count) => {
    const open = openAt(folded, count, patterns);
    return count - open >= shortestCut ? [folded.starts[open] ?? 0] : [];
  });
  return Math.min(data.length, ...opens);
}

const maskBytes = Buffer.from(mask);

/** Adds the bytes before `until` with each match masked; how many were taken, as a match is never parted. */
function maskMatches(data: Uint8Array, matches: readonly Stretch[], until: number, pieces: Uint8Array[]): number {
  let at = 0;
  for (const { from, to } of matches) {
    if (from >= until || from < at) continue;
    pieces.push(data.subarray(at, from), maskBytes);
    at = to;
  }
  const taken = Math.max(at, until);
  pieces.push(data.subarray(at, taken));
  return taken;
}

/** Bytes that are looked at together: what is made of them on the way stays small. */
const blockBytes = 32 * 1024;

/** Masks the patterns in bytes that come piece by piece. */
export function redactFolded(patterns: FoldedPatterns): ByteRedaction {
  let held: Uint8Array = new Uint8Array();
  const push = (chunk: Uint8Array): Uint8Array => {
    const data = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const pieces: Uint8Array[] = [];
    let from = 0;
    for (let to = 0; to < data.length; ) {
      to = Math.min(to + blockBytes, data.length);
      const block = data.subarray(from, to);
      const { matches, end } = examine(block, patterns);
      from += maskMatches(block, matches, heldFrom(block, end, patterns), pieces);
    }
    held = Buffer.from(data.subarray(from));
    return pieces.includes(maskBytes) ? Buffer.concat(pieces) : data.subarray(0, from);
  };
  return {
    push: (chunk) => (patterns.all.length === 0 ? chunk : push(chunk)),
    held: () => held,
    end: (cut = false) => {
      const until = cut ? cutFrom(held, fold(held), patterns) : held.length;
      const pieces: Uint8Array[] = [];
      const taken = maskMatches(held, examine(held, patterns).matches, until, pieces);
      return Buffer.concat(taken < held.length ? [...pieces, maskBytes] : pieces);
    },
  };
}

/** Masks the patterns in a text; one without any stays as it is. */
export function maskFolded(text: string, patterns: FoldedPatterns): string {
  const data = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  if (data.length <= blockBytes) maskMatches(data, examine(data, patterns).matches, data.length, pieces);
  else {
    const { push, end } = redactFolded(patterns);
    pieces.push(push(data), end());
  }
  const masked = Buffer.concat(pieces);
  return masked.equals(data) ? text : masked.toString();
}
