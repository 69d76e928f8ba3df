import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ancestors, initiallyOpen, jsonRows, jsonText, parseJson, pathText, searchJson } from './jsonRows.ts';

const sample = { name: 'repo', owner: { login: 'octocat', 'a/b': [1, { deep: null }] }, empty: [] };

test('shows the members of what is open and nothing else', () => {
  const rows = jsonRows(sample, new Set(['', '/owner']));
  expect(rows.map((row) => row.pointer)).toEqual(['', '/name', '/owner', '/owner/login', '/owner/a~1b', '/empty']);
  expect(rows.map((row) => row.open)).toEqual([true, null, true, null, false, null]);
});

test('finds names and values in the order of the document', () => {
  expect(searchJson(sample, 'O')).toEqual(['/name', '/owner', '/owner/login']);
  expect(searchJson(sample, 'null')).toEqual(['/owner/a~1b/1/deep']);
});

test('names everything above a place', () => {
  expect(ancestors('/owner/a~1b/1')).toEqual(['', '/owner', '/owner/a~1b']);
  expect(ancestors('')).toEqual([]);
});

test('writes a place as programs do', () => {
  expect(pathText('/owner/a~1b/1/deep', sample)).toBe('owner["a/b"][1].deep');
});

test('opens a large document only as far as it can be read', () => {
  const large = Array.from({ length: 5_000 }, (_, index) => ({ index, tags: ['a', 'b'] }));
  expect(initiallyOpen(large)).toEqual(new Set(['']));
});

test('keeps digits that a double would lose', () => {
  const parsed = parseJson('{"id":12345678901234567890,"pi":3.5}');
  expect(parsed.ok && jsonText(parsed.value)).toBe('{\n  "id": 12345678901234567890,\n  "pi": 3.5\n}');
});

test('copies any value so that it parses to the same', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const parsed = parseJson(text);
      expect(parsed.ok && JSON.parse(jsonText(parsed.value))).toEqual(JSON.parse(text));
    }),
  );
});

test('opened whole, the tree has one line for every value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const parsed = parseJson(text);
      if (!parsed.ok) throw new Error(parsed.message);
      const rows = jsonRows(parsed.value, initiallyOpen(parsed.value, Number.POSITIVE_INFINITY));
      expect(new Set(rows.map((row) => row.pointer)).size).toBe(rows.length);
      expect(rows.every((row) => row.open !== false)).toBe(true);
    }),
  );
});

test('survives a document that is deeper than a call stack', () => {
  const parsed = parseJson(`${'['.repeat(3_000)}1${']'.repeat(3_000)}`);
  if (!parsed.ok) throw new Error(parsed.message);
  expect(jsonRows(parsed.value, initiallyOpen(parsed.value, Number.POSITIVE_INFINITY))).toHaveLength(3_001);
});
