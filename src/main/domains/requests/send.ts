import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type RequestDraft, requestFaults, type SentRequest } from '#contract/requests.ts';
import { createJudge, type Judge } from '#core/http/secretJudge.ts';
import { soughtValues } from '#core/http/typedSecrets.ts';
import { declaredSecrets, keysOfSchemes } from '#core/openapi/declaredSecrets.ts';
import {
  type ConnectedRequest,
  destinationsOf,
  recordPrevented,
  requireDestinations,
  requireUsable,
  type SignedRequest,
  sendConnected,
  signConnected,
} from '#main/domains/connections/index.ts';
import { type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { OutboundRequest } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Base, buildRequest } from './buildRequest.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { findFiles, keepDraft, sentFileBytes, withJoinedBody } from './draftFiles.ts';
import type { LiveProgress } from './inFlight.ts';
import { discard, type Outcome, recordRequest, redactDraft, refuseKnownId, type Sent } from './record.ts';
import { concernsFiles, outgoingOf, signable } from './writeBody.ts';

export interface SendInput {
  readonly id: ExchangeId;
  readonly draft: RequestDraft;
}

/**
 * Sends a draft and records what came back, everything redacted. A request that fails or is cancelled is an answer with `fault`; one
 * whose body fails keeps its response beside it.
 * Throws NOT_SENDABLE, HOST_REFUSED, NO_SECRET, VAULT_LOCKED, NOT_FOUND, FORBIDDEN or CONFLICT; nothing was sent then.
 */
export function sendRequest(
  context: RequestsContext,
  actor: Actor,
  { id, draft }: SendInput,
  signal?: AbortSignal,
): Promise<SentRequest> {
  requireRole(actor, 'editor');
  return context.inFlight.run(actor, id, signal, async (stop, live) => {
    refuseKnownId(context.store.read, actor, id);
    const written = await prepareRequest(context, actor, draft, sentFileBytes);
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

type Deps = Pick<RequestsContext, 'store' | 'definitions' | 'outbound' | 'files'>;

/** Reads what the draft refers to and builds its request; text files up to `readBytes` are read as well. Throws NOT_FOUND, FORBIDDEN. */
export async function prepareRequest(
  context: Deps,
  actor: Actor,
  draft: RequestDraft,
  readBytes: number,
): Promise<PreparedRequest> {
  const r = context.store.read;
  const { integrationId, connectionId, operationKey: key } = draft;
  const integration = integrationId === null ? null : readRecord(r, actor.tenantId, integrationId);
  const connection = connectionId === null ? null : requireUsable(r, actor, connectionId);
  const operation =
    integrationId === null || key === null ? null : await describeKnown(context, actor, { integrationId, key });
  const judge = judgeOf(context, actor, integration, operation);
  const base = integration && baseOf(context, actor, integration, draft, operation);
  const { files, draft: read } = concernsFiles(draft.body)
    ? await findFiles(context.files, actor.tenantId, draft, readBytes)
    : { files: undefined, draft };
  const built = buildRequest(read, operation, base, judge, files);
  return {
    draft,
    read,
    built,
    outgoing: built.body === null ? null : outgoingOf(built.body),
    judge,
    operation,
    integration,
    connection,
    destinations:
      connection === null || built.url === null
        ? null
        : destinationsOf(context, actor, connection, { url: built.url, headers: built.headers }),
  };
}

/** Null where the operation is gone: a saved request outlives it, and goes out as it is. */
async function describeKnown(
  { definitions }: Pick<Deps, 'definitions'>,
  actor: Actor,
  input: { integrationId: IntegrationId; key: string },
): Promise<OperationDetail | null> {
  return definitions.describe(actor, input).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'DEFINITION_OPERATION_UNKNOWN') return null;
    throw error;
  });
}

/** The judge of what is typed for an integration; the report is only read where the operation does not tell the keys itself. */
export function judgeOf(
  { store, definitions }: Pick<Deps, 'store' | 'definitions'>,
  actor: Actor,
  integration: Pick<IntegrationRecord, 'id' | 'manualAuth'> | null,
  operation: OperationDetail | null,
): Judge {
  if (integration === null) return createJudge();
  const { id, manualAuth } = integration;
  const report = operation?.apiKeys === undefined ? definitions.reportOf(store.read, actor, id)?.report : undefined;
  const keys = keysOfSchemes(report?.securitySchemes ?? []);
  return createJudge(declaredSecrets(operation, [...keys, ...(manualAuth.kind === 'apiKey' ? [manualAuth] : [])]));
}

/** The report is only read where the draft or the operation names a server that it may declare. */
function baseOf(
  { store, definitions }: Deps,
  actor: Actor,
  { id, baseUrl }: NonNullable<PreparedRequest['integration']>,
  draft: RequestDraft,
  operation: OperationDetail | null,
): Base {
  if (draft.server === null && !operation?.ownServers) return { baseUrl, servers: [], sourceUrl: null };
  const found = definitions.reportOf(store.read, actor, id);
  return { baseUrl, servers: found?.report.servers ?? [], sourceUrl: found?.sourceUrl ?? null };
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
  const { draft, built, connection, destinations } = prepared;
  const problem = built.problems.find(({ severity }) => severity === 'error');
  if (problem !== undefined || built.url === null) throw notSendable(problem?.message, problem?.field);
  const bare = { method: built.method, url: built.url.href, headers: built.headers };
  const withTyped = typedCredentials(prepared, built.url);
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

function typedCredentials({ built, judge }: PreparedRequest, url: URL): SignedDraft['withTyped'] {
  const secrets = soughtValues(built.typed);
  const names = built.headers.filter(([name, value]) => judge('header', name, value)).map(([name]) => name);
  const query = [...url.searchParams].filter(([name, value]) => judge('query', name, value)).map(([name]) => name);
  return (signed) => ({
    ...signed,
    secrets: [...signed.secrets, ...secrets],
    credentialHeaders: [...signed.credentialHeaders, ...names],
    credentialQuery: [...signed.credentialQuery, ...query],
  });
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
  const prepared = await prepareRequest(context, actor, draft, sentFileBytes);
  const { signed } = await sign(context, actor, prepared);
  return { ...outboundOf(prepared, signed), cookies: await context.cookies.jarFor(actor) };
}

/** Redirects that are followed, here and by a copied command. */
export const mostRedirects = 10;

function outboundOf(prepared: PreparedRequest, request: SignedRequest): OutboundRequest {
  const { draft, built, connection, destinations, outgoing } = prepared;
  const hosts = connection && [...connection.allowedHosts, ...(destinations?.foreign ?? [])];
  return {
    ...request,
    ...(outgoing === null ? {} : { body: outgoing }),
    bodyHasSecrets: built.typed.some(({ place }) => place === 'body'),
    ...(hosts === null ? {} : { allowedHosts: hosts }),
    timeouts: {
      totalMs: draft.timeoutSeconds === null ? undefined : draft.timeoutSeconds * 1000,
    },
    limitOwners: { totalMs: 'this request' },
    redirects: { follow: draft.followRedirects, max: mostRedirects },
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
  const cookies = await context.cookies.jarFor(actor);
  const progress = {
    onHead: live.onHead,
    onData: live.onData,
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
