import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalNumber, compareJson } from './compareJson.ts';

const compared = (left: string, right: string) => compareJson(left, right).changes;
const brief = (left: unknown, right: unknown) =>
  compared(JSON.stringify(left), JSON.stringify(right)).map(({ kind, path }) => `${kind} ${path}`);

test('finds nothing between a document and itself, in another order and with other spaces', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const reversed = JSON.stringify(value, (_key, each: unknown) =>
        typeof each === 'object' && each !== null && !Array.isArray(each)
          ? Object.fromEntries(Object.entries(each).reverse())
          : each,
      );
      expect(compared(JSON.stringify(value, null, 2), reversed)).toEqual([]);
    }),
  );
});

test('finds something wherever two documents differ', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (left, right) => {
      const [a, b] = [JSON.parse(JSON.stringify(left)), JSON.parse(JSON.stringify(right))];
      expect(compared(JSON.stringify(a), JSON.stringify(b)).length === 0).toBe(
        fc.stringify(sorted(a)) === fc.stringify(sorted(b)),
      );
    }),
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .map(([name, each]) => [name, sorted(each)])
    .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  // An object still, since a list of nothing is another document.
  return { members };
}

test.each([
  [{ a: 1, b: 2 }, { b: 2, c: 3 }, ["removed $['a']", "added $['c']"]],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, ["changed $['a']['b'][1]"]],
  [[{ id: 1 }, { id: 2 }], [{ id: 0 }, { id: 1 }, { id: 2 }], ['added $[0]']],
  [[{ id: 1, n: 'a' }, { id: 2 }], [{ id: 1, n: 'b' }, { id: 2 }], ["changed $[0]['n']"]],
  [[1, 2, 3], [1, 3], ['removed $[1]']],
  [{ a: 1 }, [1], ['changed $']],
  [null, null, []],
])('between %j and %j names %j', (left, right, expected) => {
  expect(brief(left, right)).toEqual(expected);
});

test('tells long numbers apart that are one double, and takes spellings of one number as the same', () => {
  expect(compared('{"id":12345678901234567890}', '{"id":12345678901234567891}')).toEqual([
    { kind: 'changed', path: "$['id']", left: '12345678901234567890', right: '12345678901234567891' },
  ]);
  expect(compared('[1.0, 1e2, -0, 0.10]', '[1, 100, 0, 1e-1]')).toEqual([]);
});

test.each([
  ['0', '0'],
  ['-0.000', '0'],
  ['100', '1e2'],
  ['1.50E+3', '15e2'],
  ['-0.0012', '-12e-4'],
])('writes %s as %s', (text, canonical) => {
  expect(canonicalNumber(text)).toBe(canonical);
});

test('stops at a thousand, and survives what is very deep', () => {
  const many = compareJson(JSON.stringify(Array(2_000).fill(1)), JSON.stringify(Array(2_000).fill(2)));
  expect([many.changes.length, many.more]).toEqual([1_000, true]);
  const deep = (inside: number) => `${'['.repeat(1_000)}${inside}${']'.repeat(1_000)}`;
  expect(compared(deep(1), deep(2))).toHaveLength(1);
  expect(compared(deep(1), deep(1))).toEqual([]);
});
