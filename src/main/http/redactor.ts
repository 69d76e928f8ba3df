import { Transform } from 'node:stream';
import { mask } from '#core/http/secretJudge.ts';
import { isSecretInAddress } from '#core/http/secretNames.ts';
import { foldedPatterns, maskFolded, patternSearch, redactFolded } from './foldedRedaction.ts';
import type { ByteRedaction } from './messages.ts';
import { secretForms } from './secretForms.ts';

/**
 * Masks a fixed set of secrets: first in the exact forms of `secretForms`, leftmost match first, the longest at one place; then in
 * whatever else folds to one of them (`foldedPatterns`), as changed case, escapes of escapes and wrapped lines do.
 */
export interface Redactor {
  text(value: string): string;
  headers(values: readonly (readonly [string, string])[]): [string, string][];
  url(value: string): string;
  bytes(): ByteRedaction;
  stream(): Transform;
}

export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.flatMap(secretForms))].sort((a, b) => b.length - a.length);
  const patterns = byteForms(forms, secrets);
  const folded = foldedPatterns(secrets);
  const inBytes = once(() => byteMatches(patterns));
  const inTexts = once(() => byteMatches(forms.map((form) => Buffer.from(form))));
  const exact = (value: string) => (value.length < longText ? maskText(value, forms) : maskLongText(value, inTexts()));
  const text = (value: string) => maskFolded(exact(value), folded);
  const bytes = () => {
    if (patterns.length === 0) return passThrough;
    return inTurn(redactBytes(inBytes(), patterns[0]?.length ?? 1), redactFolded(folded));
  };
  return {
    text,
    url: text,
    headers: (values) => values.map(([name, value]) => [text(name), text(value)]),
    bytes,
    stream: () => asTransform(bytes()),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function inTurn(first: ByteRedaction, second: ByteRedaction): ByteRedaction {
  return {
    push: (chunk) => second.push(first.push(chunk)),
    end: (cut) => Buffer.concat([second.push(first.end(cut)), second.end(cut)]),
    held: () => Buffer.concat([second.held(), first.held()]),
  };
}

/** By search: a regular expression of a secret as long as a certificate with its chain would be too large to compile. */
function maskText(value: string, forms: readonly string[]): string {
  const next = forms.map((form) => value.indexOf(form));
  let masked = '';
  let from = 0;
  for (let found = firstMatch(next, forms, value, 0); found; found = firstMatch(next, forms, value, from)) {
    masked += value.slice(from, found.at) + mask;
    from = found.at + found.length;
  }
  return masked + value.slice(from);
}

/** In a text from this length on all forms are sought together. */
const longText = 4096;

function maskLongText(value: string, matches: ByteMatches): string {
  const data = Buffer.from(value);
  const { pieces } = maskBefore(data, data.length, matches(data));
  return pieces.includes(maskBytes) ? Buffer.concat(pieces).toString() : value;
}

/** The forms as UTF-8, and the raw secrets also as Latin-1 and UTF-16, which other charsets would show. */
function byteForms(forms: readonly string[], secrets: readonly string[]): Buffer[] {
  const raw = secrets.filter((secret) => secret.length > 0);
  const latin = raw.filter((secret) => /^[\0-\xff]*$/.test(secret)).map((secret) => Buffer.from(secret, 'latin1'));
  const wide = raw.filter((secret) => secret.length > 3).map((secret) => Buffer.from(secret, 'utf16le'));
  const all = [
    ...forms.map((form) => Buffer.from(form)),
    ...latin,
    ...wide,
    ...wide.map((bytes) => Buffer.from(bytes).swap16()),
  ];
  const distinct = new Map(all.map((bytes) => [bytes.toString('latin1'), bytes]));
  return [...distinct.values()].sort((a, b) => b.length - a.length);
}

const nothing = new Uint8Array();
const passThrough: ByteRedaction = { push: (chunk) => chunk, end: () => nothing, held: () => nothing };
const maskBytes = Buffer.from(mask);

function redactBytes(matches: ByteMatches, longest: number): ByteRedaction {
  let held: Buffer = Buffer.alloc(0);
  const run = (chunk: Uint8Array, isLast: boolean) => {
    const data =
      held.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([held, chunk]);
    const settled = isLast ? data.length : data.length - longest + 1;
    const { pieces, consumed } = maskBefore(data, settled, matches(data));
    held = Buffer.from(data.subarray(consumed));
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  };
  return { push: (chunk) => run(chunk, false), end: () => run(nothing, true), held: () => held };
}

/** The leftmost match at or after a place, the longest there. The places only grow from call to call. */
type Matches = (from: number) => { at: number; length: number } | null;

type ByteMatches = (data: Buffer) => Matches;

/** Patterns of these lengths are sought together; each other one by itself, as the longer it is the less of a text it looks at. */
const isOneOfMany = ({ length }: Buffer): boolean => length >= 4 && length <= 256;

function byteMatches(patterns: readonly Buffer[]): ByteMatches {
  const search = patternSearch(patterns.filter(isOneOfMany));
  const others = patterns.filter((pattern) => !isOneOfMany(pattern));
  return (data) => {
    const next = others.map((pattern) => data.indexOf(pattern));
    let many = search.next(data, 0);
    return (from) => {
      if (many !== null && many.at < from) many = search.next(data, from);
      const other = firstMatch(next, others, data, from);
      if (many === null || other === null) return many ?? other;
      return other.at < many.at || (other.at === many.at && other.length > many.length) ? other : many;
    };
  };
}

/** Masks every match that begins before `settled`; a match there is whole, as the longest pattern still fits behind it. */
function maskBefore(data: Buffer, settled: number, matchFrom: Matches): { pieces: Buffer[]; consumed: number } {
  const pieces: Buffer[] = [];
  let from = 0;
  while (from < settled) {
    const found = matchFrom(from);
    if (found === null || found.at >= settled) break;
    pieces.push(data.subarray(from, found.at), maskBytes);
    from = found.at + found.length;
  }
  if (from >= settled) return { pieces, consumed: Math.min(from, data.length) };
  pieces.push(data.subarray(from, settled));
  return { pieces, consumed: settled };
}

/** A text or bytes, in which patterns of the same kind are looked for. */
interface Searched<Pattern> {
  indexOf(pattern: Pattern, from?: number): number;
}

/** The leftmost match at or after `from`; `next` remembers where each pattern stands next (-1: nowhere). */
function firstMatch<Pattern extends { readonly length: number }>(
  next: number[],
  patterns: readonly Pattern[],
  data: Searched<NoInfer<Pattern>>,
  from: number,
) {
  let best: { at: number; length: number } | null = null;
  for (const [index, pattern] of patterns.entries()) {
    let at = next[index] ?? -1;
    if (at !== -1 && at < from) {
      at = data.indexOf(pattern, from);
      next[index] = at;
    }
    if (at !== -1 && (best === null || at < best.at)) best = { at, length: pattern.length };
  }
  return best;
}

function asTransform(redaction: ByteRedaction): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      done(null, redaction.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)));
    },
    flush(done) {
      done(null, redaction.end());
    },
  });
}

/** What is where a secret was in a URL; signs that stay as they are in one. */
const masked = '****';

/** A URL as it may be kept and shown: without user name and password, and with the values of parameters that name a secret masked. */
export function maskUrl(address: string): string {
  const url = new URL(address);
  const parameters = [...url.searchParams];
  const hides = parameters.some(([name]) => isSecretInAddress(name));
  if (!hides && url.username === '' && url.password === '') return address;
  url.username = '';
  url.password = '';
  if (hides) {
    const kept = parameters.map(([name, value]) => [name, isSecretInAddress(name) ? masked : value]);
    url.search = new URLSearchParams(kept).toString();
  }
  return url.href;
}
