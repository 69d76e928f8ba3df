import { rm } from 'node:fs/promises';
import type { Outbound, OutboundRequest, OutboundResponse } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsContext } from '../context.ts';
import { type ConnectionRow, oauthPart, type Part, partsOf } from '../table.ts';
import { applyConnection, type SignedRequest } from './apply.ts';
import type { SecretMaterial, UnsignedRequest } from './credentialKind.ts';
import { parseDigestChallenges } from './digest.ts';
import { openPart } from './secrets.ts';

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
  const { accessToken: secret, tokenType } = await context.tokens.fresh(actor, connection, part.index);
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

type SendContext = MaterialContext & { readonly outbound: Outbound; readonly now: () => number };

/** Signs a request with a connection, tokens renewed ahead of their end. Throws what `openMaterials` does; nothing was sent then. */
export async function signConnected(
  context: Omit<SendContext, 'outbound'>,
  actor: Actor,
  connection: ConnectionRow,
  bare: UnsignedRequest,
): Promise<ConnectedRequest> {
  const materials = await openMaterials(context, actor, connection);
  return { connection, bare, materials, signed: applyConnection(bare, connection, materials, { at: context.now() }) };
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
  let { materials } = request;
  let last = await send(request.signed);
  if (isRefused(last) && oauthPart(request.connection) !== undefined) {
    if ((await context.tokens.refused(actor, request.connection)) === 'needsSignIn') return last;
    materials = await openMaterials(context, actor, request.connection);
    await dropBody(last.response);
    last = await send(applyConnection(request.bare, request.connection, materials, { at: context.now() }));
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
  { bare, connection, materials }: ConnectedRequest,
  last: ConnectedResponse,
  again: boolean,
): SignedRequest | null {
  if (!isRefused(last) || !partsOf(connection).some(({ kind }) => kind === 'digest')) return null;
  const challenge = last.response.headers;
  const challenges = parseDigestChallenges(challenge);
  if (challenges.length === 0 || (again && !challenges.some(({ stale }) => stale))) return null;
  return applyConnection(bare, connection, materials, { at: context.now(), challenge });
}

/** A challenge of another origin is none of ours. */
function isRefused({ response: { status, redirects } }: ConnectedResponse): boolean {
  return status === 401 && !redirects.some((hop) => hop.credentialsDropped);
}

/** Removes a body that is not kept; one that is gone already is fine. */
export async function dropBody({ body }: Pick<OutboundResponse, 'body'>): Promise<void> {
  if (body.kind === 'file') await rm(body.path, { force: true });
}
