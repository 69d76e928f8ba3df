import { and, eq } from 'drizzle-orm';
import type { HealthSchedule } from '#contract/health.ts';
import type { Reader } from '#main/store/index.ts';
import { healthSchedules, type ScheduleRow } from './table.ts';

const defaults: HealthSchedule = { enabled: false, intervalMinutes: 15, quietHours: null, notify: true };

/** When an integration is checked by itself; not at all until a person says so. */
export function scheduleOf(row: ScheduleRow | undefined): HealthSchedule {
  if (row === undefined) return defaults;
  const { enabled, intervalMinutes, quietFrom, quietTo, notify } = row;
  const quietHours = quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo };
  return { enabled, intervalMinutes, quietHours, notify };
}

export function findSchedule(r: Reader, key: Pick<ScheduleRow, 'tenantId' | 'integrationId'>): ScheduleRow | undefined {
  return r.select().from(healthSchedules).where(ofKey(key)).get();
}

export function ofKey({ tenantId, integrationId }: Pick<ScheduleRow, 'tenantId' | 'integrationId'>) {
  return and(eq(healthSchedules.tenantId, tenantId), eq(healthSchedules.integrationId, integrationId));
}
