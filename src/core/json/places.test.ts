import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { jsonFault, locateInJson } from './places.ts';

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
  ])('of %j, or of what is nearest to it', (path, place) => {
    expect(locateInJson(text, path)).toEqual(place);
  });
});
