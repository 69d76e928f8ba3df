import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import type { WireSizes } from '#contract/connectionDetails.ts';
import { commonFaults, type Fault } from '#contract/fault.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import type { TestResults } from '#contract/testResults.ts';
import { isTextual } from '#core/http/mediaType.ts';
import { ownerAlone, recordUse, type SignedRequest } from '#main/domains/connections/index.ts';
import type { Traffic } from '#main/facts/index.ts';
import { createRedactor, headBytes, type OutboundResponse, type Redactor } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { SchemaMatch } from './checks.ts';
import type { PreparedRequest, RequestsContext } from './context.ts';
import { type HeaderPairs, redactHeaders, redactUrl } from './redact.ts';
import { type StoredRequest, type StoredRequestRecord, sentRequests } from './table.ts';

/** What became of a request: a response, which may hold the fault that ended its body, or the fault that came instead. */
export type Outcome =
  | { readonly response: OutboundResponse; readonly schemaMatch: SchemaMatch }
  | { readonly fault: Fault };

/** A request that went out, or tried to. `id` is the caller's. */
export interface Sent {
  readonly id: ExchangeId;
  readonly prepared: PreparedRequest;
  readonly request: SignedRequest;
  /** Every header as it went out. */
  readonly headers: HeaderPairs;
  readonly outcome: Outcome;
  /** The draft as the history keeps it. */
  readonly kept: RequestDraft;
  readonly tests: TestResults | null;
  /** When the events of a stream came; see `LiveProgress`. */
  readonly eventTimes?: readonly number[];
}

/** Characters of a request's body that are shown before it is sent. */
export const shownCharacters = 64 * 1024;
/** Characters of a request's body that are kept. */
const previewCharacters = 1_000_000;
/** Characters after the preview that are redacted together with it, so that no secret is cut in two at its end. */
const overlapCharacters = 2_000_000;

/** The history row of what was sent; the request's secrets are redacted everywhere in it. */
function rowOf(actor: Actor, sent: Sent, at: number): StoredRequest {
  const { id, prepared, request, outcome } = sent;
  const { draft, built, integration, connection } = prepared;
  const redactor = createRedactor(request.secrets);
  const response = 'response' in outcome ? outcome.response : null;
  const fault = faultOf(outcome);
  return {
    tenantId: actor.tenantId,
    id,
    at,
    actorId: actor.userId,
    actorName: actor.name,
    privateTo: ownerAlone(connection),
    integrationId: integration?.id ?? null,
    integrationName: integration?.displayName ?? null,
    operationKey: draft.operationKey,
    connectionName: connection?.name ?? null,
    method: redactor.text(built.method),
    url: redactUrl(request.url, redactor, prepared.judge),
    status: response?.status ?? null,
    faultCode: fault?.code ?? null,
    totalMs: response?.timings.total ?? null,
    record: recordOf(sent, redactor),
    ...bodyColumns(response),
  };
}

function recordOf(sent: Sent, redactor: Redactor): StoredRequestRecord {
  const { prepared, headers, outcome, kept, tests } = sent;
  const { built, judge } = prepared;
  const text = built.body?.shown.slice(0, previewCharacters + overlapCharacters);
  return {
    requestHeaders: redactHeaders(headers, redactor, judge),
    requestBody: text === undefined ? null : redactor.text(text).slice(0, previewCharacters),
    requestBodyBytes: built.body?.size ?? null,
    response: 'response' in outcome ? shownResponse(sent, outcome) : null,
    fault: shownFault(faultOf(outcome)),
    timings: 'response' in outcome ? outcome.response.timings : null,
    draft: kept,
    tests,
  };
}

const faultOf = (outcome: Outcome): Fault | null => ('fault' in outcome ? outcome.fault : outcome.response.fault);

function shownFault(fault: Fault | null) {
  if (fault === null) return null;
  const { phase = null, tried = null, todo = null, kept = null, certificate = null } = fault.data;
  return { code: fault.code, message: fault.message, phase, tried, todo, kept, certificate };
}

/** Bytes of the first request and of the final response. */
function wireOf({ prepared, request, headers }: Sent, response: OutboundResponse): WireSizes {
  const { method, body } = prepared.built;
  const target = URL.parse(request.url);
  return {
    requestHead: headBytes(`${method} ${target?.pathname ?? ''}${target?.search ?? ''} HTTP/1.1`, headers),
    requestBody: body?.size ?? 0,
    responseHead: response.headBytes,
    responseBody: response.wireBytes,
  };
}

function shownResponse(sent: Sent, { response, schemaMatch }: Extract<Outcome, { response: unknown }>) {
  const { contentType, body } = response;
  return {
    status: response.status,
    statusText: response.statusText,
    httpVersion: response.httpVersion,
    headers: response.headers.map(([name, value]) => ({ name, value })),
    mediaType: contentType === '' ? null : contentType,
    bytes: body.bytes,
    truncated: response.truncated,
    textual: contentType === '' ? looksLikeText(body) : isTextual(contentType),
    remoteAddress: response.remoteAddress,
    redirects: response.redirects,
    schemaMatch,
    trailers: response.trailers.map(([name, value]) => ({ name, value })),
    notes: [...response.notes],
    unverified: response.unverified,
    hops: [...response.hops],
    wire: wireOf(sent, response),
    eventTimes: [...(sent.eventTimes ?? [])],
  };
}

function looksLikeText(body: OutboundResponse['body']): boolean {
  return body.kind === 'inline' && !body.data.subarray(0, 4096).includes(0);
}

function bodyColumns(response: OutboundResponse | null) {
  if (response === null) return { bytes: null, charset: null, keptBytes: 0, bodyFile: null, body: null };
  const { body, charset } = response;
  const kept = { bytes: body.bytes, charset, keptBytes: body.bytes };
  if (body.kind === 'inline') return { ...kept, bodyFile: null, body: body.data };
  return { ...kept, bodyFile: basename(body.path), body: null };
}

/** A sent request as it is shown. */
export function shownRequest(row: Omit<StoredRequest, 'body'>): SentRequest {
  return {
    pinned: row.pinnedAt != null,
    note: row.note ?? null,
    id: row.id,
    at: row.at,
    actor: { id: row.actorId, name: row.actorName },
    integrationId: row.integrationId ?? null,
    integrationName: row.integrationName ?? null,
    operationKey: row.operationKey ?? null,
    connectionName: row.connectionName ?? null,
    method: row.method,
    url: row.url,
    ...row.record,
  };
}

/** Throws CONFLICT where a request with this id was recorded already. */
export function refuseKnownId(r: Reader, { tenantId }: Actor, id: ExchangeId): void {
  const where = and(eq(sentRequests.tenantId, tenantId), eq(sentRequests.id, id));
  if (r.select({ id: sentRequests.id }).from(sentRequests).where(where).get() === undefined) return;
  throw commonFaults.fault('CONFLICT', 'A request with this id was sent before.', { kept: 'Nothing was sent.' });
}

/** Writes down what was sent and what came back, with the line on the activity page, in one transaction. */
export function recordRequest(context: RequestsContext, actor: Actor, sent: Sent): SentRequest {
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

/** Writes down that a connection was used by a request which is not kept itself. */
export function recordUseAlone(context: RequestsContext, actor: Actor, sent: Pick<Sent, 'prepared' | 'outcome'>): void {
  const { connection } = sent.prepared;
  if (connection === null) return;
  context.store.record((w) => recordUse(w, connection, seenBy(sent, context.now())));
  context.facts.signal('connectionUsed', actor.tenantId, [connection.id]);
}

function seenBy({ outcome }: Pick<Sent, 'outcome'>, at: number): Parameters<typeof recordUse>[2] {
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

/** A body that no record knows is not kept. */
export async function discard(outcome: Outcome): Promise<void> {
  if ('response' in outcome && outcome.response.body.kind === 'file')
    await rm(outcome.response.body.path, { force: true });
}
