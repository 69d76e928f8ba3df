import { expect, test } from 'vitest';
import { daySummary, hourState, lastDay } from './HealthStrips.tsx';

test('fills the last day with empty hours, the newest last', () => {
  const now = Date.UTC(2026, 0, 15, 12, 30);
  const hours = lastDay([{ at: Date.UTC(2026, 0, 15, 12), ok: 2, failed: 1 }], now);
  expect(hours).toHaveLength(24);
  expect(hours.at(-1)).toEqual({ at: Date.UTC(2026, 0, 15, 12), ok: 2, failed: 1 });
  expect(hours.filter((hour) => hourState(hour) === 'none')).toHaveLength(23);
  expect(daySummary(hours)).toBe('1 of 3 failed');
});
