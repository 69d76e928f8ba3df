import fc from 'fast-check';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { describe, expect, it, test } from 'vitest';
import { spacedJson } from '#test/support/spacedJson.ts';
import { jsonFault, locateInJson, placesIn } from './places.ts';
import { below, placeTree } from './value.ts';

describe('where a text stops being JSON', () => {
  test.each([
    ['a value that is missing', '{\n  "a": 1,\n  "b": ,\n}', { line: 3, column: 8 }],
    ['a comma too many', '{"a":1,}', { line: 1, column: 8 }],
    ['an end that is missing', '[1,\n2', { line: 2, column: 2 }],
    ['a word that is none of JSON', 'nul', { line: 1, column: 1 }],
    ['a word that goes wrong inside', '[nope]', { line: 1, column: 3 }],
    ['a comment', '{} // x', { line: 1, column: 4 }],
    ['more text after the end', '{}\n{}', { line: 2, column: 1 }],
    ['nothing at all', '', { line: 1, column: 1 }],
    ['a name without quotes', '{a: 1}', { line: 1, column: 2 }],
    ['a line break in a string', '["a\nb"]', { line: 1, column: 2 }],
  ])('finds %s', (_what, text, place) => {
    expect(jsonFault(text)).toMatchObject(place);
  });

  test.each([
    ['a name without quotes', '{a: 1}', 2, 'A name in double quotes is missing.'],
    ['a name that begins as a word of JSON does', '{name: 1}', 2, 'A name in double quotes is missing.'],
    ['a name in single quotes', "{'a': 1}", 2, 'A name in double quotes is missing.'],
    ['a later name without quotes', '{"a": 1, type: 2}', 10, 'A name in double quotes is missing.'],
    ['a word for a colon', '{"a" is 1}', 6, 'A colon is missing after the name.'],
    ['a value for a colon', '{"a" 1}', 6, 'A colon is missing after the name.'],
    ['a word for a comma', '[1 nor 2]', 4, 'A comma or the end of the list or object is missing.'],
    ['a value for a comma', '[1 2]', 4, 'A comma or the end of the list or object is missing.'],
    ['a word after the end', '{} then', 4, 'There is more text after the end.'],
    ['a word for a value', '{"a": undefined}', 7, 'A value is missing or not valid JSON.'],
    ['a word that is a value of other languages', '[None]', 2, 'A value is missing or not valid JSON.'],
    ['a word that is nearly right', '{"a": nil}', 8, 'A value is missing or not valid JSON.'],
    ['a list that is not closed', '[1', 3, 'A comma or ] is missing.'],
    ['an object that is not closed', '{"a": 1', 8, 'A comma or } is missing.'],
    ['a string that is not closed', '["a', 2, 'A string is not closed.'],
    ['a number that is incomplete', '[1.]', 2, 'A number is incomplete.'],
    ['an exponent that is incomplete', '[1e]', 2, 'A number is incomplete.'],
    ['a comment', '[1] // one', 5, 'JSON has no comments.'],
    ['an escape that JSON does not know', '["\\x"]', 2, 'An escape in a string is not one that JSON knows.'],
    ['an escape that is cut short', '["\\u12"]', 2, 'An escape in a string is not one that JSON knows.'],
    ['a tab in a string', '["a\tb"]', 2, 'A line break or control character stands inside a string.'],
  ])('says what is wrong with %s: %s', (_, text, column, message) => {
    expect(jsonFault(text)).toEqual({ line: 1, column, offset: column - 1, message });
  });

  it('finds nothing in what is JSON, and a place inside of any other text', () => {
    fc.assert(fc.property(fc.json(), (text) => jsonFault(text) === null));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const fault = jsonFault(text);
        if (fault !== null) expect(fault.line).toBeLessThanOrEqual(text.split('\n').length);
      }),
    );
  });

  it('ends for a text of nothing but brackets', () => {
    expect(jsonFault('['.repeat(200_000))).toMatchObject({ line: 1 });
  });

  it('refuses what is nested too deeply, where that is asked', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(jsonFault('[[[1]]]', 2)).toMatchObject({ column: 3, message: 'This is nested too deeply.' });
    expect(jsonFault('[[[1]], [[1]]]', 3)).toBeNull();
    expect(jsonFault('{"a":{"b":1}}', 1)).toMatchObject({ column: 6 });
    expect(jsonFault('[1]', 0)).toMatchObject({ column: 1 });
    expect(jsonFault('1', 0)).toBeNull();
    expect(jsonFault(deep, 100)).toMatchObject({ message: 'This is nested too deeply.' });
    expect(jsonFault(deep)).toBeNull();
  });
});

describe('the place of a value', () => {
  const text = '{\n  "a": [1, {"b": 2}],\n  "c": 3\n}';

  it.each([
    [['a'], { line: 2, column: 3 }],
    [['a', 0], { line: 2, column: 9 }],
    [['a', 1, 'b'], { line: 2, column: 13 }],
    [['a', 1, 'missing', 'x'], { line: 2, column: 12 }],
    [['missing'], { line: 1, column: 1 }],
    [[], { line: 1, column: 1 }],
    [['c', 0], { line: 3, column: 3 }],
  ])('of %j, or of what is nearest to it', (path, place) => {
    expect(locateInJson(text, path)).toEqual(place);
  });
});

/** Paths of all values in a value, and some that lead nowhere. */
function pathsIn(value: unknown): (string | number)[][] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const keyed = inner.map(([key, each]) => [Array.isArray(value) ? Number(key) : key, each] as const);
  return [[], ['no'], [99], ...keyed.flatMap(([key, each]) => pathsIn(each).map((path) => [key, ...path]))];
}

describe('the places of many values in UTF-8', () => {
  const fromBytes = (text: string, pointers: readonly string[]) =>
    placesIn(new TextEncoder().encode(text), placeTree(pointers));

  it('are where another parser finds them, all or some asked for', () => {
    fc.assert(
      fc.property(spacedJson, fc.integer({ min: 1, max: 4 }), ({ value, text }, each) => {
        const paths = pathsIn(value).filter((_, index) => index % each === 0);
        const places = fromBytes(
          text,
          paths.map((path) => below('', ...path)),
        );
        for (const path of paths) {
          const node = findNodeAtLocation(parseTree(text) ?? { type: 'null', offset: 0, length: 0 }, path);
          const offset = node && (node.parent?.type === 'property' ? node.parent : node).offset;
          const lines = text.slice(0, offset).split('\n');
          const place = node && { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
          expect([text, path, places.get(below('', ...path))]).toEqual([text, path, place]);
          if (place) expect(locateInJson(text, path)).toEqual(place);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are found behind whatever is not asked for', () => {
    fc.assert(
      fc.property(spacedJson, spacedJson, ({ text }, { text: other }) => {
        const start = `[[${text}, ${other}], {"\\"]": ${other}}, `;
        const lines = start.split('\n');
        const place = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
        expect(fromBytes(`${start}1]`, ['/2']).get('/2')).toEqual(place);
      }),
    );
  });

  it('count names by what they say, not by how they are written', () => {
    const text = '{"\\u0061/b": [{"~": 1}],\n  "é😀": "x", "z": {"}": ["]", 2]}}';
    expect(Object.fromEntries(fromBytes(text, ['/a~1b/0/~0', '/é😀', '/z/}/1']))).toEqual({
      '': { line: 1, column: 1 },
      '/a~1b': { line: 1, column: 2 },
      '/a~1b/0': { line: 1, column: 15 },
      '/a~1b/0/~0': { line: 1, column: 16 },
      '/é😀': { line: 2, column: 3 },
      '/z': { line: 2, column: 15 },
      '/z/}': { line: 2, column: 21 },
      '/z/}/1': { line: 2, column: 32 },
    });
  });

  it('are those of a list by number and of an object by name', () => {
    expect([...fromBytes('[[1,2],{"0":3}]', ['/0/1', '/1/0', '/0/2', '/0/x', '/1/1']).keys()]).toEqual([
      ...['', '/0', '/0/1', '/1', '/1/0'],
    ]);
  });
});
