import { essence } from '../mediaType.ts';
import { explainCaching } from './caching.ts';
import { type SetCookie, setCookies } from './cookies.ts';
import { fieldOf, type Header, httpDate, type Remark, spanWords, valuesOf } from './fields.ts';
import { explainRateLimits } from './rateLimits.ts';
import { parseItem } from './structuredField.ts';

/** What the headers of a response mean, by subject; only subjects that it says something about. */
export interface Explanation {
  readonly groups: readonly { readonly title: string; readonly remarks: readonly Remark[] }[];
  readonly cookies: readonly SetCookie[];
}

interface Answer {
  readonly headers: readonly Header[];
  /** When it came, milliseconds UTC. */
  readonly at: number;
  /** Where it came from. */
  readonly url: string;
}

/** Explains the headers as of `now`, milliseconds UTC. */
export function explainHeaders({ headers, at, url }: Answer, now: number): Explanation {
  const groups = [
    { title: 'Caching', remarks: explainCaching(headers, at, now) },
    { title: 'Rate limits', remarks: explainRateLimits(headers, at, now) },
    { title: 'Deprecation', remarks: explainLifecycle(headers, now) },
    { title: 'Content', remarks: explainContent(headers) },
    { title: 'Security', remarks: explainSecurity(headers, url) },
    { title: 'Access from web pages (CORS)', remarks: explainCors(headers) },
  ];
  return { groups: groups.filter(({ remarks }) => remarks.length > 0), cookies: setCookies(headers, at, url) };
}

/** `Deprecation` (RFC 9745) and `Sunset` (RFC 8594). */
export function explainLifecycle(headers: readonly Header[], now: number): Remark[] {
  const remarks: Remark[] = [];
  const since = deprecatedSince(fieldOf(headers, 'deprecation'));
  if (since !== undefined) {
    const moment = since === null ? {} : { at: since };
    const text = since === null || since <= now ? 'This resource is deprecated.' : 'This resource will be deprecated.';
    remarks.push({ header: 'Deprecation', weight: 'warn', text, ...moment });
  }
  const sunset = httpDate(fieldOf(headers, 'sunset') ?? '');
  if (sunset !== undefined) {
    const text = sunset <= now ? 'It was to be switched off by then.' : 'It is expected to stop responding then.';
    remarks.push({ header: 'Sunset', weight: sunset <= now ? 'bad' : 'warn', text, at: sunset });
  }
  for (const { target, relation } of links(headers)) {
    const what = { deprecation: 'What is deprecated is described at', sunset: 'The plan for its end is described at' };
    if (relation === 'deprecation' || relation === 'sunset')
      remarks.push({ header: 'Link', weight: 'info', text: `${what[relation]} ${target}.` });
    if (relation === 'successor-version')
      remarks.push({ header: 'Link', weight: 'info', text: `Its successor is ${target}.` });
  }
  return remarks;
}

/** Milliseconds UTC; null where it is only said that it is. Drafts wrote an HTTP date or `true`. */
function deprecatedSince(field: string | undefined): number | null | undefined {
  if (field === undefined) return undefined;
  const item = parseItem(field);
  if (item?.value.kind === 'date') return item.value.value * 1_000;
  return httpDate(field) ?? (/^(\?1|true)$/i.test(field) ? null : undefined);
}

/** Targets with their relations (RFC 8288 section 3). */
function links(headers: readonly Header[]): { target: string; relation: string }[] {
  const field = fieldOf(headers, 'link') ?? '';
  return [...field.matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+))*)/g)].flatMap(
    ([, target = '', parameters = '']) => {
      const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
      return (relations?.[1] ?? relations?.[2] ?? '').split(/\s+/).map((relation) => ({ target, relation }));
    },
  );
}

function explainContent(headers: readonly Header[]): Remark[] {
  const remarks: Remark[] = [];
  const type = fieldOf(headers, 'content-type');
  const sniffing = fieldOf(headers, 'x-content-type-options');
  const none = { header: 'Content-Type', weight: 'warn' } as const;
  if (type === undefined) remarks.push({ ...none, text: 'It does not say what the body is; clients have to guess.' });
  else if (valuesOf(headers, 'content-type').length > 1)
    remarks.push({ ...none, text: 'It comes more than once; clients differ in which they take.' });
  else if (/^text\/html/i.test(essence(type)) && !/charset/i.test(type))
    remarks.push({ header: 'Content-Type', weight: 'info', text: 'It names no charset; the document may.' });
  if (sniffing?.toLowerCase() === 'nosniff')
    remarks.push({ header: 'X-Content-Type-Options', weight: 'good', text: 'Browsers take the type as it is said.' });
  else if (sniffing !== undefined)
    remarks.push({ header: 'X-Content-Type-Options', weight: 'warn', text: 'Only the value nosniff means something.' });
  return remarks;
}

/** `Strict-Transport-Security` (RFC 6797). */
function explainSecurity(headers: readonly Header[], url: string): Remark[] {
  const field = valuesOf(headers, 'strict-transport-security')[0];
  if (field === undefined) return [];
  const header = 'Strict-Transport-Security';
  if (URL.parse(url)?.protocol === 'http:')
    return [{ header, weight: 'warn', text: 'It came unencrypted, so browsers ignore it.' }];
  const age = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?/i.exec(field)?.[1];
  if (age === undefined) return [{ header, weight: 'warn', text: 'It has no max-age, so browsers ignore it.' }];
  if (age === '0') return [{ header, weight: 'info', text: 'Browsers forget that the host asks for HTTPS.' }];
  const also = /includesubdomains/i.test(field) ? ' and its subdomains' : '';
  return [
    { header, weight: 'good', text: `Browsers use only HTTPS for the host${also} for ${spanWords(Number(age))}.` },
  ];
}

/** `Access-Control-*` (Fetch standard, CORS protocol). */
function explainCors(headers: readonly Header[]): Remark[] {
  const origin = fieldOf(headers, 'access-control-allow-origin');
  if (origin === undefined) return [];
  const withCredentials = fieldOf(headers, 'access-control-allow-credentials') === 'true';
  const remarks: Remark[] = [];
  const add = (name: string, weight: Remark['weight'], text: string) =>
    remarks.push({ header: `Access-Control-${name}`, weight, text });
  const who = origin === '*' ? 'any origin' : origin;
  if (origin.includes(',')) add('Allow-Origin', 'bad', 'Several origins in one header: browsers refuse the response.');
  else if (origin === '*' && withCredentials)
    add('Allow-Origin', 'warn', 'With credentials browsers refuse *; an origin must be named.');
  else if (origin === 'null') add('Allow-Origin', 'warn', 'Sandboxed pages of anybody may read it.');
  else add('Allow-Origin', 'info', `Pages of ${who} may read it${withCredentials ? ', also with cookies' : ''}.`);
  const exposed = fieldOf(headers, 'access-control-expose-headers');
  if (exposed !== undefined) add('Expose-Headers', 'info', `They may also read ${exposed}.`);
  const kept = fieldOf(headers, 'access-control-max-age');
  if (kept !== undefined && /^\d+$/.test(kept))
    add('Max-Age', 'info', `A preflight is remembered for ${spanWords(Number(kept))}.`);
  return remarks;
}
