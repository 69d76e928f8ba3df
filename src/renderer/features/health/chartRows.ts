import type { HealthBucket } from '#contract/health.ts';

export interface ChartRow {
  /** The beginning of the slice, as the axis shows it. */
  time: string;
  Median: number | null;
  'Slowest 5 %': number | null;
  Succeeded: number;
  Failed: number;
}

const dayHours = 24;
const hours = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit' });

/** Slices of time as the charts take them. `span` is the shown length in hours. */
export function chartRows(buckets: readonly HealthBucket[], span: number): ChartRow[] {
  const format = span > dayHours ? days : hours;
  return buckets.map(({ at, checks, failures, medianMs, p95Ms }) => ({
    time: format.format(at),
    Median: rounded(medianMs),
    'Slowest 5 %': rounded(p95Ms),
    Succeeded: checks - failures,
    Failed: failures,
  }));
}

/** The slices in a sentence, for those who do not see the charts. */
export function chartWords(buckets: readonly HealthBucket[]): string {
  const checks = buckets.reduce((sum, bucket) => sum + bucket.checks, 0);
  const failures = buckets.reduce((sum, bucket) => sum + bucket.failures, 0);
  const medians = buckets.flatMap(({ medianMs }) => (medianMs === null ? [] : [Math.round(medianMs)]));
  const range =
    medians.length === 0 ? '' : ` Median latency from ${Math.min(...medians)} to ${Math.max(...medians)} ms.`;
  return `${checks} checks, ${failures} failed.${range}`;
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
