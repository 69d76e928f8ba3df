import { basename } from 'node:path';
import { and, desc, eq, getTableColumns, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import { commonFaults, type Fault } from '#contract/fault.ts';
import type { SentRequest, SentRequestRow } from '#contract/requests.ts';
import { isTextual } from '#core/http/mediaType.ts';
import { recordUse, type SignedRequest } from '#main/domains/connections/index.ts';
import type { Traffic } from '#main/facts/index.ts';
import { createRedactor, type OutboundResponse, type Redactor } from '#main/http/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { historyFacts } from './facts.ts';
import type { PreparedRequest } from './prepare.ts';
import { historyCharacters, redactDraft, redactHeaders, redactUrl } from './redaction.ts';
import { removeBodies } from './retention.ts';
import type { SchemaMatch } from './schemaMatch.ts';
import { type StoredRequest, type StoredRequestRecord, sentRequests } from './table.ts';

/** What became of a request: a response, or the fault that ended it. */
export type Outcome =
  | { readonly response: OutboundResponse; readonly schemaMatch: SchemaMatch }
  | { readonly fault: Fault };

/** A request that went out, or tried to. `id` is the caller's. */
interface Sent {
  readonly id: ExchangeId;
  readonly prepared: PreparedRequest;
  readonly request: SignedRequest;
  readonly outcome: Outcome;
}

interface HistoryInput {
  readonly offset: number;
  readonly limit: number;
  readonly integrationId?: IntegrationId | undefined;
  readonly operationKey?: string | undefined;
  readonly text?: string | undefined;
}

/** A window of what was sent, the latest first. */
export function listHistory(r: Reader, actor: Actor, input: HistoryInput): { rows: SentRequestRow[]; total: number } {
  const where = and(visibleTo(actor), ...filters(input));
  const { id, at, integrationId, integrationName, operationKey, method, url, status, faultCode, totalMs, bytes } =
    sentRequests;
  const rows = r
    .select({ id, at, integrationId, integrationName, operationKey, method, url, status, faultCode, totalMs, bytes })
    .from(sentRequests)
    .where(where)
    .orderBy(desc(at), desc(id))
    .limit(input.limit)
    .offset(input.offset)
    .all();
  const total = r.select({ n: sql<number>`count(*)` }).from(sentRequests).where(where).get()?.n ?? 0;
  return { rows, total };
}

/** One sent request, without the response's body. Throws NOT_FOUND. */
export function readRequest(r: Reader, actor: Actor, { id }: { id: ExchangeId }): SentRequest {
  const { body: _body, ...columns } = getTableColumns(sentRequests);
  const row = r
    .select(columns)
    .from(sentRequests)
    .where(and(visibleTo(actor), eq(sentRequests.id, id)))
    .get();
  if (!row) throw notFound('The request');
  return shownRequest(row);
}

/** Removes what was sent, of one integration or all of it, with its bodies. Admins clear the tenant's, others what they sent themselves. */
export async function clearHistory(
  context: RequestsContext,
  actor: Actor,
  { integrationId }: { integrationId?: IntegrationId | undefined },
): Promise<{ removed: number }> {
  requireRole(actor, 'editor');
  const own = actor.role === 'admin' ? undefined : eq(sentRequests.actorId, actor.userId);
  const where = and(visibleTo(actor), own, integrationId && eq(sentRequests.integrationId, integrationId));
  const gone = context.store.write((w) => {
    const rows = w
      .select({ id: sentRequests.id, bodyFile: sentRequests.bodyFile })
      .from(sentRequests)
      .where(where)
      .all();
    w.delete(sentRequests).where(where).run();
    const name = rows.length === 1 ? 'one request' : `${rows.length} requests`;
    const after = { requests: rows.length };
    context.facts.emit(w, historyFacts.cleared, { actor, entity: { id: null, name }, after });
    return rows;
  });
  await removeBodies(context.bodiesDir, gone);
  return { removed: gone.length };
}

function filters({ integrationId, operationKey, text }: HistoryInput): (SQL | undefined)[] {
  const pattern = text?.trim() ? `%${text.trim().replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const matches =
    pattern &&
    sql`(${sentRequests.url} LIKE ${pattern} ESCAPE '\\' OR ${sentRequests.operationKey} LIKE ${pattern} ESCAPE '\\'
    OR ${sentRequests.integrationName} LIKE ${pattern} ESCAPE '\\')`;
  return [
    integrationId && eq(sentRequests.integrationId, integrationId),
    operationKey === undefined ? undefined : eq(sentRequests.operationKey, operationKey),
    matches || undefined,
  ];
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
    if (connection !== null) recordUse(w, connection, { at, status: row.status ?? null });
    context.facts.recordTraffic(w, trafficOf(actor, row));
  });
  context.facts.signal('requestSent', actor.tenantId, [sent.id]);
  if (connection !== null) context.facts.signal('connectionUsed', actor.tenantId, [connection.id]);
  return shownRequest(row);
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
      { name: 'Result', value: status === null ? (record.fault?.message ?? '') : String(status) },
      { name: 'Exchange', value: row.id },
    ],
    privateTo: row.privateTo ?? null,
  };
}

/** The sent requests that exist for the actor: the tenant's, without what others sent with their private connections. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(sentRequests.tenantId, actor.tenantId),
    or(isNull(sentRequests.privateTo), eq(sentRequests.privateTo, actor.userId)),
  );
}

/** Characters of a request's body that are kept. */
const previewCharacters = 64 * 1024;
/** Characters after the preview that are redacted together with it, so that no secret is cut in two at its end. */
const overlapCharacters = 2_000_000;

/** The row of what was sent; the request's secrets are redacted everywhere in it. */
function rowOf(actor: Actor, sent: Sent, at: number): StoredRequest {
  const { id, prepared, request, outcome } = sent;
  const { draft, built, integration, connection } = prepared;
  const redactor = createRedactor(request.secrets);
  const response = 'response' in outcome ? outcome.response : null;
  const fault = 'fault' in outcome ? outcome.fault : null;
  return {
    tenantId: actor.tenantId,
    id,
    at,
    actorId: actor.userId,
    actorName: actor.name,
    privateTo: connection?.visibility === 'private' ? actor.userId : null,
    integrationId: integration?.id ?? null,
    integrationName: integration?.displayName ?? null,
    operationKey: draft.operationKey,
    connectionName: connection?.name ?? null,
    method: built.method,
    url: redactUrl(request.url, redactor),
    status: response?.status ?? null,
    faultCode: fault?.code ?? null,
    totalMs: response?.timings.total ?? null,
    record: recordOf(sent, redactor),
    ...bodyColumns(response),
  };
}

function recordOf({ prepared, request, outcome }: Sent, redactor: Redactor): StoredRequestRecord {
  const { draft, built } = prepared;
  const text = built.body?.shown.slice(0, previewCharacters + overlapCharacters);
  return {
    requestHeaders: redactHeaders(request.headers, redactor),
    requestBody: text === undefined ? null : redactor.text(text).slice(0, previewCharacters),
    response: 'response' in outcome ? shownResponse(outcome) : null,
    fault: 'fault' in outcome ? shownFault(outcome.fault) : null,
    timings: 'response' in outcome ? outcome.response.timings : null,
    draft: redactDraft(draft, redactor, historyCharacters),
  };
}

function shownFault({ code, message, data }: Fault) {
  return { code, message, phase: data.phase ?? null, tried: data.tried ?? null, todo: data.todo ?? null };
}

function shownResponse({ response, schemaMatch }: Extract<Outcome, { response: unknown }>) {
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
function shownRequest(row: Omit<StoredRequest, 'body'>): SentRequest {
  return {
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
