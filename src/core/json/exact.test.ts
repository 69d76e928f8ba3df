import { describe, expect, it } from 'vitest';
import { numberText, parseExact } from './exact.ts';

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

  it('refuses what is no JSON', () => {
    expect(() => parseExact('{"a":')).toThrow(SyntaxError);
  });
});
