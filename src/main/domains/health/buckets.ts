import type { HealthBucket, HealthPoint } from '#contract/health.ts';

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
