import { expect, test } from 'vitest';
import { relativeTime, timeLeft } from './time.tsx';

test('says how far a time is away, in the largest unit that fits', () => {
  const now = Date.UTC(2026, 0, 15);
  expect(relativeTime(now - 20_000, now)).toBe('just now');
  expect(relativeTime(now - 120_000, now)).toBe('2 min. ago');
  expect(relativeTime(now + 3 * 86_400_000, now)).toBe('in 3 days');
});

test('counts seconds in the last hour, then hours, then days', () => {
  expect(timeLeft(-5)).toBe('0:00');
  expect(timeLeft(249_000)).toBe('4:09');
  expect(timeLeft(7_800_000)).toBe('2 h 10 min');
  expect(timeLeft(12.5 * 86_400_000)).toBe('12 days');
});
