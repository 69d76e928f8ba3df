import { and, eq } from 'drizzle-orm';
import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ConnectionId, IntegrationId, TenantId } from '#contract/common.ts';
import { type Reader, timestampMs, type Writer } from '#main/store/index.ts';

/** Mirror of `0033_adoptions.sql`. */
export const adoptions = sqliteTable(
  'adoptions',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    source: text('source').notNull(),
    sourceId: text('source_id').notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    connectionId: text('connection_id').$type<ConnectionId>(),
    adoptedAt: timestampMs('adopted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.source, table.sourceId] })],
);

/** Which thing of another product: its database and schema, and its id there. */
interface MarkKey {
  readonly tenantId: TenantId;
  readonly source: string;
  readonly sourceId: string;
}

interface Mark {
  readonly integrationId: IntegrationId;
  readonly connectionId: ConnectionId | null;
}

/** What the thing was made into before; undefined where it never was. What it names may have been deleted since. */
export function readMark(r: Reader, { tenantId, source, sourceId }: MarkKey): Mark | undefined {
  const one = and(eq(adoptions.tenantId, tenantId), eq(adoptions.source, source), eq(adoptions.sourceId, sourceId));
  return r.select().from(adoptions).where(one).get();
}

/** Keeps what a thing was made into, in the transaction that makes it. Nothing is written where that is known. */
export function writeMark(w: Writer, key: MarkKey, mark: Mark, adoptedAt: number): void {
  const { tenantId, source, sourceId } = key;
  const { integrationId, connectionId } = mark;
  const known = readMark(w, key);
  if (known?.integrationId === integrationId && known.connectionId === connectionId) return;
  w.insert(adoptions)
    .values({ tenantId, source, sourceId, integrationId, connectionId, adoptedAt })
    .onConflictDoUpdate({
      target: [adoptions.tenantId, adoptions.source, adoptions.sourceId],
      set: { integrationId, connectionId, adoptedAt },
    })
    .run();
}
