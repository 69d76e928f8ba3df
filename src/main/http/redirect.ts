import type { RedirectHop } from '#contract/network.ts';
import type { ClientCertificate, OutboundBody, OutboundRequest } from './messages.ts';
import type { Redactor } from './redactor.ts';
import { isAmong, isHttp } from './requestParts.ts';

/** A request under way: what is sent next, and to where. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: [name: string, value: string][];
  readonly body: OutboundBody | null;
  readonly certificate: ClientCertificate | null;
}

/** Where a redirect leads: on, or nowhere that may be followed. */
export type Redirection = { kind: 'follow'; hop: Hop; record: RedirectHop } | { kind: 'refuse'; why: string };

type Rules = Pick<OutboundRequest, 'credentialHeaders' | 'credentialQuery' | 'allowedHosts'>;

const alwaysCredentials = ['authorization', 'cookie', 'proxy-authorization'];
const statuses = new Set([301, 302, 303, 307, 308]);

/** A shorter value occurs by chance in too many texts to be masked without being named a secret. */
const shortestCredential = 8;

/**
 * The credentials that stand in the request's headers, besides its secrets: what follows the scheme in Authorization and
 * Proxy-Authorization, and the values of the listed headers. So a secret too short to be sought in base64 is found as what it became.
 */
export function credentialValues(request: Pick<OutboundRequest, 'headers' | 'credentialHeaders'>): string[] {
  const listed = new Set(request.credentialHeaders.map((name) => name.toLowerCase()));
  const values = request.headers.flatMap(([name, value]) => {
    const isScheme = /^(proxy-)?authorization$/i.test(name);
    if (isScheme) return [value.slice(value.indexOf(' ') + 1)];
    return listed.has(name.toLowerCase()) ? [value] : [];
  });
  return values.filter((value) => value.length >= shortestCredential);
}

/** The Location of a redirect, or null where the response is none (RFC 9110 section 15.4). */
export function redirectLocation(status: number, headers: readonly (readonly [string, string])[]): string | null {
  if (!statuses.has(status)) return null;
  return headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? null;
}

/**
 * The next hop. Across origins, and outside the allowed hosts, credentials are dropped: the listed headers and query parameters,
 * Authorization, Cookie and Proxy-Authorization, Host, and any header that shows a secret. A body that shows one goes no further.
 */
export function redirect(hop: Hop, status: number, location: string, rules: Rules, redactor: Redactor): Redirection {
  const url = URL.parse(location, hop.url.href);
  if (url === null || !isHttp(url)) return { kind: 'refuse', why: 'It leads to an address that is not http or https.' };
  url.username = '';
  url.password = '';
  url.hash = '';
  const abroad =
    url.origin !== hop.url.origin || (rules.allowedHosts !== undefined && !isAmong(url, rules.allowedHosts));
  const moved = rewrite({ ...hop, url }, status);
  if (abroad && showsSecret(moved.body, redactor))
    return { kind: 'refuse', why: `It leads to ${url.host}, and the body of the request holds a secret.` };
  const next = abroad ? withoutCredentials(moved, rules, redactor) : moved;
  const credentialsDropped = abroad && hasCredentials(moved, next);
  const record = { status, from: redactor.url(hop.url.href), to: redactor.url(next.url.href), credentialsDropped };
  return { kind: 'follow', hop: next, record };
}

/** Method and body of the next request, as browsers do it (Fetch standard, HTTP-redirect fetch, step 12). */
function rewrite(hop: Hop, status: number): Hop {
  const toGet = (status === 303 && !/^(GET|HEAD)$/.test(hop.method)) || (status <= 302 && hop.method === 'POST');
  if (!toGet) return hop;
  const headers = hop.headers.filter(([name]) => !/^content-/i.test(name));
  return { ...hop, method: 'GET', body: null, headers };
}

function withoutCredentials(hop: Hop, rules: Rules, redactor: Redactor): Hop {
  const names = new Set([...alwaysCredentials, 'host', ...rules.credentialHeaders.map((name) => name.toLowerCase())]);
  const headers = hop.headers.filter(
    ([name, value]) => !names.has(name.toLowerCase()) && redactor.text(value) === value,
  );
  const url = new URL(hop.url);
  for (const name of rules.credentialQuery) if (url.searchParams.has(name)) url.searchParams.delete(name);
  return { ...hop, url, headers, certificate: null };
}

function hasCredentials(before: Hop, after: Hop): boolean {
  const lost = before.headers.filter(([name]) => name.toLowerCase() !== 'host').length;
  const left = after.headers.filter(([name]) => name.toLowerCase() !== 'host').length;
  return lost !== left || before.url.href !== after.url.href || before.certificate !== after.certificate;
}

function showsSecret(body: OutboundBody | null, redactor: Redactor): boolean {
  if (body === null || (typeof body === 'object' && 'path' in body)) return false;
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('latin1');
  return redactor.text(text) !== text;
}
