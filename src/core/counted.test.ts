import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test.each([
  [0, '0 operations'],
  [1, '1 operation'],
  [2, '2 operations'],
  [1_079, '1,079 operations'],
])('%d in words', (count, words) => expect(counted(count, 'operation')).toBe(words));

test('a plural of its own', () => {
  expect([1, 2].map((count) => counted(count, 'entry', 'entries'))).toEqual(['1 entry', '2 entries']);
});
