import { expect, test } from 'vitest';
import { timeLeft } from './TimeLeft.tsx';

test('counts seconds in the last hour, then hours, then days', () => {
  expect(timeLeft(-5)).toBe('0:00');
  expect(timeLeft(249_000)).toBe('4:09');
  expect(timeLeft(7_800_000)).toBe('2 h 10 min');
  expect(timeLeft(12.5 * 86_400_000)).toBe('12 days');
});
