import { type Header, httpDate, valuesOf } from './fields.ts';

/** A cookie that a response sets (RFC 6265bis section 5.6). */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string | null;
  readonly path: string | null;
  /** Milliseconds UTC; null for one that ends with the session. */
  readonly expiresAt: number | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'Strict' | 'Lax' | 'None' | null;
  readonly partitioned: boolean;
  /** What a browser would mind, in sentences. */
  readonly warnings: readonly string[];
}

/** The cookies of a response that came at `at` (milliseconds UTC) from `url`. */
export function setCookies(headers: readonly Header[], at: number, url: string): SetCookie[] {
  return valuesOf(headers, 'set-cookie').map((field) => readCookie(field, at, url));
}

/** A longer life is cut to this by browsers (RFC 6265bis section 5.6.2): 400 days. */
const longestLifeMs = 400 * 86_400_000;

function readCookie(field: string, at: number, url: string): SetCookie {
  const [pair = '', ...rest] = field.split(';');
  const attributes = new Map(rest.map((each) => splitAt(each)).map(([name, value]) => [name.toLowerCase(), value]));
  const [name, value] = pair.includes('=') ? splitAt(pair) : ['', pair.trim()];
  const maxAge = attributes.get('max-age');
  const expires = httpCookieDate(attributes.get('expires') ?? '');
  const byAge = maxAge !== undefined && /^-?\d+$/.test(maxAge) ? at + Number(maxAge) * 1_000 : null;
  const cookie = {
    name,
    value,
    domain: attributes.get('domain')?.replace(/^\./, '').toLowerCase() || null,
    path: attributes.get('path') || null,
    expiresAt: byAge ?? expires,
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    sameSite: sameSiteOf(attributes.get('samesite')),
    partitioned: attributes.has('partitioned'),
  };
  return { ...cookie, warnings: warningsOf(cookie, attributes, at, url) };
}

function splitAt(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function sameSiteOf(value: string | undefined): SetCookie['sameSite'] {
  return (['Strict', 'Lax', 'None'] as const).find((each) => each.toLowerCase() === value?.toLowerCase()) ?? null;
}

/** Cookies also come with hyphens in their date: `Wed, 21-Oct-2015 07:28:00 GMT`. */
function httpCookieDate(text: string): number | null {
  return httpDate(text) ?? httpDate(text.replace(/(\d{2})-(\w{3})-(\d{4})/, '$1 $2 $3')) ?? null;
}

type Read = Omit<SetCookie, 'warnings'>;

function warningsOf(cookie: Read, attributes: ReadonlyMap<string, string>, at: number, url: string): string[] {
  const { protocol = '', hostname = '' } = URL.parse(url) ?? {};
  const domain = cookie.domain;
  const rules: [boolean, string][] = [
    [cookie.name === '' && cookie.value === '', 'It has neither name nor value, and is dropped.'],
    [cookie.sameSite === 'None' && !cookie.secure, 'SameSite=None without Secure: browsers refuse it.'],
    [cookie.partitioned && !cookie.secure, 'Partitioned without Secure: browsers refuse it.'],
    [cookie.secure && protocol === 'http:', 'Secure, but it came unencrypted: browsers refuse it.'],
    [attributes.has('samesite') && cookie.sameSite === null, 'SameSite has a value that is none; Lax is taken.'],
    [/^__secure-/i.test(cookie.name) && !cookie.secure, 'The prefix __Secure- asks for Secure.'],
    [
      /^__host-/i.test(cookie.name) && !(cookie.secure && cookie.path === '/' && domain === null),
      'The prefix __Host- asks for Secure, Path=/ and no Domain.',
    ],
    [
      domain !== null && hostname !== domain && !hostname.endsWith(`.${domain}`),
      'Its Domain does not cover the host that sent it: browsers refuse it.',
    ],
    [cookie.expiresAt !== null && cookie.expiresAt <= at, 'It is removed: its end is past.'],
    [cookie.expiresAt !== null && cookie.expiresAt > at + longestLifeMs, 'Browsers keep it for 400 days at most.'],
    [attributes.has('expires') && cookie.expiresAt === null, 'The date in Expires can’t be read.'],
    [!cookie.httpOnly && /sess|sid|token|auth/i.test(cookie.name), 'Scripts of the page can read it (no HttpOnly).'],
  ];
  return rules.filter(([applies]) => applies).map(([, text]) => text);
}
