import { expect, test } from 'vitest';
import { chartRows, chartWords } from './chartRows.ts';

const well = { at: Date.UTC(2027, 0, 1), checks: 4, failures: 1, medianMs: 80.4, p95Ms: 120.6 };
const silent = { at: Date.UTC(2027, 0, 2), checks: 2, failures: 2, medianMs: null, p95Ms: null };

test('splits checks into those that succeeded and those that failed', () => {
  expect(chartRows([well, silent], 24)).toMatchObject([
    { Median: 80, 'Slowest 5 %': 121, Succeeded: 3, Failed: 1 },
    { Median: null, Succeeded: 0, Failed: 2 },
  ]);
});

test('says the charts in words, also where nothing answered', () => {
  expect(chartWords([well, silent])).toBe('6 checks, 3 failed. Median latency from 80 to 80 ms.');
  expect(chartWords([silent])).toBe('2 checks, 2 failed.');
});
