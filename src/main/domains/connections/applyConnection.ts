import type { Applying, Credentials, SecretMaterial, UnsignedRequest } from './credentials/credentialKind.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { type Part, partsOf } from './partsOf.ts';
import type { ConnectionRow } from './table.ts';

/** A request with its credentials, and what must be redacted and dropped on the way. */
export interface SignedRequest extends Omit<UnsignedRequest, 'body'> {
  readonly secrets: readonly string[];
  readonly credentialHeaders: readonly string[];
  readonly credentialQuery: readonly string[];
  readonly clientCertificate?: NonNullable<Credentials['certificate']>;
}

export type Applied = Pick<
  ConnectionRow,
  'schemeKey' | 'kind' | 'placement' | 'config' | 'secretHint' | 'usernameHint' | 'more'
>;

export interface ApplyOptions {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Headers of a 401, for parts that answer a challenge. */
  readonly challenge?: readonly (readonly [string, string])[];
}

/**
 * Puts a connection's secrets into a request; the only place where that happens. What the person wrote under the same name gives way.
 * `materials` are the opened secrets, one a part. Parts that sign come last and see what the others did.
 */
export function applyConnection(
  request: UnsignedRequest,
  connection: Applied,
  materials: readonly SecretMaterial[],
  { at, challenge }: ApplyOptions,
): SignedRequest {
  return run(request, connection, ({ kind, placement, config, index }, so) => {
    const material = materials[index];
    if (material === undefined) throw new Error(`Part ${index} came without its secret`);
    const applying = { request: so, placement, config, material, at };
    const module = credentialKinds[kind];
    return (challenge && module.answer?.(applying, challenge)) ?? module.apply(applying);
  });
}

/** The request as it may be shown, with the hints of the secrets where the secrets will stand. Needs no open vault. */
export function showConnection(request: UnsignedRequest, connection: Applied, at: number): SignedRequest {
  return run(request, connection, ({ kind, placement, config, secretHint: secret, usernameHint: username }, so) => {
    const applying: Applying = { request: so, placement, config, material: { secret, username }, at };
    const module = credentialKinds[kind];
    return module.show?.(applying) ?? module.apply(applying);
  });
}

function run(
  request: UnsignedRequest,
  connection: Applied,
  credentialsOf: (part: Part, request: UnsignedRequest) => Credentials,
): SignedRequest {
  const parts = partsOf(connection).sort((a, b) => Number(signs(a)) - Number(signs(b)));
  const { body, ...bare } = request;
  const start: SignedRequest = { ...bare, secrets: [], credentialHeaders: [], credentialQuery: [] };
  let so = start;
  for (const part of parts) so = add(so, credentialsOf(part, body ? { ...so, body } : so));
  return so;
}

const signs = ({ kind }: Part): boolean => credentialKinds[kind].signs ?? false;

function add(request: SignedRequest, credentials: Credentials): SignedRequest {
  const names = credentials.headers.map(([name]) => name);
  return {
    ...request,
    url: withQuery(request.url, credentials),
    headers: withCookies(withHeaders(request.headers, credentials), credentials),
    secrets: [...request.secrets, ...credentials.secrets],
    credentialHeaders: [...request.credentialHeaders, ...names, ...(credentials.cookies.length > 0 ? ['Cookie'] : [])],
    credentialQuery: [...request.credentialQuery, ...credentials.query.map(([name]) => name)],
    ...(credentials.certificate ? { clientCertificate: credentials.certificate } : {}),
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
