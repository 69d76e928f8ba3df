import fc from 'fast-check';
import { jsonpath } from 'json-p3';
import { expect, test } from 'vitest';
import { normalizedPath } from './normalizedPath.ts';

test.each([
  [['a'], "$['a']"],
  [[1], '$[1]'],
  [['a', 'b', 1], "$['a']['b'][1]"],
  [['\u000b'], "$['\\u000b']"],
  [["it's"], "$['it\\'s']"],
  [[], '$'],
])('writes %j as RFC 9535 section 2.7 does', (location, path) => {
  expect(normalizedPath(location)).toBe(path);
});

test('leads another implementation to the value, and is what it writes itself', () => {
  const name = fc.string({ unit: 'grapheme-composite' });
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.nat({ max: 3 })), { maxLength: 5 }), (location) => {
      const document = location.reduceRight<unknown>(
        (inside, step) =>
          typeof step === 'number' ? [...Array(step).fill(0), inside] : Object.fromEntries([[step, inside]]),
        'here',
      );
      const path = normalizedPath(location);
      const [node, ...others] = jsonpath.query(path, document as never).nodes;
      expect([node?.value, others.length]).toEqual(['here', 0]);
      expect(node?.path).toBe(path);
    }),
  );
});
