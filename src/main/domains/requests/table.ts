import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { z } from 'zod';
import type { ExchangeId, IntegrationId, TenantId, UserId } from '#contract/common.ts';
import { sentRequest } from '#contract/requests.ts';
import { bytes, flag, json, timestampMs } from '#main/store/index.ts';

/** The part of a sent request that only its detail shows. */
export const storedRequestRecord = sentRequest.pick({
  requestHeaders: true,
  requestBody: true,
  requestBodyBytes: true,
  response: true,
  fault: true,
  timings: true,
  draft: true,
  tests: true,
});
export type StoredRequestRecord = z.infer<typeof storedRequestRecord>;

export const sentRequests = sqliteTable(
  'exchanges',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<ExchangeId>().notNull(),
    at: timestampMs('at').notNull(),
    actorId: text('actor_id').$type<UserId>().notNull(),
    actorName: text('actor_name').notNull(),
    privateTo: text('private_to').$type<UserId>(),
    integrationId: text('integration_id').$type<IntegrationId>(),
    integrationName: text('integration_name'),
    operationKey: text('operation_key'),
    connectionName: text('connection_name'),
    method: text('method').notNull(),
    url: text('url').notNull(),
    status: integer('status'),
    faultCode: text('fault_code'),
    totalMs: real('total_ms'),
    bytes: integer('bytes'),
    record: json('record', storedRequestRecord).notNull(),
    charset: text('charset'),
    keptBytes: integer('kept_bytes').notNull(),
    bodyFile: text('body_file'),
    body: bytes('body'),
    /** It stays whatever its age, until a person lets it go. */
    pinnedAt: timestampMs('pinned_at'),
    note: text('note'),
    /** It is pinned, or has a note. */
    marked: flag('marked').generatedAlwaysAs(sql`pinned_at IS NOT NULL OR note IS NOT NULL`, { mode: 'virtual' }),
    /** Lower case of what the history is searched by. */
    search: text('search').generatedAlwaysAs(
      sql`lower(url || char(10) || coalesce(operation_key, '') || char(10) || coalesce(integration_name, '') || char(10) || coalesce(note, ''))`,
      { mode: 'virtual' },
    ),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type StoredRequest = typeof sentRequests.$inferInsert;

/**
 * Where a body lies: a plain file of the folder of bodies. The store says only its name, and a store that was altered must not lead
 * anywhere else; null for every name that could.
 */
export function bodyPath(directory: string, name: string): string | null {
  return /^[\w-]+(\.[\w-]+)*$/.test(name) ? join(directory, name) : null;
}
