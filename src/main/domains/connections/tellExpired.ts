import { and, isNotNull, isNull, lte } from 'drizzle-orm';
import type { ConnectionsDeps } from './deps.ts';
import { noticeOf } from './notice.ts';
import { connections } from './table.ts';

/** Says once of each connection that its end has come; part of the hourly housekeeping. */
export function sendExpiryNotices({ store, events, now }: Pick<ConnectionsDeps, 'store' | 'events' | 'now'>): number {
  const at = now();
  const due = and(isNotNull(connections.expiresAt), isNull(connections.expiryToldAt), lte(connections.expiresAt, at));
  const rows = store.read.select().from(connections).where(due).all();
  if (rows.length === 0) return 0;
  store.write((w) => w.update(connections).set({ expiryToldAt: at }).where(due).run());
  for (const row of rows) {
    events.changed('connections', row.tenantId, [row.id]);
    const body = 'Rotate or replace its secret so that requests work again.';
    events.notice(noticeOf(store.read, row, { level: 'warning', what: 'has expired', body }));
  }
  return rows.length;
}
