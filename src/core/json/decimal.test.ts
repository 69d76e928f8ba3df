import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimals } from './decimal.ts';

test.each([
  ['9007199254740993', '9007199254740992', 1],
  ['1.10', '1.1', 0],
  ['1e400', '1e399', 1],
  ['-1e400', '1e-400', -1],
  ['0', '-0.0e5', 0],
  ['120', '1.2e2', 0],
  ['0.001', '1E-3', 0],
  ['-2', '-10', 1],
])('%s beside %s', (left, right, order) => {
  expect(Math.sign(compareDecimals(left, right) ?? Number.NaN)).toBe(order);
});

test('what JSON does not write as a number has no order', () => {
  for (const text of ['', 'x', '01', '+1', '1.', '.5', 'NaN', '0x1'])
    expect(compareDecimals(text, '1')).toBeUndefined();
});

test('orders doubles and big integers as they are', () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(doubles, doubles, (a, b) => {
      expect(Math.sign(compareDecimals(JSON.stringify(a), JSON.stringify(b)) ?? Number.NaN)).toBe(
        a < b ? -1 : a > b ? 1 : 0,
      );
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
      expect(Math.sign(compareDecimals(String(a), String(b)) ?? Number.NaN)).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});
