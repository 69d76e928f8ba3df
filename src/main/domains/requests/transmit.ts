import { Fault } from '#contract/fault.ts';
import { type RequestDraft, requestFaults } from '#contract/requests.ts';
import { soughtValues } from '#core/http/typedSecrets.ts';
import {
  type ConnectedRequest,
  recordPrevented,
  requireDestinations,
  type SignedRequest,
  sendConnected,
  signByHand,
  signConnected,
} from '#main/domains/connections/index.ts';
import { type OutboundRequest, redactFault } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { sentFileBytes } from './draftFiles.ts';
import type { LiveProgress } from './inFlight.ts';
import { settingsOf } from './inherit.ts';
import { prepareRequest } from './prepare.ts';
import type { Outcome, Sent } from './record.ts';
import { signable } from './writeBody.ts';

/** How a request is sent, and who follows it. */
export interface Way {
  readonly signal: AbortSignal;
  readonly live?: LiveProgress;
}

/** Without any. */
export const noCredentials = { secrets: [], credentialHeaders: [], credentialQuery: [] };

/** Signs and sends. A fault of the network is an outcome too; throws what is in the way before anything is sent. */
export async function sendPrepared(
  context: RequestsContext,
  actor: Actor,
  prepared: PreparedRequest,
  { signal, live }: Way,
) {
  return transmit(context, actor, prepared, await sign(context, actor, prepared), signal, live);
}

/** A request that is ready to go out. */
interface SignedDraft {
  /** Null where no connection goes along. */
  readonly connected: ConnectedRequest | null;
  readonly signed: SignedRequest;
  /** Adds what a person typed into the draft by hand to what must be redacted and dropped. */
  readonly withTyped: (signed: SignedRequest) => SignedRequest;
}

/** The request with its credentials. Throws where it must not go out; what is in the way can be a name or a host with a secret in it. */
function sign(context: RequestsContext, actor: Actor, prepared: PreparedRequest): Promise<SignedDraft> {
  return withCredentials(context, actor, prepared).catch((error: unknown) => {
    throw error instanceof Fault ? redactFault(error, prepared.secrets) : error;
  });
}

async function withCredentials(
  context: RequestsContext,
  actor: Actor,
  prepared: PreparedRequest,
): Promise<SignedDraft> {
  const { draft, built, connection, byHand, destinations } = prepared;
  const problem = built.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined || built.url === null) throw notSendable(problem?.message, problem?.field);
  const bare = { method: built.method, url: built.url.href, headers: built.headers };
  const withTyped = typedCredentials(prepared, built.url);
  if (byHand !== null) {
    const connected = signByHand(context, byHand, { ...bare, body: signable(prepared.outgoing) });
    return { connected, signed: withTyped(connected.signed), withTyped };
  }
  if (connection === null) {
    const signed = withTyped({ ...bare, ...noCredentials });
    return { connected: null, signed, withTyped };
  }
  if (destinations !== null) requireDestinations(destinations, connection, draft.confirmedHost);
  const unsigned = { ...bare, body: signable(prepared.outgoing) };
  const connected = await signConnected(context, actor, connection, unsigned).catch((error: unknown) => {
    if (context.store.record((w) => recordPrevented(w, connection, error)))
      context.facts.signal('connectionUsed', actor.tenantId, [connection.id]);
    throw error;
  });
  return { connected, signed: withTyped(connected.signed), withTyped };
}

/** Adds what was typed or filled in to what must be redacted and dropped. */
export function typedCredentials(
  { built, judge, secrets: filledIn }: PreparedRequest,
  url: URL | null,
): SignedDraft['withTyped'] {
  const secrets = [...soughtValues(built.typed), ...filledIn];
  const names = built.headers.filter(([name, value]) => judge('header', name, value)).map(([name]) => name);
  const query = [...(url?.searchParams ?? [])]
    .filter(([name, value]) => judge('query', name, value))
    .map(([name]) => name);
  return (signed) => ({
    ...signed,
    secrets: [...signed.secrets, ...secrets],
    credentialHeaders: [...signed.credentialHeaders, ...names],
    credentialQuery: [...signed.credentialQuery, ...query],
  });
}

function outboundOf(prepared: PreparedRequest, request: SignedRequest): OutboundRequest {
  const { filled, built, connection, destinations, outgoing, bodyHasSecrets } = prepared;
  const seconds = (value: number | null) => (value === null ? undefined : value * 1000);
  const settings = settingsOf(filled, []);
  const here = 'this request, or its folder or collection';
  const hosts = connection && [...connection.allowedHosts, ...(destinations?.foreign ?? [])];
  return {
    ...request,
    ...(outgoing === null ? {} : { body: outgoing }),
    bodyHasSecrets: bodyHasSecrets || built.typed.some(({ place }) => place === 'body'),
    ...(hosts === null ? {} : { allowedHosts: hosts }),
    timeouts: {
      connectMs: seconds(settings.connectSeconds),
      responseMs: seconds(settings.responseSeconds),
      totalMs: seconds(settings.timeoutSeconds),
    },
    limitOwners: { connectMs: here, responseMs: here, totalMs: here },
    ...(settings.httpVersion !== null && { httpVersion: settings.httpVersion }),
    redirects: { follow: settings.followRedirects, max: settings.maxRedirects },
    policy: 'person',
    overflow: 'truncate',
    incomplete: 'keep',
  };
}

/** The jar of the environment, or of the tenant; undefined where cookies are not used. */
async function jarOf({ cookies }: Pick<RequestsContext, 'cookies'>, actor: Actor, { filled }: PreparedRequest) {
  return filled.useCookies === false ? undefined : cookies.jarFor(actor, filled.environmentId ?? '');
}

/**
 * A draft's request with its credentials and cookies, for what begins as a request and then speaks otherwise. Throws what `sendRequest`
 * throws before anything is sent.
 */
export async function signedOutbound(
  context: RequestsContext,
  actor: Actor,
  draft: RequestDraft,
): Promise<OutboundRequest> {
  requireRole(actor, 'editor');
  const prepared = await prepareRequest(context, actor, draft, { readBytes: sentFileBytes, values: 'read' });
  const { signed } = await sign(context, actor, prepared);
  return { ...outboundOf(prepared, signed), cookies: await jarOf(context, actor, prepared) };
}

/** Sends, and compares what comes back with what the operation declares. A fault of the network is an outcome too. */
async function transmit(
  context: RequestsContext,
  actor: Actor,
  prepared: PreparedRequest,
  { connected, signed, withTyped }: SignedDraft,
  signal: AbortSignal,
  live: LiveProgress | undefined,
): Promise<Pick<Sent, 'request' | 'headers' | 'outcome'>> {
  let request = signed;
  let written: Sent['headers'] | null = null;
  const cookies = await jarOf(context, actor, prepared);
  const progress = {
    ...(live && { onHead: live.onHead, onData: live.onData }),
    onRequest: (headers: [name: string, value: string][]) => {
      written = headers;
    },
  };
  const outbound = (given: SignedRequest) => {
    request = given;
    return { ...outboundOf(prepared, given), cookies, progress };
  };
  // Where nothing was written, what was given is shown.
  const sent = (outcome: Outcome) => ({ request, headers: written ?? request.headers, outcome });
  try {
    const { response } =
      connected === null
        ? { response: await context.outbound.send(outbound(signed), signal) }
        : await sendConnected(context, actor, connected, (given) => outbound(withTyped(given)), signal);
    return sent({ response, schemaMatch: await context.schemaMatcher.match(prepared.operation, response) });
  } catch (error) {
    if (error instanceof Fault) return sent({ fault: error });
    throw error;
  }
}

function notSendable(message = 'This is not a valid URL.', field = 'url') {
  return requestFaults.fault('NOT_SENDABLE', message, {
    kept: 'Nothing was sent. Your request is kept.',
    todo: 'Correct it and send again.',
    field,
  });
}
