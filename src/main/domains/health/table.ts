import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { IntegrationId, TenantId, UserId } from '#contract/common.ts';
import { flag, timestampMs } from '#main/store/index.ts';

/** Mirror of `0011_health.sql`. */
export const healthSchedules = sqliteTable(
  'health_schedules',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    enabled: flag('enabled').notNull(),
    intervalMinutes: integer('interval_minutes').notNull(),
    quietFrom: text('quiet_from'),
    quietTo: text('quiet_to'),
    notify: flag('notify').notNull(),
    setBy: text('set_by').$type<UserId>().notNull(),
    nextAt: timestampMs('next_at'),
    failures: integer('failures').notNull(),
    lastOk: flag('last_ok'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId] })],
);
export type ScheduleRow = typeof healthSchedules.$inferSelect;

export const healthResults = sqliteTable(
  'health_results',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    at: timestampMs('at').notNull(),
    ok: flag('ok').notNull(),
    status: integer('status'),
    latencyMs: real('latency_ms'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId, table.at] })],
);

export const healthLease = sqliteTable('health_lease', {
  id: integer('id').primaryKey(),
  holder: text('holder').notNull(),
  until: timestampMs('until').notNull(),
});
