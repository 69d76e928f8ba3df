import { Text } from '@codemirror/state';
import { expect, test } from 'vitest';
import { diagnosticsOf } from './problems.ts';

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
