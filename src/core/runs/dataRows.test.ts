import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { readDataRows } from './dataRows.ts';

const read = (format: 'csv' | 'json', text: string) => {
  const found = readDataRows({ format, text });
  return 'rows' in found ? found.rows : found.problem;
};

test.each([
  ['commas', 'a,b\n1,x\n', [{ a: 1, b: 'x' }]],
  ['semicolons and a mark at the start', '\uFEFFa;b\r\n1;"x;y"\r\n', [{ a: 1, b: 'x;y' }]],
  ['tabs', 'a\tb\n1\t2\n', [{ a: 1, b: 2 }]],
  ['carriage returns', 'a,b\r1,2\r', [{ a: 1, b: 2 }]],
  ['blanks around names', ' a , b \n1,2\n', [{ a: 1, b: 2 }]],
  ['quotes and lines in a value', 'a,b\n"one\n""two""","7"\n', [{ a: 'one\n"two"', b: '7' }]],
  ['blanks around values', 'a,b,c\n x , " y " , "7"\n', [{ a: 'x', b: ' y ', c: '7' }]],
  ['quotes within a value', 'a,b\nsay "hi",7\n', [{ a: 'say "hi"', b: 7 }]],
  [
    'empty lines',
    'a,b\n\n1,2\n,\n\n3,4\n',
    [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ],
  ],
  ['rows that end early or go on', 'a,b\n1\n1,2,3\n', [{ a: 1 }, { a: 1, b: 2 }]],
  ['names that are special', '__proto__,constructor\n1,2\n', [{ constructor: 2 }]],
])('CSV with %s is read', (_, text, rows) => expect(read('csv', text)).toEqual(rows));

test('a number in CSV is one where it stands without quotes and is written as numbers are', () => {
  const written = [
    '7',
    '-7.5',
    '0',
    '007',
    '+1',
    '1e3',
    '1.10',
    '12345678901234567890',
    'true',
    'null',
    'NaN',
    'Infinity',
    '0x10',
  ];
  const rows = read('csv', `a,end\n${written.map((each) => `${each},x`).join('\n')}\n`);
  expect(rows).toEqual([7, -7.5, 0, ...written.slice(3)].map((a) => ({ a, end: 'x' })));
});

test('whatever a spreadsheet writes is read as it was', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', ';', '\n', '\r', ' ', 'é'), minLength: 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (cells) => {
      const text = Papa.unparse({ fields: ['x', 'y'], data: cells }, { quotes: true });
      const expected = cells.map(([x, y]) => ({ x, y })).filter(({ x, y }) => x.trim() !== '' || y.trim() !== '');
      if (expected.length === 0) return;
      expect(read('csv', text)).toEqual(expected);
    }),
  );
});

test.each([
  ['a list', '[{"a":1},{"a":null,"b":[1]}]', [{ a: 1 }, { a: null, b: [1] }]],
  ['one object', '{"a":"1"}', [{ a: '1' }]],
  ['a mark at the start', '\uFEFF[{"a":1}]', [{ a: 1 }]],
])('JSON with %s is read', (_, text, rows) => expect(read('json', text)).toEqual(rows));

test.each([
  ['csv', '', 'there is no row'],
  ['csv', 'a,b\n', 'there is no row'],
  ['csv', 'a,b\n"open,2\n', 'Quoted field unterminated'],
  ['json', '[]', 'there is no row'],
  ['json', '[1]', 'it is no list of objects'],
  ['json', '[[{"a":1}]]', 'it is no list of objects'],
  ['json', '{"a":1}\n{"a":2}', 'JSON'],
] as const)('%s %j is refused', (format, text, why) => {
  expect(read(format, text)).toContain(why);
});
