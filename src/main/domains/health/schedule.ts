import { and, eq } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { HealthReport, HealthSchedule } from '#contract/health.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { HealthDeps } from './deps.ts';
import { readReport } from './report.ts';
import { healthSchedules, type ScheduleRow } from './table.ts';

/** The first check comes soon, so that a person sees that it works. */
const firstMs = 5_000;

/** Sets when an integration is checked by itself, as the person who says so. Throws FORBIDDEN or NOT_FOUND. */
export function setSchedule(
  deps: HealthDeps,
  actor: Actor,
  { integrationId, schedule }: { integrationId: IntegrationId; schedule: HealthSchedule },
): HealthReport {
  requireRole(actor, 'editor');
  const { tenantId } = actor;
  const { enabled, intervalMinutes, quietHours, notify } = schedule;
  const { displayName } = deps.store.write((w) => {
    const integration = readRecord(w, tenantId, integrationId);
    const nextAt = enabled ? deps.now() + firstMs : null;
    const quiet = { quietFrom: quietHours?.from ?? null, quietTo: quietHours?.to ?? null };
    const set = { enabled, intervalMinutes, ...quiet, notify, setBy: actor.userId, nextAt, failures: 0 };
    w.insert(healthSchedules)
      .values({ tenantId, integrationId, ...set, lastOk: null })
      .onConflictDoUpdate({ target: [healthSchedules.tenantId, healthSchedules.integrationId], set })
      .run();
    return integration;
  });
  deps.events.changed('health', tenantId, [integrationId]);
  const value = enabled ? `every ${intervalMinutes} minutes` : 'off';
  deps.events.happened({
    tenantId,
    actor,
    kind: 'change',
    action: 'scheduled checks of',
    subject: displayName,
    integrationId,
    result: 'ok',
    details: [{ name: 'Checks', value }],
  });
  return readReport(deps, actor, { integrationId, hours: 24 });
}

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
