import { mask } from '#core/http/secretJudge.ts';
import { asWritten, isEscapeSign, mayEscape, unescapeBytes } from './unescape.ts';

/** Takes the bytes of a body piece by piece and gives them back masked; a secret cut by a piece's end is found. */
export interface ByteRedaction {
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back, once nothing follows. `cut`: more would have followed, so that the end may be within a secret. */
  end(cut?: boolean): Uint8Array;
  /** What is held back now, as it came. */
  held(): Uint8Array;
}

/** Patterns are compared by letters, digits and bytes beyond ASCII alone; so many must agree. */
const shortest = 7;
/** A long secret is sought in pieces of this length, so that little is held back and little is compared at one place. */
const pieceLength = 256;
/** Bytes of white space, quotes and signs that may stand between two characters of a secret. */
const longestGap = 40;
/** Bytes at the end of a piece of the text in which an escape may not be whole yet. */
const longestEscape = 64;

/** What is sought: folded forms of secrets, found by their first four bytes. */
export interface FoldedPatterns {
  readonly all: readonly Uint8Array[];
  readonly byStart: ReadonlyMap<number, readonly Uint8Array[]>;
  /** 1 for each pair of bytes with which a pattern begins: most places of a text are passed over by it. */
  readonly heads: Uint8Array;
  readonly longest: number;
}

/**
 * The forms of secrets that survive folding: as it is, in hexadecimal, as a list of numbers, and in base64 in each of the three
 * alignments, of the text in UTF-8 and UTF-16 and of what JSON and addresses make of it. Case, line breaks, separators, quotes and
 * escapes do not matter, since the text is folded in the same way.
 */
export function foldedPatterns(secrets: readonly string[]): FoldedPatterns {
  const forms = secrets.filter((secret) => secret.length >= 4).flatMap(formsOf);
  // A secret that reads like an escape itself, as `a%20b`, is sought as it is too.
  const folded = forms.flatMap((form) => [fold(form).bytes, fold(form, false).bytes]);
  const pieces = folded.flatMap(piecesOf);
  const distinct = new Map(pieces.map((piece) => [Buffer.from(piece).toString('latin1'), piece]));
  const all = [...distinct.values()];
  const heads = new Uint8Array(65_536);
  for (const piece of all) heads[headOf(piece, 0)] = 1;
  return {
    all,
    heads,
    byStart: Map.groupBy(all, (piece) => startOf(piece, 0)),
    longest: Math.max(0, ...all.map(({ length }) => length)),
  };
}

function formsOf(secret: string): Uint8Array[] {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const written = [...new Set([secret, json, encodeURIComponent(secret.toWellFormed())])].map((text) =>
    Buffer.from(text),
  );
  const base64 = [...written, Buffer.from(secret, 'utf16le')].flatMap((each) =>
    [0, 1, 2].map((offset) => aligned(each, offset)),
  );
  return [bytes, ...[bytes.toString('hex'), bytes.join(','), ...base64].map((text) => Buffer.from(text))];
}

/** The base64 characters that depend on these bytes alone when they begin at this offset of a three-byte group. */
function aligned(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function piecesOf(form: Uint8Array): Uint8Array[] {
  if (form.length < shortest) return [];
  const count = Math.max(1, Math.floor(form.length / pieceLength));
  return Array.from({ length: count }, (_, index) =>
    form.slice(index * pieceLength, index === count - 1 ? form.length : (index + 1) * pieceLength),
  );
}

const headOf = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

function startOf(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
}

/** The bytes of a text that count, in lower case, and where each stands. */
interface Folded {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** What each byte folds to; 0 where it does not count. */
const folds = Uint8Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code);
  return code >= 0x80 || /[0-9a-z]/i.test(char) ? char.toLowerCase().charCodeAt(0) : 0;
});
for (let code = 0x80; code < 256; code += 1) folds[code] = code;

function fold(data: Uint8Array, undoEscapes = true): Folded {
  const { codes, starts, ends, length } = undoEscapes ? unescapeBytes(data) : asWritten(data);
  const folded = { bytes: new Uint8Array(length), starts: new Uint32Array(length), ends: new Uint32Array(length) };
  let count = 0;
  let last = 0;
  for (let at = 0; at < length; at += 1) {
    const code = folds[codes[at] ?? 0] ?? 0;
    if (code === 0) continue;
    const start = starts[at] ?? 0;
    // Too far from the one before to belong to it: a byte that is in no pattern parts them.
    if (count > 0 && start > last + longestGap) {
      folded.starts[count] = start;
      folded.ends[count] = start;
      count += 1;
    }
    last = ends[at] ?? 0;
    folded.bytes[count] = code;
    folded.starts[count] = start;
    folded.ends[count] = last;
    count += 1;
  }
  return { ...folded, bytes: folded.bytes.subarray(0, count) };
}

/** A stretch of a text, in bytes. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Finds the patterns in a text, leftmost and longest. Each place costs the length of a piece at most. */
function findFolded({ bytes, starts, ends }: Folded, patterns: FoldedPatterns): Stretch[] {
  const matches: Stretch[] = [];
  let at = 0;
  while (at + shortest <= bytes.length) {
    const length = patterns.heads[headOf(bytes, at)] === 0 ? 0 : matchAt(bytes, at, patterns);
    if (length > 0) matches.push({ from: starts[at] ?? 0, to: ends[at + length - 1] ?? 0 });
    at += Math.max(length, 1);
  }
  return matches;
}

function matchAt(bytes: Uint8Array, at: number, { byStart }: FoldedPatterns): number {
  const candidates = byStart.get(startOf(bytes, at));
  if (candidates === undefined) return 0;
  let longest = 0;
  for (const pattern of candidates)
    if (pattern.length > longest && agrees(bytes, at, pattern, pattern.length)) longest = pattern.length;
  return longest;
}

function agrees(bytes: Uint8Array, at: number, pattern: Uint8Array, length: number): boolean {
  if (at + length > bytes.length) return false;
  for (let index = 0; index < length; index += 1) if (bytes[at + index] !== pattern[index]) return false;
  return true;
}

/** The first place from which on the rest of the text, which ends at `end`, is the beginning of a pattern; `end` where there is none. */
function openAt(folded: Folded, end: number, { all, byStart, longest }: FoldedPatterns): number {
  const bytes = folded.bytes.subarray(0, end);
  for (let at = Math.max(end - longest + 1, 0); at < end; at += 1) {
    const rest = end - at;
    const candidates = rest < 4 ? all : (byStart.get(startOf(bytes, at)) ?? []);
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

/** The bytes before `until` with each match masked, and how many were taken: a match is never parted. */
function maskMatches(data: Uint8Array, matches: readonly Stretch[], until: number) {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { from, to } of matches) {
    if (from >= until || from < at) continue;
    pieces.push(data.subarray(at, from), maskBytes);
    at = to;
  }
  const taken = Math.max(at, until);
  pieces.push(data.subarray(at, taken));
  return { masked: Buffer.concat(pieces), taken };
}

/** Masks the patterns in bytes that come piece by piece. */
export function redactFolded(patterns: FoldedPatterns): ByteRedaction {
  let held: Uint8Array = new Uint8Array();
  return {
    push: (chunk) => {
      const data = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const folded = fold(data);
      const { masked, taken } = maskMatches(data, findFolded(folded, patterns), heldFrom(data, folded, patterns));
      held = Buffer.from(data.subarray(taken));
      return masked;
    },
    held: () => held,
    end: (cut = false) => {
      const folded = fold(held);
      const until = cut ? cutFrom(held, folded, patterns) : held.length;
      const { masked, taken } = maskMatches(held, findFolded(folded, patterns), until);
      return taken < held.length ? Buffer.concat([masked, maskBytes]) : masked;
    },
  };
}

/** Masks the patterns in a text; one without any stays as it is. */
export function maskFolded(text: string, patterns: FoldedPatterns): string {
  const data = Buffer.from(text);
  const matches = findFolded(fold(data), patterns);
  return matches.length === 0 ? text : maskMatches(data, matches, data.length).masked.toString();
}
