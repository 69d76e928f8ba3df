import { rm } from 'node:fs/promises';
import type { ExchangeId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { type Exchange, type RequestDraft, requestFaults } from '#contract/requests.ts';
import {
  type ConnectedRequest,
  hostRefused,
  type SignedRequest,
  sendConnected,
  signConnected,
} from '#main/domains/connections/index.ts';
import { isSecretName, type OutboundRequest } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { RequestsDeps } from './deps.ts';
import { recordExchange, refuseKnownId } from './history.ts';

import { type Prepared, prepare } from './prepare.ts';
import { handSecrets } from './redaction.ts';
import type { Outcome } from './sentRequest.ts';

interface SendInput {
  readonly id: ExchangeId;
  readonly draft: RequestDraft;
}

const defaultLimits = { connectMs: 15_000, responseMs: 0 };

/**
 * Sends a draft and records what came back, everything redacted. A request that fails or is cancelled is an answer with `fault`.
 * Throws NOT_SENDABLE, HOST_REFUSED, NO_SECRET, VAULT_LOCKED, NOT_FOUND, FORBIDDEN or CONFLICT; nothing was sent then.
 */
export function sendRequest(
  deps: RequestsDeps,
  actor: Actor,
  { id, draft }: SendInput,
  signal?: AbortSignal,
): Promise<Exchange> {
  requireRole(actor, 'editor');
  return deps.inFlight.run(actor, id, signal, async (stop) => {
    refuseKnownId(deps.store.read, actor, id);
    const prepared = await prepare(deps, actor, draft);
    const sending = await sign(deps, actor, prepared);
    const { request, outcome } = await attempt(deps, actor, prepared, sending, stop);
    try {
      return recordExchange(deps, actor, { id, prepared, request, outcome });
    } catch (error) {
      await discard(outcome);
      throw error;
    }
  });
}

interface Sending {
  /** Null where no connection goes along. */
  readonly connected: ConnectedRequest | null;
  readonly first: SignedRequest;
  /** Adds what a person typed into the draft by hand to what must be redacted and dropped. */
  readonly withOwn: (signed: SignedRequest) => SignedRequest;
}

/** The request with its credentials. Throws where it must not go out. */
async function sign(deps: RequestsDeps, actor: Actor, prepared: Prepared): Promise<Sending> {
  const { draft, built, connection, foreignHost, mayConfirm } = prepared;
  const fault = built.problems.find(({ severity }) => severity === 'error');
  if (fault !== undefined || built.url === null) throw notSendable(fault?.message, fault?.field);
  const bare = { method: built.method, url: built.url.href, headers: built.headers };
  const withOwn = ownSecrets(draft, built.headers, built.url);
  if (connection === null) {
    const first = withOwn({ ...bare, secrets: [], credentialHeaders: [], credentialQuery: [] });
    return { connected: null, first, withOwn };
  }
  const confirmed = mayConfirm && draft.confirmedHost === foreignHost;
  if (foreignHost !== null && !confirmed) throw hostRefused(foreignHost, connection.allowedHosts);
  const connected = await signConnected(deps, actor, connection, { ...bare, body: built.body?.bytes ?? null });
  return { connected, first: withOwn(connected.signed), withOwn };
}

function ownSecrets(draft: RequestDraft, headers: Prepared['built']['headers'], url: URL): Sending['withOwn'] {
  const hidden = handSecrets(draft);
  const names = headers.map(([name]) => name).filter(isSecretName);
  const query = [...url.searchParams.keys()].filter(isSecretName);
  return (signed) => ({
    ...signed,
    secrets: [...signed.secrets, ...hidden],
    credentialHeaders: [...signed.credentialHeaders, ...names],
    credentialQuery: [...signed.credentialQuery, ...query],
  });
}

function outboundOf(deps: RequestsDeps, prepared: Prepared, request: SignedRequest): OutboundRequest {
  const { draft, built, connection, foreignHost } = prepared;
  const hosts =
    connection === null ? {} : { allowedHosts: [...connection.allowedHosts, ...(foreignHost ? [foreignHost] : [])] };
  return {
    ...request,
    ...(built.body === null ? {} : { body: built.body.bytes }),
    ...hosts,
    timeouts: { ...defaultLimits, totalMs: (draft.timeoutSeconds ?? deps.timeoutSeconds()) * 1000 },
    redirects: { follow: draft.followRedirects, max: 10 },
    policy: 'person',
    overflow: 'truncate',
  };
}

async function attempt(
  deps: RequestsDeps,
  actor: Actor,
  prepared: Prepared,
  { connected, first, withOwn }: Sending,
  signal: AbortSignal,
): Promise<{ request: SignedRequest; outcome: Outcome }> {
  const outbound = (signed: SignedRequest) => outboundOf(deps, prepared, withOwn(signed));
  try {
    const { response, signed } =
      connected === null
        ? { response: await deps.outbound.send(outboundOf(deps, prepared, first), signal), signed: first }
        : await sendConnected(deps, actor, connected, outbound, signal);
    const outcome = { response, schemaMatch: await deps.schemaMatcher.match(prepared.operation, response) };
    return { outcome, request: connected === null ? signed : withOwn(signed) };
  } catch (error) {
    if (error instanceof Fault) return { request: first, outcome: { fault: error } };
    throw error;
  }
}

/** A body that no record knows is not kept. */
async function discard(outcome: Outcome): Promise<void> {
  if ('response' in outcome && outcome.response.body.kind === 'file')
    await rm(outcome.response.body.path, { force: true });
}

function notSendable(message = 'This is not an address that a request can go to.', field = 'url') {
  return requestFaults.fault('NOT_SENDABLE', message, {
    kept: 'Nothing was sent; the request stays as you wrote it.',
    todo: 'Correct it and send again.',
    field,
  });
}
