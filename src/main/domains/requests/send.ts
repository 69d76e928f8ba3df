import type { ExchangeId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { type RequestDraft, requestFaults, type SentRequest } from '#contract/requests.ts';
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
import type { OutboundRequest } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { keepDraft, sentFileBytes, withJoinedBody } from './draftFiles.ts';
import type { LiveProgress } from './inFlight.ts';
import { settingsOf } from './inherit.ts';
import { prepareRequest, requireConfirmed } from './prepare.ts';
import { discard, type Outcome, recordRequest, redactDraft, refuseKnownId, type Sent } from './record.ts';
import { concernsFiles, signable } from './writeBody.ts';

export interface SendInput {
  readonly id: ExchangeId;
  readonly draft: RequestDraft;
  /** A person confirmed that it goes to a production environment, whatever it does there. */
  readonly confirmed?: boolean | undefined;
}

/** What a run gives to the requests that it sends. */
export interface RunValues {
  /** Values by name, over all others. */
  readonly given: ReadonlyMap<string, string>;
}

/**
 * Sends a draft and records what came back, everything redacted. A request that fails or is cancelled is an answer with `fault`; one
 * whose body fails keeps its response beside it.
 * Throws NOT_SENDABLE, HOST_REFUSED, NO_SECRET, VAULT_LOCKED, NOT_FOUND, FORBIDDEN or CONFLICT; nothing was sent then.
 */
export function sendRequest(
  context: RequestsContext,
  actor: Actor,
  { id, draft, confirmed }: SendInput,
  signal?: AbortSignal,
): Promise<SentRequest> {
  requireRole(actor, 'editor');
  return context.inFlight.run(actor, id, signal, async (stop, live) => {
    refuseKnownId(context.store.read, actor, id);
    requireConfirmed(context, actor, draft, confirmed);
    const written = await prepareRequest(context, actor, draft, {
      readBytes: sentFileBytes,
      values: 'read',
      signal: stop,
    });
    const transfer = async (prepared: PreparedRequest) => {
      const signed = await sign(context, actor, prepared);
      const { outcome, ...sent } = await transmit(context, actor, prepared, signed, stop, live);
      try {
        const kept = concernsFiles(draft.body)
          ? await keepDraft(context, actor, prepared, sent.request.secrets)
          : redactDraft(draft, { judge: prepared.judge, secrets: sent.request.secrets });
        return recordRequest(context, actor, { id, prepared, ...sent, outcome, kept });
      } catch (error) {
        await discard(outcome);
        throw error;
      }
    };
    return withJoinedBody(context, actor, written, transfer);
  });
}

/** A request that is ready to go out. */
interface SignedDraft {
  /** Null where no connection goes along. */
  readonly connected: ConnectedRequest | null;
  readonly signed: SignedRequest;
  /** Adds what a person typed into the draft by hand to what must be redacted and dropped. */
  readonly withTyped: (signed: SignedRequest) => SignedRequest;
}

/** The request with its credentials. Throws where it must not go out. */
async function sign(context: RequestsContext, actor: Actor, prepared: PreparedRequest): Promise<SignedDraft> {
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
    const signed = withTyped({ ...bare, secrets: [], credentialHeaders: [], credentialQuery: [] });
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

function typedCredentials({ built, judge, secrets: filledIn }: PreparedRequest, url: URL): SignedDraft['withTyped'] {
  const secrets = [...soughtValues(built.typed), ...filledIn];
  const names = built.headers.filter(([name, value]) => judge('header', name, value)).map(([name]) => name);
  const query = [...url.searchParams].filter(([name, value]) => judge('query', name, value)).map(([name]) => name);
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
  const hosts = connection && [...connection.allowedHosts, ...(destinations?.foreign ?? [])];
  return {
    ...request,
    ...(outgoing === null ? {} : { body: outgoing }),
    bodyHasSecrets: bodyHasSecrets || built.typed.some(({ place }) => place === 'body'),
    ...(hosts === null ? {} : { allowedHosts: hosts }),
    timeouts: {
      connectMs: seconds(settings.connectSeconds) ?? 15_000,
      responseMs: seconds(settings.responseSeconds) ?? 0,
      totalMs: seconds(settings.timeoutSeconds),
    },
    redirects: { follow: settings.followRedirects, max: settings.maxRedirects },
    policy: 'person',
    overflow: 'truncate',
    incomplete: 'keep',
  };
}

/** Sends, and compares what comes back with what the operation declares. A fault of the network is an outcome too. */
async function transmit(
  context: RequestsContext,
  actor: Actor,
  prepared: PreparedRequest,
  { connected, signed, withTyped }: SignedDraft,
  signal: AbortSignal,
  live: LiveProgress,
): Promise<Pick<Sent, 'request' | 'headers' | 'outcome'>> {
  let request = signed;
  let written: Sent['headers'] | null = null;
  const progress = {
    onHead: live.onHead,
    onData: live.onData,
    onRequest: (headers: [name: string, value: string][]) => {
      written = headers;
    },
  };
  const outbound = (given: SignedRequest) => {
    request = given;
    return { ...outboundOf(prepared, given), progress };
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
