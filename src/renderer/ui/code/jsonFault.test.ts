import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFault } from './jsonFault.ts';

test.each([
  ['a value that is missing', '{\n  "a": 1,\n  "b": ,\n}', { line: 3, column: 8 }],
  ['a comma too many', '{"a":1,}', { line: 1, column: 8 }],
  ['an end that is missing', '[1,\n2', { line: 2, column: 2 }],
  ['a word that is none of JSON', 'nul', { line: 1, column: 1 }],
])('finds %s', (_what, text, place) => {
  expect(jsonFault(text)).toEqual(place);
});

test('finds nothing in what is JSON, and a place inside of any other text', () => {
  fc.assert(fc.property(fc.json(), (text) => jsonFault(text) === null));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      const fault = jsonFault(text);
      if (fault !== null) expect(fault.line).toBeLessThanOrEqual(text.split('\n').length);
    }),
  );
});
