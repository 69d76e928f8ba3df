import { expect, test } from 'vitest';
import { toLines } from './documentLines.ts';

test('numbers lines of any ending and cuts very long ones without numbering the rest', () => {
  expect(toLines('a\r\nb\rc')).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: 'b' },
    { number: 3, text: 'c' },
  ]);
  const long = toLines(`${'x'.repeat(4_500)}\ny`);
  expect(long.map(({ number }) => number)).toEqual([1, null, null, 2]);
  expect(
    long
      .slice(0, 3)
      .map(({ text }) => text)
      .join(''),
  ).toHaveLength(4_500);
});
