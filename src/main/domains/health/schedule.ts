import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { type IntegrationId, integrationId, type TenantId } from '#contract/common.ts';
import { type HealthSchedule, healthSchedule } from '#contract/health.ts';
import { defineFacts, factSpec } from '#main/facts/index.ts';
import { defineJobs, type Jobs } from '#main/jobs/index.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { type HealthState, healthSchedules, healthStates, type ScheduleRow } from './table.ts';

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
      { name: 'Checks', value: enabled ? `every ${intervalMinutes} minutes` : 'off' },
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
