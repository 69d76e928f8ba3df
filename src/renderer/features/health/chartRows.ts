import type { HealthBucket } from '#contract/health.ts';
import { counted } from '#core/counted.ts';

interface ChartRow {
  /** The beginning of the slice, as the axis shows it. */
  time: string;
  Median: number | null;
  p95: number | null;
  OK: number;
  Failed: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;
const hours = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit' });

/** The whole span up to `now` in equal slices, also those without checks, so that gaps are seen. */
export function chartRows(buckets: readonly HealthBucket[], span: Span, now: number): ChartRow[] {
  const width = span.slice * minuteMs;
  const format = span.value === '24' ? hours : days;
  const bySlice = new Map(buckets.map((bucket) => [Math.floor(bucket.at / width), bucket]));
  const last = Math.floor(now / width);
  const first = Math.floor((now - Number(span.value) * hourMs) / width);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const bucket = bySlice.get(first + index);
    const { checks, failures, medianMs, p95Ms } = bucket ?? { checks: 0, failures: 0, medianMs: null, p95Ms: null };
    return {
      time: format.format((first + index) * width),
      Median: rounded(medianMs),
      p95: rounded(p95Ms),
      OK: checks - failures,
      Failed: failures,
    };
  });
}

/** The slices in a sentence, for those who do not see the charts. */
export function chartWords(buckets: readonly HealthBucket[]): string {
  const checks = buckets.reduce((sum, bucket) => sum + bucket.checks, 0);
  const failures = buckets.reduce((sum, bucket) => sum + bucket.failures, 0);
  const medians = buckets.flatMap(({ medianMs }) => (medianMs === null ? [] : [Math.round(medianMs)]));
  const range =
    medians.length === 0 ? '' : ` Median latency from ${Math.min(...medians)} to ${Math.max(...medians)} ms.`;
  return `${counted(checks, 'check')}, ${failures} failed.${range}`;
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

/** Lengths of time that the charts show, in hours, with the minutes of one slice. */
export const spans = [
  { value: '24', label: '24 hours', slice: 30 },
  { value: '168', label: '7 days', slice: 180 },
  { value: '720', label: '30 days', slice: 720 },
] as const;

export type Span = (typeof spans)[number];
export const spanValues = spans.map(({ value }) => value);
