import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { IntegrationId, TenantId, UserId } from '#contract/common.ts';
import { flag, timestampMs } from '#main/store/index.ts';

/** Mirror of `0011_health.sql` and `0015_health_state.sql`. */
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
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId] })],
);
export type ScheduleRow = typeof healthSchedules.$inferSelect;

/** Mirror of `0015_health_state.sql`. */
export const healthStates = sqliteTable(
  'health_state',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    failures: integer('failures').notNull(),
    lastOk: flag('last_ok'),
    nextAt: timestampMs('next_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId] })],
);
export type HealthState = Pick<typeof healthStates.$inferSelect, 'failures' | 'lastOk' | 'nextAt'>;

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
