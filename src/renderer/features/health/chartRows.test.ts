import { expect, test } from 'vitest';
import { chartRows, chartWords, spans } from './chartRows.ts';

const now = Date.UTC(2027, 0, 2, 12, 10);
const well = { at: Date.UTC(2027, 0, 1, 15), checks: 4, failures: 1, medianMs: 80.4, p95Ms: 120.6 };
const silent = { at: Date.UTC(2027, 0, 2, 12), checks: 2, failures: 2, medianMs: null, p95Ms: null };

test('shows the whole span, with the slices that have no checks', () => {
  const rows = chartRows([well, silent], spans[0], now);
  expect(rows).toHaveLength(49);
  expect(rows.at(-1)).toMatchObject({ Median: null, OK: 0, Failed: 2 });
  expect(rows.filter(({ OK, Failed }) => OK + Failed > 0)).toHaveLength(2);
});

test('splits checks into those that succeeded and those that failed', () => {
  const checked = chartRows([well], spans[1], now).filter(({ OK }) => OK > 0);
  expect(checked).toMatchObject([{ Median: 80, p95: 121, OK: 3, Failed: 1 }]);
});

test('says the charts in words, also where nothing answered', () => {
  expect(chartWords([well, silent])).toBe('6 checks, 3 failed. Median latency from 80 to 80 ms.');
  expect(chartWords([silent])).toBe('2 checks, 2 failed.');
});
