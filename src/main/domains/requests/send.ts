import { rm } from 'node:fs/promises';
import { and, eq } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type RequestDraft, requestFaults, type SentRequest } from '#contract/requests.ts';
import { createJudge, type Judge } from '#core/http/secretJudge.ts';
import { soughtValues } from '#core/http/typedSecrets.ts';
import { declaredSecrets, keysOfSchemes } from '#core/openapi/declaredSecrets.ts';
import {
  type ConnectedRequest,
  destinationsOf,
  recordPrevented,
  recordUse,
  requireDestinations,
  requireUsable,
  type SignedRequest,
  sendConnected,
  signConnected,
} from '#main/domains/connections/index.ts';
import { type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Traffic } from '#main/facts/index.ts';
import type { OutboundRequest } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { type Base, buildRequest } from './buildRequest.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import type { LiveProgress } from './inFlight.ts';
import { type Outcome, rowOf, type Sent, shownRequest } from './redaction.ts';
import { type StoredRequest, sentRequests } from './table.ts';

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
    const prepared = await prepareRequest(context, actor, draft);
    const signed = await sign(context, actor, prepared);
    const { outcome, ...sent } = await transmit(context, actor, prepared, signed, stop, live);
    try {
      return recordRequest(context, actor, { id, prepared, ...sent, outcome });
    } catch (error) {
      await discard(outcome);
      throw error;
    }
  });
}

type Deps = Pick<RequestsContext, 'store' | 'definitions' | 'outbound'>;

/** Reads what the draft refers to and builds its request. Throws NOT_FOUND, FORBIDDEN. */
export async function prepareRequest(context: Deps, actor: Actor, draft: RequestDraft): Promise<PreparedRequest> {
  const r = context.store.read;
  const { integrationId, connectionId, operationKey: key } = draft;
  const integration = integrationId === null ? null : readRecord(r, actor.tenantId, integrationId);
  const connection = connectionId === null ? null : requireUsable(r, actor, connectionId);
  const operation =
    integrationId === null || key === null ? null : await context.definitions.describe(actor, { integrationId, key });
  const judge = judgeOf(context, actor, integration, operation);
  const base = integration && baseOf(context, actor, integration, draft, operation);
  const built = buildRequest(draft, operation, base, judge);
  return {
    draft,
    built,
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
  const unsigned = { ...bare, body: built.body?.bytes ?? null };
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

/** Redirects that are followed, here and by a copied command. */
export const mostRedirects = 10;

function outboundOf(prepared: PreparedRequest, request: SignedRequest): OutboundRequest {
  const { draft, built, connection, destinations } = prepared;
  const hosts = connection && [...connection.allowedHosts, ...(destinations?.foreign ?? [])];
  return {
    ...request,
    ...(built.body === null ? {} : { body: built.body.bytes }),
    bodyHasSecrets: built.typed.some(({ place }) => place === 'body'),
    ...(hosts === null ? {} : { allowedHosts: hosts }),
    timeouts: {
      connectMs: 15_000,
      responseMs: 0,
      totalMs: draft.timeoutSeconds === null ? undefined : draft.timeoutSeconds * 1000,
    },
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

/** A body that no record knows is not kept. */
async function discard(outcome: Outcome): Promise<void> {
  if ('response' in outcome && outcome.response.body.kind === 'file')
    await rm(outcome.response.body.path, { force: true });
}

/** Throws CONFLICT where a request with this id was recorded already. */
function refuseKnownId(r: Reader, { tenantId }: Actor, id: ExchangeId): void {
  const where = and(eq(sentRequests.tenantId, tenantId), eq(sentRequests.id, id));
  if (r.select({ id: sentRequests.id }).from(sentRequests).where(where).get() === undefined) return;
  throw commonFaults.fault('CONFLICT', 'A request with this id was sent before.', { kept: 'Nothing was sent.' });
}

/** Writes down what was sent and what came back, with the line on the activity page, in one transaction. */
function recordRequest(context: RequestsContext, actor: Actor, sent: Sent): SentRequest {
  const at = context.now();
  const row = rowOf(actor, sent, at);
  const { connection } = sent.prepared;
  context.store.record((w) => {
    w.insert(sentRequests).values(row).run();
    if (connection !== null) recordUse(w, connection, seenBy(sent, at));
    context.facts.recordTraffic(w, trafficOf(actor, row));
  });
  context.facts.signal('requestSent', actor.tenantId, [sent.id]);
  if (connection !== null) context.facts.signal('connectionUsed', actor.tenantId, [connection.id]);
  return shownRequest(row);
}

function seenBy({ outcome }: Sent, at: number): Parameters<typeof recordUse>[2] {
  if (!('response' in outcome)) return { at, status: null, own: false };
  const { status, redirects } = outcome.response;
  return { at, status, own: !redirects.some((hop) => hop.credentialsDropped) };
}

/** The activity page's line. It belongs to whom the history row belongs to, so that nobody else reads an address here either. */
function trafficOf(actor: Actor, row: StoredRequest): Traffic {
  const { tenantId, at, method, url, status = null, faultCode = null, record } = row;
  const failed = faultCode !== null || (status ?? 0) >= 400;
  return {
    tenantId,
    actor,
    at,
    kind: 'request',
    action: 'sent',
    subject: row.operationKey ?? `${method} ${URL.parse(url)?.host ?? url}`,
    integrationId: row.integrationId ?? null,
    result: faultCode === 'CANCELLED' ? 'cancelled' : failed ? 'failed' : 'ok',
    durationMs: row.totalMs ?? null,
    details: [
      { name: 'Request', value: `${method} ${url}` },
      { name: 'Result', value: [status, record.fault?.message].filter((part) => part != null).join(': ') },
      { name: 'Exchange', value: row.id },
    ],
    privateTo: row.privateTo ?? null,
  };
}

function notSendable(message = 'This is not an address that a request can go to.', field = 'url') {
  return requestFaults.fault('NOT_SENDABLE', message, {
    kept: 'Nothing was sent; the request stays as you wrote it.',
    todo: 'Correct it and send again.',
    field,
  });
}
