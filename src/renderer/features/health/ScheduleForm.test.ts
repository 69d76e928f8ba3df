import { expect, test } from 'vitest';
import { intervalOptions, intervalWords } from './ScheduleForm.tsx';

test('says an interval in the largest unit that fits', () => {
  expect([1, 15, 60, 90, 360, 2_880].map(intervalWords)).toEqual([
    '1 minute',
    '15 minutes',
    '1 hour',
    '90 minutes',
    '6 hours',
    '2 days',
  ]);
});

test('offers an unusual interval where it is set', () => {
  expect(intervalOptions(7).map(({ value }) => value)).toEqual(['1', '5', '7', '15', '30', '60', '360', '720', '1440']);
});
