import { mask } from '#core/http/secretJudge.ts';
import type { Hop } from './call.ts';
import type { CookieJar } from './messages.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

interface HopCookies {
  readonly headers: Hop['headers'];
  /** The Cookie header as it may be shown; null where the jar added nothing. */
  readonly shown: string | null;
  /** The values that the jar added. */
  readonly values: readonly string[];
}

const isCookie = ([name]: readonly [name: string, value: string]) => /^cookie$/i.test(name);
const pairs = (header: string) =>
  header
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
const nameOf = (pair: string) => pair.split('=', 1)[0] ?? '';
const textOf = (pair: string) => pair.slice(nameOf(pair).length + 1);

/** The headers of a hop with the jar's cookies in one Cookie header; one that the request has itself wins over the jar's of its name. */
export function hopCookies({ url, headers }: Hop, jar: CookieJar | undefined): HopCookies {
  const stored = jar?.cookiesFor(url) ?? null;
  if (stored === null) return { headers, shown: null, values: [] };
  const own = headers.filter(isCookie).flatMap(([, value]) => pairs(value));
  const names = new Set(own.map(nameOf));
  const added = pairs(stored).filter((pair) => !names.has(nameOf(pair)));
  if (added.length === 0) return { headers, shown: null, values: [] };
  return {
    headers: [...headers.filter((header) => !isCookie(header)), ['Cookie', [...own, ...added].join('; ')]],
    shown: [...own, ...added.map((pair) => `${nameOf(pair)}=${mask}`)].join('; '),
    values: added.map(textOf),
  };
}

const isSetCookie = ([name]: readonly [name: string, value: string]) => /^set-cookie$/i.test(name);

/** Gives the cookies of a response to the jar; answers their values. */
export async function keepCookies(url: URL, headers: Pairs, jar: CookieJar | undefined): Promise<string[]> {
  const lines = headers.filter(isSetCookie).map(([, value]) => value);
  if (jar === undefined || lines.length === 0) return [];
  await jar.keep(url, lines);
  return lines.map((line) => textOf(line.split(';', 1)[0] ?? '').trim());
}

/** The headers of a response with the value of each cookie masked: the jar keeps it. */
export function withoutCookieValues(headers: Pairs): [name: string, value: string][] {
  return headers.map((header): [string, string] => {
    const [name, value] = header;
    if (!isSetCookie(header)) return [name, value];
    const [pair = '', ...attributes] = value.split(';');
    return [name, [pair.includes('=') ? `${nameOf(pair)}=${mask}` : mask, ...attributes].join(';')];
  });
}
