import { rm } from 'node:fs/promises';
import type { Outbound, OutboundRequest, OutboundResponse } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsContext } from '../context.ts';
import { type ConnectionRow, oauthPart, type Part, partsOf } from '../table.ts';
import type { Applying, Credentials, SecretMaterial, UnsignedRequest } from './credentialKind.ts';
import { parseDigestChallenges } from './digest.ts';
import { credentialKinds } from './kinds.ts';
import { openPart } from './secrets.ts';

/** A request with its credentials, and what must be redacted and dropped on the way. */
export interface SignedRequest extends Omit<UnsignedRequest, 'body'> {
  readonly secrets: readonly string[];
  readonly credentialHeaders: readonly string[];
  readonly credentialQuery: readonly string[];
  readonly clientCertificate?: NonNullable<Credentials['certificate']>;
}

/** What of a connection decides how its secrets are put into a request. */
export type Applied = Pick<
  ConnectionRow,
  'schemeKey' | 'kind' | 'placement' | 'config' | 'secretHint' | 'usernameHint' | 'more'
>;

/** Credentials that belong to no stored connection. */
export interface HandCredentials {
  readonly applied: Applied;
  readonly materials: readonly SecretMaterial[];
}

interface ApplyOptions {
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

type MaterialContext = Pick<ConnectionsContext, 'store' | 'vault' | 'tokens'>;

/**
 * Opens the secrets of every part, in the order of the parts; tokens come fresh, renewed ahead of their end.
 * Throws VAULT_LOCKED, NO_SECRET, NEEDS_SIGN_IN, REFRESH_FAILED or a network fault.
 */
export async function openMaterials(
  context: MaterialContext,
  actor: Actor,
  connection: ConnectionRow,
): Promise<SecretMaterial[]> {
  const materials: SecretMaterial[] = [];
  for (const part of partsOf(connection)) materials.push(await materialOf(context, actor, connection, part));
  return materials;
}

async function materialOf(context: MaterialContext, actor: Actor, connection: ConnectionRow, part: Part) {
  if (part.kind !== 'oauth2') return openPart(context, context.store.read, connection, part.index, part);
  const { accessToken: secret } = await context.tokens.fresh(actor, connection, part.index);
  return { secret, username: null };
}

/** A request that goes out with a connection, and all that it needs to go out again. */
export interface ConnectedRequest {
  /** Null where the credentials were typed by hand. */
  readonly stored: ConnectionRow | null;
  readonly applied: Applied;
  readonly bare: UnsignedRequest;
  readonly materials: readonly SecretMaterial[];
  readonly signed: SignedRequest;
}

interface ConnectedResponse {
  readonly response: OutboundResponse;
  /** What went out last. */
  readonly signed: SignedRequest;
}

type SendContext = MaterialContext & { readonly outbound: Outbound; readonly now: () => number };

/** Signs a request with a connection, tokens renewed ahead of their end. Throws what `openMaterials` does; nothing was sent then. */
export async function signConnected(
  context: Omit<SendContext, 'outbound'>,
  actor: Actor,
  connection: ConnectionRow,
  bare: UnsignedRequest,
): Promise<ConnectedRequest> {
  const materials = await openMaterials(context, actor, connection);
  return {
    stored: connection,
    applied: connection,
    bare,
    materials,
    signed: applyConnection(bare, connection, materials, { at: context.now() }),
  };
}

/** The same with credentials that were typed by hand. */
export function signByHand(
  { now }: Pick<SendContext, 'now'>,
  { applied, materials }: HandCredentials,
  bare: UnsignedRequest,
): ConnectedRequest {
  return { stored: null, applied, bare, materials, signed: applyConnection(bare, applied, materials, { at: now() }) };
}

/**
 * Sends a signed request. A 401 is answered where a part can: a digest challenge with its answer, once more where the nonce was
 * stale; a refused token with a renewed one, once. `outboundOf` adds everything that is not of the connection.
 */
export async function sendConnected(
  context: SendContext,
  actor: Actor,
  request: ConnectedRequest,
  outboundOf: (signed: SignedRequest) => OutboundRequest,
  signal?: AbortSignal,
): Promise<ConnectedResponse> {
  const send = async (signed: SignedRequest): Promise<ConnectedResponse> => ({
    signed,
    response: await context.outbound.send(outboundOf(signed), signal),
  });
  const { stored } = request;
  let { materials } = request;
  let last = await send(request.signed);
  if (isRefused(last) && stored !== null && oauthPart(stored) !== undefined) {
    if ((await context.tokens.refused(actor, stored)) === 'needsSignIn') return last;
    materials = await openMaterials(context, actor, stored);
    await dropBody(last.response);
    last = await send(applyConnection(request.bare, stored, materials, { at: context.now() }));
  }
  for (const again of [false, true]) {
    const answer = answerTo(context, { ...request, materials }, last, again);
    if (answer === null) break;
    await dropBody(last.response);
    last = await send(answer);
  }
  return last;
}

/** What answers the challenge of a response; the second time only a stale nonce is worth one. */
function answerTo(
  context: Pick<SendContext, 'now'>,
  { bare, applied, materials }: ConnectedRequest,
  last: ConnectedResponse,
  again: boolean,
): SignedRequest | null {
  if (!isRefused(last) || !partsOf(applied).some(({ kind }) => kind === 'digest')) return null;
  const challenge = last.response.headers;
  const challenges = parseDigestChallenges(challenge);
  if (challenges.length === 0 || (again && !challenges.some(({ stale }) => stale))) return null;
  return applyConnection(bare, applied, materials, { at: context.now(), challenge });
}

/** A challenge of another origin is none of ours. */
function isRefused({ response: { status, redirects } }: ConnectedResponse): boolean {
  return status === 401 && !redirects.some((hop) => hop.credentialsDropped);
}

/** Removes a body that is not kept; one that is gone already is fine. */
export async function dropBody({ body }: Pick<OutboundResponse, 'body'>): Promise<void> {
  if (body.kind === 'file') await rm(body.path, { force: true });
}
