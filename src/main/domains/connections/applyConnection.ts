import { schemes } from './schemes/index.ts';
import type { Credentials, SecretMaterial, UnsignedRequest } from './schemes/scheme.ts';
import type { ConnectionRow } from './table.ts';

/** A request with its credentials, and what must be redacted and dropped on the way. */
export interface SignedRequest extends UnsignedRequest {
  readonly secrets: readonly string[];
  readonly credentialHeaders: readonly string[];
  readonly credentialQuery: readonly string[];
}

/**
 * Puts a connection's secret into a request; the only place where that happens. What the person wrote under the same name gives way.
 * `material` is the real secret, or its hint where the request is only shown.
 */
export function applyConnection(
  request: UnsignedRequest,
  connection: Pick<ConnectionRow, 'kind' | 'placement'>,
  material: SecretMaterial,
): SignedRequest {
  const credentials = schemes[connection.kind].apply(request, connection.placement, material);
  return {
    method: request.method,
    url: withQuery(request.url, credentials),
    headers: withCookies(withHeaders(request.headers, credentials), credentials),
    secrets: credentials.secrets,
    credentialHeaders: [
      ...credentials.headers.map(([name]) => name),
      ...(credentials.cookies.length > 0 ? ['Cookie'] : []),
    ],
    credentialQuery: credentials.query.map(([name]) => name),
  };
}

type Headers = UnsignedRequest['headers'];

function withHeaders(headers: Headers, credentials: Credentials): Headers {
  const ours = new Set(credentials.headers.map(([name]) => name.toLowerCase()));
  return [...headers.filter(([name]) => !ours.has(name.toLowerCase())), ...credentials.headers];
}

/** Edits the query as text, so that what the person wrote keeps its own way of encoding. */
function withQuery(url: string, { query }: Credentials): string {
  if (query.length === 0) return url;
  const parsed = new URL(url);
  const ours = new Set(query.map(([name]) => name));
  const kept = parsed.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !ours.has(nameOf(pair)));
  const added = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  parsed.search = [...kept, ...added].join('&');
  return parsed.href;
}

function nameOf(pair: string): string {
  return new URLSearchParams(pair).keys().next().value ?? '';
}

/** One Cookie header (RFC 6265, section 5.4): what the person wrote, without cookies of the same name, then ours. */
function withCookies(headers: Headers, { cookies }: Credentials): Headers {
  if (cookies.length === 0) return headers;
  const ours = new Set(cookies.map(([name]) => name));
  const written = headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(/;\s*/));
  const kept = written.filter((pair) => pair !== '' && !ours.has(pair.split('=')[0] ?? ''));
  const value = [...kept, ...cookies.map(([name, text]) => `${name}=${text}`)].join('; ');
  return [...headers.filter(([name]) => name.toLowerCase() !== 'cookie'), ['Cookie', value]];
}
