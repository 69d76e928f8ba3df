import { and, eq } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Exchange } from '#contract/requests.ts';
import { recordUse } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { RequestsDeps } from './deps.ts';
import { toExchange } from './exchange.ts';
import { exchangeRow, type Sent } from './exchangeRow.ts';
import { exchanges, type NewExchange } from './table.ts';

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
    if (connection !== null) recordUse(w, connection, { at, status: row.status ?? null });
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
