import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spacedJson } from '#test/support/spacedJson.ts';
import { JsonFormatter } from './format.ts';

function format(text: string, size = text.length): string {
  const formatter = new JsonFormatter();
  for (let at = 0; at < text.length; at += size) formatter.push(text.slice(at, at + size));
  return formatter.text;
}

const values = [
  {},
  [],
  { a: 1, b: [], c: {}, d: [[1, 2], { e: 'x' }], 'f"\\': 'line\n "quoted" \\ {}[],:' },
  [null, true, -1.5e-7, 'é😀', ['deep', [['deeper']]]],
  'text',
  12,
];

test.each(values.map((value) => [JSON.stringify(value), value]))(
  '%s is written as JSON.stringify does',
  (text, value) => {
    for (const size of [1, 2, 3, 7, text.length]) expect(format(text, size)).toBe(JSON.stringify(value, null, 2));
    expect(format(JSON.stringify(value, null, '\t'))).toBe(JSON.stringify(value, null, 2));
  },
);

test('what stands in the text stays as it stands', () => {
  expect(format('{"a":1.10,"a":1e400,"b":-0,"10":"\\u0041"}')).toBe(
    '{\n  "a": 1.10,\n  "a": 1e400,\n  "b": -0,\n  "10": "\\u0041"\n}',
  );
});

test('a text that is no JSON keeps its characters', () => {
  expect(format('{"a": [1, oops}').replace(/\s/g, '')).toBe('{"a":[1,oops}');
  expect(format(']]}').replace(/\s/g, '')).toBe(']]}');
});

test('says where a place of the text is in the result', () => {
  const text = '{"a":{"b":[1,2]},"c":"x"}';
  for (const word of ['"b"', '"c"', '2', '"x"']) {
    const formatter = new JsonFormatter(text.indexOf(word));
    formatter.push(text);
    expect(
      formatter.text
        .slice(formatter.place ?? -1)
        .trimStart()
        .startsWith(word),
    ).toBe(true);
  }
  expect(new JsonFormatter().place).toBeNull();
});

test('any JSON is written as JSON.stringify does, however it was spaced and cut', () => {
  fc.assert(
    fc.property(spacedJson, fc.integer({ min: 1, max: 9 }), ({ value, text }, size) => {
      expect(format(text, size)).toBe(JSON.stringify(value, null, 2));
    }),
    { numRuns: 300 },
  );
});

test('any text keeps its characters in their order, but for spaces', () => {
  const sign = fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', '1', ' ', '\n');
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 20 }), fc.integer({ min: 1, max: 5 }), (signs, size) => {
      const text = signs.join('');
      expect(format(text, size).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});

test('every token is found again at the place that is said of it, however the text was cut', () => {
  fc.assert(
    fc.property(spacedJson, fc.integer({ min: 1, max: 9 }), fc.nat(), ({ text }, size, which) => {
      const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)];
      const token = tokens[which % tokens.length];
      const formatter = new JsonFormatter(token?.index);
      for (let at = 0; at < text.length; at += size) formatter.push(text.slice(at, at + size));
      const found = formatter.text.slice(formatter.place ?? -1).trimStart();
      expect(found.startsWith(token?.[0] ?? '')).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('a place behind the text is not found', () => {
  const formatter = new JsonFormatter(9);
  formatter.push('[1]');
  expect(formatter.place).toBeNull();
  formatter.push('     2');
  expect(formatter.place).toBeNull();
  formatter.push('3');
  expect(formatter.text.slice(formatter.place ?? 0)).toBe('3');
});
