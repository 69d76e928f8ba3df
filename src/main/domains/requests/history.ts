import { and, eq, getTableColumns, gte, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import type { SentRequest, SentRequestRow } from '#contract/requests.ts';
import type { HistoryFilter } from '#contract/responses.ts';
import { counted } from '#core/counted.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { boundedMs, countOnce, type Reader, type Writer } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { historyFacts } from './facts.ts';
import { shownRequest } from './record.ts';
import { among, firstOf, removeBodies } from './retention.ts';
import { sentRequests } from './table.ts';

export interface HistoryInput extends HistoryFilter {
  readonly offset: number;
  readonly limit: number;
}

/** Whether most rows may not pass, so that a window is sought step by step. */
export function isSearch({ text, statuses, methods, failed, connection, marked }: HistoryFilter): boolean {
  const some = [statuses, methods].some((list) => list !== undefined && list.length > 0);
  return some || Boolean(text?.trim()) || failed === true || marked === true || connection !== undefined;
}

/** A window of what was sent, the latest first. Which rows are in it is decided on the covering index `exchanges_list` alone. */
export function listHistory(
  r: Reader,
  actor: Actor,
  input: Pick<HistoryInput, 'offset' | 'limit' | 'integrationId' | 'operationKey' | 'since' | 'until'>,
): { rows: SentRequestRow[]; total: number } {
  const { integrationId, operationKey, since, until } = input;
  const filter = { integrationId, operationKey, since, until };
  const where = and(visibleTo(actor), ...filters(filter));
  const ids = windowOf(r, where, input);
  const key = JSON.stringify(['history', actor.tenantId, actor.userId, filter]);
  // The last window says itself how many there are.
  const last = ids.length < input.limit && (ids.length > 0 || input.offset === 0);
  const total = last ? input.offset + ids.length : countOnce(r, key, () => countWhere(r, where));
  return { rows: readRows(r, actor, ids), total };
}

export const listed = sql`${sentRequests} INDEXED BY exchanges_list`;

function windowOf(r: Reader, where: SQL | undefined, { limit, offset }: HistoryInput): ExchangeId[] {
  const { at, id } = sentRequests;
  const rows = r.all<{ id: ExchangeId }>(sql`
    SELECT ${id} AS id FROM ${listed} WHERE ${where} ORDER BY ${at} DESC, ${id} DESC LIMIT ${limit} OFFSET ${offset}`);
  return rows.map((row) => row.id);
}

const countWhere = (r: Reader, where: SQL | undefined): number =>
  r.get<{ total: number }>(sql`SELECT count(*) AS total FROM ${listed} WHERE ${where}`).total;

/** The rows of a window. A sign before what they are sorted by: they are found by their ids, not looked for along the whole history. */
export function readRows(r: Reader, { tenantId }: Actor, ids: readonly ExchangeId[]): SentRequestRow[] {
  if (ids.length === 0) return [];
  const rows = r.all<Omit<SentRequestRow, 'pinned'> & { pinnedAt: number | null }>(sql`
    SELECT id, at, integration_id AS integrationId, integration_name AS integrationName, operation_key AS operationKey, method, url,
      status, fault_code AS faultCode, total_ms AS totalMs, bytes, pinned_at AS pinnedAt, note
    FROM ${sentRequests}
    WHERE tenant_id = ${tenantId} AND id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))
    ORDER BY +at DESC, +id DESC`);
  return rows.map(({ pinnedAt, ...row }) => ({ ...row, at: boundedMs(row.at), pinned: pinnedAt !== null }));
}

/** One sent request, without the response's body. Throws NOT_FOUND. */
export function readRequest(r: Reader, actor: Actor, { id }: { id: ExchangeId }): SentRequest {
  const { body: _body, search: _search, marked: _marked, ...columns } = getTableColumns(sentRequests);
  const row = r
    .select(columns)
    .from(sentRequests)
    .where(and(visibleTo(actor), eq(sentRequests.id, id)))
    .get();
  if (!row) throw notFound('The request');
  return shownRequest(row);
}

/**
 * Removes what was sent, one request, those of one integration or all of it, with its bodies. Admins clear the tenant's, others what they sent themselves.
 * Works in steps, so that nobody waits for it; what is sent meanwhile stays. The first step tells what is cleared.
 */
export async function clearHistory(
  context: RequestsContext,
  actor: Actor,
  { id, integrationId }: { id?: ExchangeId | undefined; integrationId?: IntegrationId | undefined },
): Promise<{ removed: number }> {
  requireRole(actor, 'editor');
  const own = actor.role === 'admin' ? undefined : eq(sentRequests.actorId, actor.userId);
  const chosen = [
    id === undefined ? isNull(sentRequests.pinnedAt) : eq(sentRequests.id, id),
    integrationId && eq(sentRequests.integrationId, integrationId),
  ];
  const all = and(visibleTo(actor), own, ...chosen);
  let range: { after: Place; to: Place } | null = null;
  const steps = context.store.inSteps((w) => {
    range ??= { after: { at: -1, rowid: 0 }, to: announceCleared(context, w, actor, all) };
    const { after, to } = range;
    const within = sql`(at, rowid) > (${after.at}, ${after.rowid}) AND (at, rowid) <= (${to.at}, ${to.rowid})`;
    const gone = firstOf(w, sql`${and(all, within)}`);
    w.delete(sentRequests).where(among(gone)).run();
    range = { after: gone.at(-1) ?? after, to };
    return { gone, more: gone.length > 0 };
  });
  let removed = 0;
  for await (const { gone } of steps) {
    await removeBodies(context.bodiesDir, gone);
    removed += gone.length;
  }
  return { removed };
}

/** Where a row is in the order of time. */
interface Place {
  readonly at: number;
  readonly rowid: number;
}

/** @returns the last that there is, which parts what is cleared from what is sent in the meantime */
function announceCleared({ facts }: RequestsContext, w: Writer, actor: Actor, all: SQL | undefined): Place {
  const requests = countWhere(w, all);
  const name = counted(requests, 'request');
  facts.emit(w, historyFacts.cleared, { actor, entity: { id: null, name }, after: { requests } });
  const last = sql`SELECT at, rowid FROM ${listed} WHERE ${all} ORDER BY at DESC, rowid DESC LIMIT 1`;
  return w.all<Place>(last)[0] ?? { at: -1, rowid: 0 };
}

/** The filters that an index of their own serves, or that most rows pass. */
export function filters({
  integrationId,
  operationKey,
  since,
  until,
}: Pick<HistoryFilter, 'integrationId' | 'operationKey' | 'since' | 'until'>): (SQL | undefined)[] {
  return [
    integrationId && eq(sentRequests.integrationId, integrationId),
    operationKey === undefined ? undefined : eq(sentRequests.operationKey, operationKey),
    since === undefined ? undefined : gte(sentRequests.at, since),
    until === undefined ? undefined : lt(sentRequests.at, until),
  ];
}

/** The sent requests that exist for the actor: the tenant's, without what others sent with their private connections. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(sentRequests.tenantId, actor.tenantId),
    or(isNull(sentRequests.privateTo), eq(sentRequests.privateTo, actor.userId)),
  );
}
