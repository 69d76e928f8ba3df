import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { lineAt, positionOf, positionsOf } from './textPosition.ts';

const text = fc
  .array(fc.oneof(fc.constantFrom('\n', '\r\n', 'é', '😀', '\t'), fc.string({ maxLength: 5 })), { maxLength: 20 })
  .map((parts) => parts.join(''));

it('is the line and the column that cutting the text gives, for every offset', () => {
  fc.assert(
    fc.property(text, (given) => {
      const offsets = Array.from({ length: given.length + 1 }, (_, index) => index);
      const positions = positionsOf(given, offsets.toReversed());
      for (const offset of offsets) {
        const lines = given.slice(0, offset).split('\n');
        const place = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
        expect(positions.get(offset)).toEqual(place);
        expect(positionOf(given, offset)).toEqual(place);
      }
    }),
  );
});

it('leads to the line that it counts', () => {
  fc.assert(
    fc.property(text, fc.nat(), (given, where) => {
      const lines = given.split('\n');
      const line = (where % lines.length) + 1;
      expect(lineAt(given, line)).toBe(lines[line - 1]);
    }),
  );
});

test.each([
  ['', 0, { line: 1, column: 1 }],
  ['\n', 0, { line: 1, column: 1 }],
  ['\n', 1, { line: 2, column: 1 }],
  ['a\r\nb', 3, { line: 2, column: 1 }],
  // Two UTF-16 units, as editors count.
  ['😀x', 2, { line: 1, column: 3 }],
])('of %j at %i', (given, offset, place) => {
  expect(positionOf(given, offset)).toEqual(place);
});
