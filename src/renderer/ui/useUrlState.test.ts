import fc from 'fast-check';
import { expect, test } from 'vitest';
import { urlChoice, urlFlag, urlSet, urlText } from './useUrlState.ts';

test('reads back what it writes', () => {
  const set = urlSet(['a', 'b', 'c']);
  const choice = urlChoice(['name', 'size'], 'name');
  fc.assert(
    fc.property(fc.string(), fc.boolean(), fc.subarray(['a', 'b', 'c'] as const), (text, flag, some) => {
      expect(urlText.read(urlText.write(text))).toBe(text);
      expect(urlFlag.read(urlFlag.write(flag))).toBe(flag);
      expect(set.read(set.write([...some]))).toEqual(some);
    }),
  );
  expect(choice.read(choice.write('size'))).toBe('size');
});

test('keeps the usual out of the address and ignores what it does not know', () => {
  expect(urlChoice(['name', 'size'], 'name').write('name')).toEqual([]);
  expect(urlChoice(['name', 'size'], 'name').read(['colour'])).toBe('name');
  expect(urlSet(['a', 'b']).read(['x', 'b'])).toEqual(['b']);
});
