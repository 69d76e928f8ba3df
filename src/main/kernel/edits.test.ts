import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '#contract/fault.ts';
import { type Expected, requireUnchanged } from './edits.ts';

const faultOf = (stored: object, changes: object, expected: Expected): Fault | null => {
  try {
    requireUnchanged('My note', stored, changes, expected);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
};

test.each<[string, object, object, Expected, string[]]>([
  ['nothing is expected', { a: 1 }, { a: 2 }, undefined, []],
  ['the field is not guarded', { a: 1 }, { a: 2 }, { b: 1 }, []],
  ['the field stands as it was seen', { a: 1 }, { a: 2 }, { a: 1 }, []],
  ['the field was changed to what is wanted', { a: 2 }, { a: 2 }, { a: 1 }, []],
  ['a field that is not to be changed is another', { a: 1, b: 9 }, { a: 2 }, { a: 1, b: 1 }, []],
  ['the field is another', { a: 3 }, { a: 2 }, { a: 1 }, ['a']],
  ['the field was emptied', { a: null }, { a: 2 }, { a: 1 }, ['a']],
  ['the field was filled', { a: 3 }, { a: 2 }, { a: null }, ['a']],
  ['a part of the field is another', { a: { x: [1, 2] } }, { a: { x: [] } }, { a: { x: [1] } }, ['a']],
  ['two of three are others', { a: 3, b: 3, c: 1 }, { a: 2, b: 2, c: 2 }, { a: 1, b: 1, c: 1 }, ['a', 'b']],
])('a change where %s', (_, stored, changes, expected, conflicts) => {
  const fault = faultOf(stored, changes, expected);
  if (conflicts.length === 0) return expect(fault).toBeNull();
  expect(fault).toMatchObject({ code: 'CHANGED_MEANWHILE', status: 409 });
  expect(fault?.message).toBe(`My note was changed elsewhere: ${conflicts.join(', ')}.`);
  expect(fault?.data.kept).toMatch(/Nothing was changed/);
  expect(fault?.data.meanwhile).toEqual(conflicts.map((field) => ({ field, now: Reflect.get(stored, field) })));
});

test('a field is refused exactly where it holds neither what was seen nor what is wanted', () => {
  const values = fc.constantFrom<unknown>(null, 0, 1, '', 'a', [], [1], { x: 1 }, { x: 1, y: [2] });
  const fields = fc.record({ a: values, b: values, c: values });
  fc.assert(
    fc.property(fields, fields, fields, (stored, changes, expected) => {
      const same = (field: 'a' | 'b' | 'c', other: object) =>
        isDeepStrictEqual(stored[field], Reflect.get(other, field));
      const conflicts = (['a', 'b', 'c'] as const).filter((field) => !same(field, changes) && !same(field, expected));
      const told = faultOf(stored, changes, expected)?.data.meanwhile ?? [];
      expect(told.map(({ field }) => field)).toEqual(conflicts);
    }),
  );
});
