import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spacedJson } from '#test/support/spacedJson.ts';
import { isJsonText, numberText, parseExact } from './exact.ts';

describe('JSON that is read exactly', () => {
  it.each([
    '9007199254740993',
    '-0',
    '1.10',
    '1e400',
    '0.1',
    '12',
    '[1.0,{"a":123456789012345678901234567890}]',
    '"1.10"',
  ])('is written again as it was: %s', (text) => {
    expect(JSON.stringify(parseExact(text))).toBe(text);
  });

  it('keeps a number as it is where nothing is lost', () => {
    expect(parseExact('[1, 0.5]')).toEqual([1, 0.5]);
    expect(numberText(parseExact('1.50'))).toBe('1.50');
    expect(numberText(1.5)).toBeUndefined();
  });

  it('is written again as it was, whatever its numbers are', () => {
    const number = fc.stringMatching(/^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,4})?$/);
    const holder = fc.array(fc.tuple(fc.constantFrom('a', 'b', '__proto__'), number), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(number), holder, (list, members) => {
        const object = [...new Map(members)].map(([name, each]) => `"${name}":${each}`);
        const text = `[[${list.join(',')}],{${object.join(',')}}]`;
        expect(JSON.stringify(parseExact(text))).toBe(text);
      }),
    );
  });

  it('is the value that the parser gives, where a double holds every number', () => {
    fc.assert(
      fc.property(spacedJson, ({ value }) => {
        const text = JSON.stringify(value);
        expect(parseExact(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['1.0', '1.0'],
    ['-0', '-0'],
    ['1E2', '1E2'],
    ['100', undefined],
    ['"1.0"', undefined],
    ['[1.0]', undefined],
    ['null', undefined],
  ])('%s is kept as the number %s', (text, kept) => {
    expect(numberText(parseExact(text))).toBe(kept);
  });

  it('refuses what is no JSON', () => {
    for (const text of ['{"a":', '', '01', "'a'"]) {
      expect(() => parseExact(text)).toThrow(SyntaxError);
      expect(isJsonText(text)).toBe(false);
    }
    expect(isJsonText(' [1] ')).toBe(true);
  });
});
