import { and, desc, eq, getTableColumns, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Exchange, ExchangeRow } from '#contract/requests.ts';
import { noteUse } from '#main/domains/connections/index.ts';
import type { Traffic } from '#main/facts/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { historyFacts } from './facts.ts';
import { removeBodies } from './retention.ts';
import { rowOf, type Sent, shownRequest } from './sentRequest.ts';
import { type SentRequestRow, sentRequests } from './table.ts';

interface HistoryInput {
  readonly offset: number;
  readonly limit: number;
  readonly integrationId?: IntegrationId | undefined;
  readonly operationKey?: string | undefined;
  readonly text?: string | undefined;
}

/** A window of what was sent, the latest first. */
export function listHistory(r: Reader, actor: Actor, input: HistoryInput): { rows: ExchangeRow[]; total: number } {
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
export function readRequest(r: Reader, actor: Actor, { id }: { id: ExchangeId }): Exchange {
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
export function recordRequest(context: RequestsContext, actor: Actor, sent: Sent): Exchange {
  const at = context.now();
  const row = rowOf(actor, sent, at);
  const { connection } = sent.prepared;
  context.store.record((w) => {
    w.insert(sentRequests).values(row).run();
    if (connection !== null) noteUse(w, connection, { at, status: row.status ?? null });
    context.facts.recordTraffic(w, trafficOf(actor, row));
  });
  context.facts.signal('requestSent', actor.tenantId, [sent.id]);
  if (connection !== null) context.facts.signal('connectionUsed', actor.tenantId, [connection.id]);
  return shownRequest(row);
}

/** The activity page's line. It belongs to whom the history row belongs to, so that nobody else reads an address here either. */
function trafficOf(actor: Actor, row: SentRequestRow): Traffic {
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
