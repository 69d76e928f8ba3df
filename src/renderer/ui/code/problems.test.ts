import { Text } from '@codemirror/state';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnosticsOf, jsonFault } from './problems.ts';

const text = Text.of(['{', '  "temperature": "hot"', '}']);

test('underlines the word at line and column', () => {
  const [diagnostic] = diagnosticsOf([{ message: 'A number is needed.', line: 2, column: 18 }], text);
  expect(text.sliceString(diagnostic?.from ?? 0, diagnostic?.to)).toBe('"hot"');
});

test('underlines the whole line where no column is known', () => {
  const [diagnostic] = diagnosticsOf([{ message: 'Wrong.', line: 2 }], text);
  expect(text.sliceString(diagnostic?.from ?? 0, diagnostic?.to)).toBe('  "temperature": "hot"');
});

test('keeps places that lie outside of the text inside of it', () => {
  const [diagnostic] = diagnosticsOf([{ message: 'The text ends early.', line: 40, column: 90 }], text);
  expect(diagnostic).toMatchObject({ from: text.length, to: text.length });
});

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
