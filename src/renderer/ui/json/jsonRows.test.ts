import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ancestors, initiallyOpen, jsonRows, jsonText, pathText, searchJson } from './jsonRows.ts';
import { type JsonValue, parseJson, SentContainer } from './sentJson.ts';

/** What the text of a value holds. */
function sent(value: unknown): JsonValue {
  const parsed = parseJson(JSON.stringify(value));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.value;
}

const found = (root: JsonValue, text: string) => [...searchJson(root, text)].filter((pointer) => pointer !== null);

const sample = sent({ name: 'repo', owner: { login: 'octocat', 'a/b': [1, { deep: null }] }, empty: [] });

test('shows the members of what is open and nothing else', () => {
  const rows = jsonRows(sample, new Set(['', '/owner']));
  expect(rows.map((row) => row.pointer)).toEqual(['', '/name', '/owner', '/owner/login', '/owner/a~1b', '/empty']);
  expect(rows.map((row) => row.open)).toEqual([true, null, true, null, false, null]);
});

test('finds names and values in the order of the document', () => {
  expect(found(sample, 'O')).toEqual(['/name', '/owner', '/owner/login']);
  expect(found(sample, 'null')).toEqual(['/owner/a~1b/1/deep']);
});

test('names everything above a place', () => {
  expect(ancestors('/owner/a~1b/1')).toEqual(['', '/owner', '/owner/a~1b']);
  expect(ancestors('')).toEqual([]);
});

test('writes a place as a normalised JSONPath', () => {
  expect(pathText('/owner/a~1b/1/deep', sample)).toBe("$['owner']['a/b'][1]['deep']");
});

test('opens a large document only as far as it can be read', () => {
  const large = sent(Array.from({ length: 5_000 }, (_, index) => ({ index, tags: ['a', 'b'] })));
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

test('a document that is deeper than can be written in lines is copied as it was sent', () => {
  const text = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.message);
  expect(jsonText(parsed.value).replace(/\s/g, '')).toBe(text);
});

test.each(['[ ]', '{\n}', ' [ 1 , [ ] , { } , [ [ 2 ] , 3 ] ] ', '{ "a" : { "b,]" : "}\\\\" } , "c" : "\\"[" }'])(
  'reads %j whatever its spaces and signs within texts',
  (text) => {
    const parsed = parseJson(text);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(JSON.parse(jsonText(parsed.value))).toEqual(JSON.parse(text));
    expect(parsed.value instanceof SentContainer && parsed.value.source).toBe(text.trim());
  },
);

test.each([
  ['numbers beyond a double', '[\n  1e400,\n  -1e-400\n]'],
  ['a negative zero', '[\n  -0\n]'],
  ['zeros at the end', '[\n  1.10,\n  1.0,\n  1E5,\n  1e+5\n]'],
  ['names that come twice', '{\n  "a": 1,\n  "a": 2,\n  "b": {\n    "a": 1,\n    "a": 1\n  }\n}'],
  ['the order of names like numbers', '{\n  "10": 1,\n  "2": 2,\n  "b": 3,\n  "1": 4\n}'],
  ['names of the language', '{\n  "__proto__": 1,\n  "constructor": 2\n}'],
  ['an empty name', '{\n  "": 1\n}'],
])('shows %s as they were sent', (_what, text) => {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.message);
  expect(jsonText(parsed.value)).toBe(text);
});

test('names that come twice are lines of their own, found and named', () => {
  const parsed = parseJson('{"a":1,"a":{"b":2},"a~#2":3}');
  if (!parsed.ok) throw new Error(parsed.message);
  const rows = jsonRows(parsed.value, initiallyOpen(parsed.value));
  expect(rows.map((row) => row.name)).toEqual([null, 'a', 'a', 'b', 'a~#2']);
  expect(new Set(rows.map((row) => row.pointer)).size).toBe(5);
  expect(pathText(rows[3]?.pointer ?? '', parsed.value)).toBe("$['a']['b']");
  expect(found(parsed.value, 'b')).toEqual([rows[3]?.pointer]);
});
