import { and, eq } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { type IntegrationId, integrationId, type TenantId, type UserId } from '#contract/common.ts';
import { type HealthSchedule, healthSchedule } from '#contract/health.ts';
import { counted } from '#core/counted.ts';
import { defineFacts, factSpec } from '#main/facts/index.ts';
import { defineJobs, type Jobs } from '#main/jobs/index.ts';
import { flag, type Reader, timestampMs, type Writer } from '#main/store/index.ts';

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
type ScheduleRow = typeof healthSchedules.$inferSelect;

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

/** An integration whose health is watched. */
export interface Watched {
  readonly tenantId: TenantId;
  readonly integrationId: IntegrationId;
}

export const scheduleFacts = defineFacts('schedule', {
  set: factSpec({
    kind: 'change',
    action: 'scheduled checks of',
    change: healthSchedule.strict(),
    details: (_before, { enabled, intervalMinutes }) => [
      { name: 'Checks', value: enabled ? `every ${counted(intervalMinutes ?? 0, 'minute')}` : 'off' },
    ],
  }),
});

/** Checks under way at the same time, by schedule or at once. */
export const mostChecks = 8;

export const healthJobs = defineJobs('health', {
  check: { title: 'Check an integration', payload: z.object({ integrationId }), concurrency: mostChecks },
});

export const jobKey = ({ tenantId, integrationId: id }: Watched): string => `${tenantId}/${id}`;

const defaults: HealthSchedule = { enabled: false, intervalMinutes: 15, quietHours: null, notify: true };

/** When an integration is checked by itself; not at all until a person says so. */
export function scheduleOf(row: ScheduleRow | undefined): HealthSchedule {
  if (row === undefined) return defaults;
  const { enabled, intervalMinutes, quietFrom, quietTo, notify } = row;
  const quietHours = quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo };
  return { enabled, intervalMinutes, quietHours, notify };
}

export function findSchedule(r: Reader, { tenantId, integrationId: id }: Watched): ScheduleRow | undefined {
  const own = and(eq(healthSchedules.tenantId, tenantId), eq(healthSchedules.integrationId, id));
  return r.select().from(healthSchedules).where(own).get();
}

export function readState(r: Reader, { tenantId, integrationId: id }: Watched): HealthState {
  const own = and(eq(healthStates.tenantId, tenantId), eq(healthStates.integrationId, id));
  const { failures, lastOk, nextAt } = healthStates;
  const found = r.select({ failures, lastOk, nextAt }).from(healthStates).where(own).get();
  return found ?? { failures: 0, lastOk: null, nextAt: null };
}

export function writeState(w: Writer, { tenantId, integrationId: id }: Watched, state: HealthState): void {
  w.insert(healthStates)
    .values({ ...state, tenantId, integrationId: id })
    .onConflictDoUpdate({ target: [healthStates.tenantId, healthStates.integrationId], set: state })
    .run();
}

/** Plans the next check as a job, in the transaction that makes it necessary. */
export function planCheck(jobs: Jobs, w: Writer, watched: Watched, runAt: number): void {
  const { tenantId, integrationId: id } = watched;
  jobs.enqueue(w, healthJobs.check, { tenantId, payload: { integrationId: id }, key: jobKey(watched), runAt });
}
