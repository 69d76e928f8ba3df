import { and, desc, eq, gte, sql } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { HealthBucket, HealthPoint, HealthReport } from '#contract/health.ts';
import { readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import type { HealthContext } from './context.ts';
import { longestWait } from './nextCheck.ts';
import { findSchedule, healthResults, readState, scheduleOf } from './table.ts';

const hourMs = 3_600_000;
const mostRecent = 50;

/** How an integration did over so many hours. Throws NOT_FOUND. */
export function readReport(
  { store, now }: Pick<HealthContext, 'store' | 'now'>,
  { tenantId }: Actor,
  { integrationId, hours }: { integrationId: IntegrationId; hours: number },
): HealthReport {
  const r = store.read;
  readRecord(r, tenantId, integrationId);
  const row = findSchedule(r, { tenantId, integrationId });
  const state = readState(r, { tenantId, integrationId });
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
    nextAt: row?.enabled && (state.nextAt ?? 0) <= until + longestWait(row) ? state.nextAt : null,
    failuresInRow: state.failures,
    uptime: points.length === 0 ? null : succeeded / points.length,
    buckets: bucketsOf(points, hours),
    recent,
  };
}

type Point = Pick<HealthPoint, 'at' | 'ok' | 'latencyMs'>;

const minuteMs = 60_000;
const widths = [5, 15, 30, 60, 180, 360, 720, 1_440].map((minutes) => minutes * minuteMs);
const mostBuckets = 60;

/** The points in slices of equal width, at most 60 of them; slices without checks are left out. */
export function bucketsOf(points: readonly Point[], hours: number): HealthBucket[] {
  const width = widths.find((each) => (hours * 60 * minuteMs) / each <= mostBuckets) ?? widths.at(-1) ?? minuteMs;
  const slices = Map.groupBy(points, ({ at }) => Math.floor(at / width) * width);
  return [...slices].sort(([a], [b]) => a - b).map(([at, slice]) => bucketOf(at, slice));
}

function bucketOf(at: number, slice: readonly Point[]): HealthBucket {
  const latencies = slice
    .flatMap(({ ok, latencyMs }) => (ok && latencyMs !== null ? [latencyMs] : []))
    .sort((a, b) => a - b);
  return {
    at,
    checks: slice.length,
    failures: slice.filter(({ ok }) => !ok).length,
    medianMs: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
  };
}

/** By nearest rank; null where there are no values. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

const keptMs = 90 * 24 * 60 * 60 * 1000;

/** Deletes results older than 90 days, which is as far back as reports go, so many at most. @returns how many */
export function forgetOldResults(w: Writer, now: number, most: number): number {
  const { tenantId, integrationId, at } = healthResults;
  const old = sql`(${tenantId}, ${integrationId}, ${at}) IN (
    SELECT tenant_id, integration_id, at FROM ${healthResults} WHERE ${at} < ${now - keptMs} LIMIT ${most})`;
  return w.delete(healthResults).where(old).run().changes;
}
