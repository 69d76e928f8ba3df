import { fieldOf, type Header, httpDate, type Remark, spanWords } from './fields.ts';

/** The directives of `Cache-Control` (RFC 9111 section 5.2), names in lower case; null where none has an argument. */
export function cacheDirectives(field: string): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const [, name = '', quoted, plain] of field.matchAll(/([^\s,=]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,]+)))?/g))
    found.set(name.toLowerCase(), quoted ?? plain ?? null);
  return found;
}

interface Freshness {
  /** Seconds for which it is fresh; undefined where nothing says. */
  readonly lifetime: number | undefined;
  readonly from: string;
  /** Seconds since it was made, when it came. */
  readonly age: number;
}

const seconds = (text: string | null | undefined): number | undefined =>
  text != null && /^\d+$/.test(text) ? Number(text) : undefined;

/** How long a response is fresh for a client of its own (RFC 9111 sections 4.2.1 and 4.2.3). */
export function freshness(headers: readonly Header[], at: number): Freshness {
  const directives = cacheDirectives(fieldOf(headers, 'cache-control') ?? '');
  const date = httpDate(fieldOf(headers, 'date') ?? '') ?? at;
  const apparent = Math.max(0, Math.round((at - date) / 1_000));
  const age = Math.max(apparent, seconds(fieldOf(headers, 'age')) ?? 0);
  const maxAge = seconds(directives.get('max-age'));
  if (maxAge !== undefined) return { lifetime: maxAge, from: 'Cache-Control', age };
  const expires = fieldOf(headers, 'expires');
  if (expires === undefined) return { lifetime: undefined, from: 'Cache-Control', age };
  const end = httpDate(expires);
  // An invalid date, in particular 0, means that it is stale already (RFC 9111 section 5.3).
  return { lifetime: end === undefined ? 0 : Math.max(0, Math.round((end - date) / 1_000)), from: 'Expires', age };
}

/** What the headers say about caching, and what it means now. `at` is when the response came, both in milliseconds UTC. */
export function explainCaching(headers: readonly Header[], at: number, now: number): Remark[] {
  const control = fieldOf(headers, 'cache-control');
  const directives = cacheDirectives(control ?? '');
  const remarks: Remark[] = [];
  const add = (header: string, text: string, more: Partial<Remark> = {}) =>
    remarks.push({ header, weight: 'info', text, ...more });
  if (directives.has('no-store')) add('Cache-Control', 'No cache may store it.');
  else {
    if (directives.has('no-cache')) add('Cache-Control', 'A cache must ask the server before it uses it again.');
    if (directives.has('private')) add('Cache-Control', 'Only the client itself may store it, no shared cache.');
    else if (directives.has('public')) add('Cache-Control', 'Shared caches may store it.');
    if (!directives.has('no-cache')) explainAge(add, headers, at, now);
    const shared = seconds(directives.get('s-maxage'));
    if (shared !== undefined) add('Cache-Control', `Shared caches may use it for ${spanWords(shared)}.`);
    const whileAsking = seconds(directives.get('stale-while-revalidate'));
    if (whileAsking !== undefined)
      add('Cache-Control', `For ${spanWords(whileAsking)} after that it may be used while a new one is fetched.`);
    if (directives.has('must-revalidate')) add('Cache-Control', 'Once it is stale, it may not be used without asking.');
    if (directives.has('immutable')) add('Cache-Control', 'It does not change while it is fresh.');
  }
  explainValidators(add, headers);
  return remarks;
}

type Add = (header: string, text: string, more?: Partial<Remark>) => void;

function explainAge(add: Add, headers: readonly Header[], at: number, now: number): void {
  const { lifetime, from, age } = freshness(headers, at);
  if (fieldOf(headers, 'age') !== undefined) add('Age', `It came from a cache, where it was ${spanWords(age)} old.`);
  if (lifetime === undefined) return;
  const end = at + (lifetime - age) * 1_000;
  if (lifetime === 0) add(from, 'It is stale at once.');
  else if (end <= now) add(from, `It was fresh for ${spanWords(lifetime)} and is stale now.`, { at: end });
  else add(from, `It is fresh for ${spanWords(lifetime)}.`, { weight: 'good', at: end });
}

function explainValidators(add: Add, headers: readonly Header[]): void {
  const etag = fieldOf(headers, 'etag');
  if (etag !== undefined) {
    const kind = etag.startsWith('W/') ? 'A weak validator' : 'A validator';
    add('ETag', `${kind}: sent back as If-None-Match, an unchanged response is answered with 304 and no body.`);
  }
  const modified = httpDate(fieldOf(headers, 'last-modified') ?? '');
  if (modified !== undefined) add('Last-Modified', 'It was last changed then.', { at: modified });
  const vary = fieldOf(headers, 'vary');
  if (vary === '*') add('Vary', 'Every request may be answered in another way, so that no cache can use it again.');
  else if (vary !== undefined) add('Vary', `A cache keeps one for each value of ${vary}.`);
}
