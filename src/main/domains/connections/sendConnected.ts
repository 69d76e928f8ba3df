import type { Outbound, OutboundRequest, OutboundResponse } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { applyConnection, type SignedRequest } from './applyConnection.ts';
import type { SecretMaterial, UnsignedRequest } from './credentials/credentialKind.ts';
import { parseDigestChallenges } from './credentials/digestAnswer.ts';
import { oauthPart, partsOf } from './partsOf.ts';
import { type MaterialDeps, prepareMaterial } from './prepareMaterial.ts';
import { removeFile } from './removeFile.ts';
import type { ConnectionRow } from './table.ts';

/** A request that goes out with a connection, and all that it needs to go out again. */
export interface ConnectedRequest {
  readonly connection: ConnectionRow;
  readonly bare: UnsignedRequest;
  readonly materials: readonly SecretMaterial[];
  readonly signed: SignedRequest;
}

export interface ConnectedResponse {
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
  const materials = await prepareMaterial(deps, actor, connection);
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
    materials = await prepareMaterial(deps, actor, request.connection);
    await forget(last);
    last = await send(applyConnection(request.bare, request.connection, materials, { at: deps.now() }));
  }
  for (const again of [false, true]) {
    const answer = answerTo(deps, { ...request, materials }, last, again);
    if (answer === null) break;
    await forget(last);
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

async function forget({ response: { body } }: ConnectedResponse): Promise<void> {
  if (body.kind === 'file') await removeFile(body.path);
}
