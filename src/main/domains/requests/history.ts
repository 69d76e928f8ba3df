import { and, desc, eq, getTableColumns, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import type { SentRequest, SentRequestRow } from '#contract/requests.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { countOnce, type Reader } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { historyFacts } from './facts.ts';
import { shownRequest } from './record.ts';
import { removeBodies } from './retention.ts';
import { sentRequests } from './table.ts';

interface HistoryInput {
  readonly offset: number;
  readonly limit: number;
  readonly integrationId?: IntegrationId | undefined;
  readonly operationKey?: string | undefined;
  readonly text?: string | undefined;
}

/** A window of what was sent, the latest first. Which rows are in it is decided on the covering index `exchanges_list` alone. */
export function listHistory(r: Reader, actor: Actor, input: HistoryInput): { rows: SentRequestRow[]; total: number } {
  const { offset: _, limit: __, ...filter } = input;
  const where = and(visibleTo(actor), ...filters(filter));
  const ids = windowOf(r, where, input);
  const key = JSON.stringify(['history', actor.tenantId, actor.userId, filter]);
  // The last window says itself how many there are.
  const last = ids.length < input.limit && (ids.length > 0 || input.offset === 0);
  const total = last ? input.offset + ids.length : countOnce(r, key, () => countWhere(r, where));
  return { rows: readRows(r, actor, ids), total };
}

const listed = sql`${sentRequests} INDEXED BY exchanges_list`;

function windowOf(r: Reader, where: SQL | undefined, { limit, offset }: HistoryInput): ExchangeId[] {
  const { at, id } = sentRequests;
  const rows = r.all<{ id: ExchangeId }>(sql`
    SELECT ${id} AS id FROM ${listed} WHERE ${where} ORDER BY ${at} DESC, ${id} DESC LIMIT ${limit} OFFSET ${offset}`);
  return rows.map((row) => row.id);
}

const countWhere = (r: Reader, where: SQL | undefined): number =>
  r.get<{ total: number }>(sql`SELECT count(*) AS total FROM ${listed} WHERE ${where}`).total;

function readRows(r: Reader, actor: Actor, ids: readonly ExchangeId[]): SentRequestRow[] {
  const { id, at, integrationId, integrationName, operationKey, method, url, status, faultCode, totalMs, bytes } =
    sentRequests;
  return r
    .select({ id, at, integrationId, integrationName, operationKey, method, url, status, faultCode, totalMs, bytes })
    .from(sentRequests)
    .where(
      and(
        eq(sentRequests.tenantId, actor.tenantId),
        sql`${id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
      ),
    )
    .orderBy(desc(at), desc(id))
    .all();
}

/** One sent request, without the response's body. Throws NOT_FOUND. */
export function readRequest(r: Reader, actor: Actor, { id }: { id: ExchangeId }): SentRequest {
  const { body: _body, search: _search, ...columns } = getTableColumns(sentRequests);
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

function filters({ integrationId, operationKey, text }: Omit<HistoryInput, 'offset' | 'limit'>): (SQL | undefined)[] {
  const wanted = text?.trim();
  return [
    integrationId && eq(sentRequests.integrationId, integrationId),
    operationKey === undefined ? undefined : eq(sentRequests.operationKey, operationKey),
    wanted ? sql`instr(${sentRequests.search}, lower(${wanted})) > 0` : undefined,
  ];
}

/** The sent requests that exist for the actor: the tenant's, without what others sent with their private connections. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(sentRequests.tenantId, actor.tenantId),
    or(isNull(sentRequests.privateTo), eq(sentRequests.privateTo, actor.userId)),
  );
}
