import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bucketsOf } from './report.ts';

const hourMs = 3_600_000;
const point = (at: number, ok = true, latencyMs: number | null = 10) => ({ at, ok, latencyMs });

it('puts every check of a day into slices of half an hour, in order', () => {
  const buckets = bucketsOf(
    [point(hourMs, false, null), point(0, true, 30), point(1, true, 10), point(2, true, 20)],
    24,
  );
  expect(buckets).toEqual([
    { at: 0, checks: 3, failures: 0, medianMs: 20, p95Ms: 30 },
    { at: hourMs, checks: 1, failures: 1, medianMs: null, p95Ms: null },
  ]);
});

it('loses no check and makes 61 slices at most, whatever the span', () => {
  const checks = fc
    .integer({ min: 1, max: 2_160 })
    .chain((hours) =>
      fc.tuple(
        fc.constant(hours),
        fc.array(fc.tuple(fc.integer({ min: 0, max: hours * hourMs }), fc.boolean()), { maxLength: 300 }),
      ),
    );
  fc.assert(
    fc.property(checks, ([hours, given]) => {
      const buckets = bucketsOf(
        given.map(([at, ok]) => point(at, ok)),
        hours,
      );
      expect(buckets.reduce((sum, { checks }) => sum + checks, 0)).toBe(given.length);
      expect(buckets.reduce((sum, { failures }) => sum + failures, 0)).toBe(given.filter(([, ok]) => !ok).length);
      expect(buckets.length).toBeLessThanOrEqual(61);
    }),
  );
});
