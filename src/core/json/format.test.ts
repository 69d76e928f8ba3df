import { expect, test } from 'vitest';
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
