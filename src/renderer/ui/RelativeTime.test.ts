import { expect, test } from 'vitest';
import { relativeTime } from './RelativeTime.tsx';

test('says how far a time is away, in the largest unit that fits', () => {
  const now = Date.UTC(2026, 0, 15);
  expect(relativeTime(now - 20_000, now)).toBe('just now');
  expect(relativeTime(now - 120_000, now)).toBe('2 min. ago');
  expect(relativeTime(now + 3 * 86_400_000, now)).toBe('in 3 days');
});
