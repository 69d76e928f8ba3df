import { rm } from 'node:fs/promises';
import type { Outbound, OutboundRequest, OutboundResponse } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsDeps } from '../deps.ts';
import { needsSignIn } from '../faults.ts';
import { type ConnectionRow, oauthPart, type Part, partsOf } from '../table.ts';
import { applyConnection, type SignedRequest } from './apply.ts';
import type { SecretMaterial, UnsignedRequest } from './credentialKind.ts';
import { parseDigestChallenges } from './digest.ts';
import { openPart } from './secrets.ts';

type MaterialDeps = Pick<ConnectionsDeps, 'store' | 'vault' | 'tokens'>;

/**
 * Opens the secrets of every part, in the order of the parts; tokens come fresh, renewed ahead of their end.
 * Throws VAULT_LOCKED, NO_SECRET, NEEDS_SIGN_IN, REFRESH_FAILED or a network fault.
 */
export async function openMaterials(
  deps: MaterialDeps,
  actor: Actor,
  connection: ConnectionRow,
): Promise<SecretMaterial[]> {
  const materials: SecretMaterial[] = [];
  for (const part of partsOf(connection)) materials.push(await materialOf(deps, actor, connection, part));
  return materials;
}

async function materialOf(deps: MaterialDeps, actor: Actor, connection: ConnectionRow, part: Part) {
  if (part.kind !== 'oauth2') return openPart(deps, deps.store.read, connection, part.index, part);
  if (deps.tokens === undefined) throw needsSignIn(connection.name);
  const { accessToken: secret, tokenType } = await deps.tokens.fresh(actor, connection, part.index);
  return { secret, username: null, tokenType };
}

/** A request that goes out with a connection, and all that it needs to go out again. */
export interface ConnectedRequest {
  readonly connection: ConnectionRow;
  readonly bare: UnsignedRequest;
  readonly materials: readonly SecretMaterial[];
  readonly signed: SignedRequest;
}

interface ConnectedResponse {
  readonly response: OutboundResponse;
  /** What went out last. */
  readonly signed: SignedRequest;
}

type Deps = MaterialDeps & { readonly outbound: Outbound; readonly now: () => number };

/** Signs a request with a connection, tokens renewed ahead of their end. Throws what `prepareMaterial` does; nothing was sent then. */
export async function signConnected(
  deps: Omit<Deps, 'outbound'>,
  actor: Actor,
  connection: ConnectionRow,
  bare: UnsignedRequest,
): Promise<ConnectedRequest> {
  const materials = await openMaterials(deps, actor, connection);
  return { connection, bare, materials, signed: applyConnection(bare, connection, materials, { at: deps.now() }) };
}

/**
 * Sends a signed request. A 401 is answered where a part can: a digest challenge with its answer, once more where the nonce was
 * stale; a refused token with a renewed one, once. `outboundOf` adds everything that is not of the connection.
 */
export async function sendConnected(
  deps: Deps,
  actor: Actor,
  request: ConnectedRequest,
  outboundOf: (signed: SignedRequest) => OutboundRequest,
  signal?: AbortSignal,
): Promise<ConnectedResponse> {
  const send = async (signed: SignedRequest): Promise<ConnectedResponse> => ({
    signed,
    response: await deps.outbound.send(outboundOf(signed), signal),
  });
  let { materials } = request;
  let last = await send(request.signed);
  if (isRefused(last) && oauthPart(request.connection) !== undefined && deps.tokens !== undefined) {
    if ((await deps.tokens.refused(actor, request.connection)) === 'needsSignIn') return last;
    materials = await openMaterials(deps, actor, request.connection);
    await dropBody(last.response);
    last = await send(applyConnection(request.bare, request.connection, materials, { at: deps.now() }));
  }
  for (const again of [false, true]) {
    const answer = answerTo(deps, { ...request, materials }, last, again);
    if (answer === null) break;
    await dropBody(last.response);
    last = await send(answer);
  }
  return last;
}

/** What answers the challenge of a response; the second time only a stale nonce is worth one. */
function answerTo(
  deps: Pick<Deps, 'now'>,
  { bare, connection, materials }: ConnectedRequest,
  last: ConnectedResponse,
  again: boolean,
): SignedRequest | null {
  if (!isRefused(last) || !partsOf(connection).some(({ kind }) => kind === 'digest')) return null;
  const challenge = last.response.headers;
  const challenges = parseDigestChallenges(challenge);
  if (challenges.length === 0 || (again && !challenges.some(({ stale }) => stale))) return null;
  return applyConnection(bare, connection, materials, { at: deps.now(), challenge });
}

/** A challenge of another origin is none of ours. */
function isRefused({ response: { status, redirects } }: ConnectedResponse): boolean {
  return status === 401 && !redirects.some((hop) => hop.credentialsDropped);
}

/** Removes a body that is not kept; one that is gone already is fine. */
export async function dropBody({ body }: Pick<OutboundResponse, 'body'>): Promise<void> {
  if (body.kind === 'file') await rm(body.path, { force: true });
}
