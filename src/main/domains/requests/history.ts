import { and, desc, eq, getTableColumns, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Exchange, ExchangeRow } from '#contract/requests.ts';
import { noteUse } from '#main/domains/connections/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { RequestsDeps } from './deps.ts';
import { removeBodies } from './retention.ts';
import { exchangeRow, type Sent, toExchange } from './sentRequest.ts';
import { exchanges, type NewExchange } from './table.ts';

interface HistoryInput {
  readonly offset: number;
  readonly limit: number;
  readonly integrationId?: IntegrationId | undefined;
  readonly operationKey?: string | undefined;
  readonly text?: string | undefined;
}

/** A window of what was sent, the latest first. */
export function listHistory(
  { store }: RequestsDeps,
  actor: Actor,
  input: HistoryInput,
): { rows: ExchangeRow[]; total: number } {
  const where = and(visibleTo(actor), ...filters(input));
  const { id, at, integrationId, integrationName, operationKey, method, url, status, faultCode, totalMs, bytes } =
    exchanges;
  const rows = store.read
    .select({ id, at, integrationId, integrationName, operationKey, method, url, status, faultCode, totalMs, bytes })
    .from(exchanges)
    .where(where)
    .orderBy(desc(at), desc(id))
    .limit(input.limit)
    .offset(input.offset)
    .all();
  const total = store.read.select({ n: sql<number>`count(*)` }).from(exchanges).where(where).get()?.n ?? 0;
  return { rows, total };
}

/** One exchange without its body. Throws NOT_FOUND. */
export function readExchange({ store }: RequestsDeps, actor: Actor, { id }: { id: ExchangeId }): Exchange {
  const { body: _body, ...columns } = getTableColumns(exchanges);
  const row = store.read
    .select(columns)
    .from(exchanges)
    .where(and(visibleTo(actor), eq(exchanges.id, id)))
    .get();
  if (!row) throw notFound('The request');
  return toExchange(row);
}

/** Removes what was sent, of one integration or all of it, with its bodies. Admins clear the tenant's, others what they sent themselves. */
export async function clearHistory(
  deps: RequestsDeps,
  actor: Actor,
  { integrationId }: { integrationId?: IntegrationId | undefined },
): Promise<{ removed: number }> {
  requireRole(actor, 'editor');
  const own = actor.role === 'admin' ? undefined : eq(exchanges.actorId, actor.userId);
  const where = and(visibleTo(actor), own, integrationId && eq(exchanges.integrationId, integrationId));
  const gone = deps.store.write((w) => {
    const rows = w.select({ id: exchanges.id, bodyFile: exchanges.bodyFile }).from(exchanges).where(where).all();
    w.delete(exchanges).where(where).run();
    return rows;
  });
  await removeBodies(deps.bodiesDir, gone);
  deps.events.changed('requests', actor.tenantId);
  const subject = gone.length === 1 ? 'one request' : `${gone.length} requests`;
  deps.events.happened({ tenantId: actor.tenantId, actor, kind: 'change', action: 'cleared', subject, result: 'ok' });
  return { removed: gone.length };
}

function filters({ integrationId, operationKey, text }: HistoryInput): (SQL | undefined)[] {
  const pattern = text?.trim() ? `%${text.trim().replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const matches =
    pattern &&
    sql`(${exchanges.url} LIKE ${pattern} ESCAPE '\\' OR ${exchanges.operationKey} LIKE ${pattern} ESCAPE '\\'
    OR ${exchanges.integrationName} LIKE ${pattern} ESCAPE '\\')`;
  return [
    integrationId && eq(exchanges.integrationId, integrationId),
    operationKey === undefined ? undefined : eq(exchanges.operationKey, operationKey),
    matches || undefined,
  ];
}

/** Throws CONFLICT where an exchange with this id was recorded already. */
export function refuseKnownId(r: Reader, { tenantId }: Actor, id: ExchangeId): void {
  const where = and(eq(exchanges.tenantId, tenantId), eq(exchanges.id, id));
  if (r.select({ id: exchanges.id }).from(exchanges).where(where).get() === undefined) return;
  throw commonFaults.fault('CONFLICT', 'A request with this id was sent before.', { kept: 'Nothing was sent.' });
}

/** Writes down what was sent and what came back, in one transaction, and says so. */
export function recordExchange(deps: RequestsDeps, actor: Actor, sent: Sent): Exchange {
  const at = deps.now();
  const row = exchangeRow(actor, sent, at);
  const { connection } = sent.prepared;
  deps.store.record((w) => {
    w.insert(exchanges).values(row).run();
    if (connection !== null) noteUse(w, connection, { at, status: row.status ?? null });
    // The activity page's row joins this transaction.
    tell(deps, actor, row);
  });
  deps.events.changed('requests', actor.tenantId, [sent.id]);
  if (connection !== null) deps.events.changed('connections', actor.tenantId, [connection.id]);
  return toExchange(row);
}

function tell({ events }: RequestsDeps, actor: Actor, row: NewExchange): void {
  const { method, url, status, faultCode, record } = row;
  const failed = faultCode !== null || (status ?? 0) >= 400;
  events.happened({
    ...{ tenantId: actor.tenantId, actor, kind: 'request', action: 'sent' },
    ...{
      subject: row.operationKey ?? `${method} ${URL.parse(url)?.host ?? url}`,
      integrationId: row.integrationId ?? null,
    },
    result: faultCode === 'CANCELLED' ? 'cancelled' : failed ? 'failed' : 'ok',
    durationMs: row.totalMs ?? null,
    details: [
      { name: 'Request', value: `${method} ${url}` },
      {
        name: 'Result',
        value: status === null || status === undefined ? (record.fault?.message ?? '') : String(status),
      },
      { name: 'Exchange', value: row.id },
    ],
  });
}

/** The exchanges that exist for the actor: the tenant's, without what others sent with their private connections. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(exchanges.tenantId, actor.tenantId),
    or(isNull(exchanges.privateTo), eq(exchanges.privateTo, actor.userId)),
  );
}
