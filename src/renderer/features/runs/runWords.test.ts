import { expect, test } from 'vitest';
import { badgeOf, durationWords } from './runWords.ts';

test('a run that ended with failures is not called finished', () => {
  expect(badgeOf({ state: 'finished', failed: 0 })).toEqual({ tone: 'good', label: 'Finished' });
  expect(badgeOf({ state: 'finished', failed: 2 })).toEqual({ tone: 'bad', label: 'Failed' });
  expect(badgeOf({ state: 'cancelled', failed: 2 }).label).toBe('Cancelled');
});

test.each([
  [0, '0 ms'],
  [849.6, '850 ms'],
  [12_340, '12.3 s'],
  [245_900, '4 min 5 s'],
])('says %d ms as %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
