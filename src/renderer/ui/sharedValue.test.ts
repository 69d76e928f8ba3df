import { expect, test } from 'vitest';
import { sharedValue } from './sharedValue.ts';

test('keeps the last value that was set', () => {
  const value = sharedValue(1);
  value.set(2);
  expect(value.get()).toBe(2);
});

test('tells its followers of a change once, and not when the same is set again', () => {
  const value = sharedValue('a');
  const seen: string[] = [];
  const end = value.follow(() => seen.push(value.get()));
  value.set('b');
  value.set('b');
  end();
  value.set('c');
  expect(seen).toEqual(['b']);
});
