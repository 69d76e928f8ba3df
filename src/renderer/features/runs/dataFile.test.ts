import { expect, test } from 'vitest';
import { previewOf, readDataFile } from './dataFile.ts';

const csv = (text: string) => previewOf({ format: 'csv', text });
const json = (value: unknown) => previewOf({ format: 'json', text: JSON.stringify(value) });

test('CSV has its names in the first line, and only the first rows are shown', () => {
  const text = `\uFEFFid,note\n${Array.from({ length: 40 }, (_, id) => `${id},"a, ""b"""`).join('\n')}\n`;
  expect(csv(text)).toEqual({
    columns: ['id', 'note'],
    rows: Array.from({ length: 5 }, (_, id) => [String(id), 'a, "b"']),
    total: 40,
  });
});

test('rows of JSON may lack names of others; values that are no text are written as JSON', () => {
  expect(json([{ a: 1 }, { b: [true] }])).toEqual({
    columns: ['a', 'b'],
    rows: [
      ['1', ''],
      ['', '[true]'],
    ],
    total: 2,
  });
});

test.each([['[1]'], ['{'], ['[]']])('%s has no preview', (text) => {
  expect(previewOf({ format: 'json', text })).toBeNull();
});

test('a file is told by its name, else by how it begins', async () => {
  const format = async (name: string, text: string) => (await readDataFile(new File([text], name))).format;
  expect(await format('a.CSV', '[x')).toBe('csv');
  expect(await format('a.txt', ' [{"a":1}]')).toBe('json');
  expect(await format('a.txt', 'a,b\n1,2')).toBe('csv');
});
