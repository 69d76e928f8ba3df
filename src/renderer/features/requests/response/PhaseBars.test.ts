import { expect, test } from 'vitest';
import { formatMs } from './PhaseBars.tsx';

test.each([
  [0.42, '0.4 ms'],
  [142.4, '142 ms'],
  [2_310, '2.31 s'],
])('writes %d milliseconds as %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});
