import { and, desc, eq, gte } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { HealthReport } from '#contract/health.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { bucketsOf } from './buckets.ts';
import type { HealthDeps } from './deps.ts';
import { findSchedule, scheduleOf } from './scheduleRow.ts';
import { healthResults } from './table.ts';

const hourMs = 3_600_000;
const mostRecent = 50;

/** How an integration did over so many hours. Throws NOT_FOUND. */
export function readReport(
  { store, now }: Pick<HealthDeps, 'store' | 'now'>,
  { tenantId }: Actor,
  { integrationId, hours }: { integrationId: IntegrationId; hours: number },
): HealthReport {
  const r = store.read;
  readRecord(r, tenantId, integrationId);
  const row = findSchedule(r, { tenantId, integrationId });
  const until = now();
  const { at, ok, status, latencyMs } = healthResults;
  const own = and(eq(healthResults.tenantId, tenantId), eq(healthResults.integrationId, integrationId));
  const points = r
    .select({ at, ok, latencyMs })
    .from(healthResults)
    .where(and(own, gte(at, until - hours * hourMs)))
    .all();
  const recent = r
    .select({ at, ok, status, latencyMs })
    .from(healthResults)
    .where(own)
    .orderBy(desc(at))
    .limit(mostRecent)
    .all();
  const succeeded = points.filter((point) => point.ok).length;
  return {
    schedule: scheduleOf(row),
    nextAt: row?.enabled ? row.nextAt : null,
    failuresInRow: row?.failures ?? 0,
    uptime: points.length === 0 ? null : succeeded / points.length,
    buckets: bucketsOf(points, hours),
    recent,
  };
}
