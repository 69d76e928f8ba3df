import { expect, test } from 'vitest';
import { formatBytes, formatMs } from './format.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [6_123, '6.1 kB'],
  [52_400_000, '52 MB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.42, '0.4 ms'],
  [142.4, '142 ms'],
  [2_310, '2.31 s'],
])('writes %d milliseconds as %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});
