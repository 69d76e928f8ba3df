import { and, desc, eq, getTableColumns, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import type { SentRequest, SentRequestRow } from '#contract/requests.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { historyFacts } from './facts.ts';
import { shownRequest } from './redaction.ts';
import { removeBodies } from './retention.ts';
import { sentRequests } from './table.ts';

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

/** The sent requests that exist for the actor: the tenant's, without what others sent with their private connections. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(sentRequests.tenantId, actor.tenantId),
    or(isNull(sentRequests.privateTo), eq(sentRequests.privateTo, actor.userId)),
  );
}
