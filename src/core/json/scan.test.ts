import fc from 'fast-check';
import { visit } from 'jsonc-parser';
import { describe, expect, it, test } from 'vitest';
import { spacedJson } from '#test/support/spacedJson.ts';
import { countNames, duplicateName, JsonScan } from './scan.ts';

const scan = (text: string) => new JsonScan(text).run();

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Pieces of which JSON and what is nearly JSON is put together. */
const pieces = [
  ...['{', '}', '[', ']', ',', ':', '"a"', '"', '"\\n"', '\\', '\\u12', '\\u00e9', 'true', 'nul', 'null', 'False'],
  ...[
    '0',
    '1',
    '-',
    '.',
    '5',
    'e',
    'E',
    '+',
    '01',
    '1e5',
    '-0.5',
    ' ',
    '\n',
    '\t',
    '\r',
    '\f',
    '\u00a0',
    '\ufeff',
    'é',
    '😀',
  ],
];

describe('reading JSON for its first error', () => {
  it('finds one in what is no JSON, and none in what is', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (some) => {
        const text = some.join('');
        expect([text, scan(text) === undefined]).toEqual([text, parses(text)]);
      }),
      { numRuns: 1_500 },
    );
  });

  it('finds none in JSON however it is spaced', () => {
    fc.assert(fc.property(spacedJson, ({ text }) => scan(text) === undefined));
  });

  it('says the first character that stands where nothing of the kind can', () => {
    fc.assert(
      fc.property(spacedJson, fc.nat(), fc.constantFrom('@', '=', "'", '😀'), ({ text }, where, wrong) => {
        const at = where % (text.length + 1);
        fc.pre(!isInToken(text, at));
        expect(scan(text.slice(0, at) + wrong + text.slice(at))?.offset).toBe(at);
      }),
      { numRuns: 300 },
    );
  });

  it('says the end where the rest is missing', () => {
    fc.assert(
      fc.property(spacedJson, fc.nat(), ({ text }, where) => {
        const start = text.slice(0, where % text.length);
        fc.pre(!parses(start) && !isInToken(text, start.length));
        expect(scan(start)).toMatchObject({ offset: start.length, message: expect.stringMatching(/^the text ends/) });
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['', 0, 'the text ends early: a value is missing', 'value'],
    [' \n', 2, 'the text ends early: a value is missing', 'value'],
    ['[', 1, 'the text ends early: a value or `]` is missing', 'value'],
    ['[1', 2, 'the text ends early: `,` or the end of the list or object is missing', 'comma'],
    ['[1,', 3, 'the text ends early: a value is missing', 'value'],
    ['[,1]', 1, 'a value or `]` is missing', 'value'],
    ['[1,]', 3, 'a value is missing', 'value'],
    ['[1 2]', 3, '`,` or the end of the list or object is missing', 'comma'],
    ['[1}', 2, '`,` or the end of the list or object is missing', 'comma'],
    ['{"a":1]', 6, '`,` or the end of the list or object is missing', 'comma'],
    ['{', 1, 'the text ends early: a name in double quotes or `}` is missing', 'name'],
    ['{a:1}', 1, 'a name in double quotes or `}` is missing', 'name'],
    ['{1:1}', 1, 'a name in double quotes or `}` is missing', 'name'],
    ['{"a":1,}', 7, 'a name in double quotes is missing', 'name'],
    ['{"a"}', 4, '`:` is missing after the name', 'colon'],
    ['{"a" 1}', 5, '`:` is missing after the name', 'colon'],
    ['{"a"', 4, 'the text ends early: `:` is missing after the name', 'colon'],
    ['{"a":}', 5, 'a value is missing', 'value'],
    ['{"a":1 "b":2}', 7, '`,` or the end of the list or object is missing', 'comma'],
    ['{}{}', 2, 'there is more text after the end of the document', 'end'],
    ['1 2', 2, 'there is more text after the end of the document', 'end'],
    ['[]]', 2, 'there is more text after the end of the document', 'end'],
    ['"a', 2, 'the text ends inside a string', 'value'],
    ['{"a\n":1}', 3, 'a line break or control character stands inside a string', 'name'],
    ['["\t"]', 2, 'a line break or control character stands inside a string', 'value'],
    ['["\\x41"]', 2, 'the escape after `\\` is not one that JSON knows', 'value'],
    ['["\\u12G4"]', 2, 'the escape after `\\` is not one that JSON knows', 'value'],
    ['["\\', 2, 'the escape after `\\` is not one that JSON knows', 'value'],
    ['[tru]', 1, 'a value or `]` is missing', 'value'],
    ['[1, nan]', 4, 'a value is missing', 'value'],
  ] as const)('says of %j that at %i %s', (text, offset, message, wanted) => {
    expect(scan(text)).toEqual({ offset, message, wanted });
  });

  // RFC 8259 section 6.
  test.each([
    '-',
    '01',
    '-01',
    '1.',
    '.1',
    '1.e1',
    '1e',
    '1e+',
    '+1',
    '0x1',
    '1_000',
    '1a',
    '--1',
    '1.2.3',
    'Infinity',
    'NaN',
  ])('takes %s for no number', (text) => {
    expect(scan(text)).toEqual({ offset: 0, message: 'a value is missing', wanted: 'value' });
  });
  test.each(['0', '-0', '10', '1.50', '0.0', '1e5', '1E+05', '-1.5e-7', '1e400', '123456789012345678901234567890'])(
    'takes %s for a number',
    (text) => {
      expect(scan(text)).toBeUndefined();
    },
  );

  it('goes as deep as a text does', () => {
    const deep = 40_000;
    expect(scan('['.repeat(deep) + ']'.repeat(deep))).toBeUndefined();
    expect(scan('[{"a":'.repeat(deep))).toMatchObject({ offset: 6 * deep });
    expect(scan('['.repeat(deep) + ']'.repeat(deep - 1))).toMatchObject({ offset: 2 * deep - 1 });
  });
});

/** Whether a place lies inside a string, a number or a word, where another character means something else. */
function isInToken(text: string, at: number): boolean {
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+/g);
  return [...tokens].some((token) => {
    const end = token.index + token[0].length;
    return token.index < at && (token[0].startsWith('"') ? at < end : at <= end);
  });
}

/** Names in the order of the text, as another parser reads them. */
function namesOf(text: string): { offset: number; isTwice: boolean }[] {
  const names: { offset: number; isTwice: boolean }[] = [];
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set());
    },
    onObjectEnd: () => {
      open.pop();
    },
    onObjectProperty: (name, offset) => {
      const known = open.at(-1) ?? new Set();
      names.push({ offset, isTwice: known.has(name) });
      known.add(name);
    },
  });
  return names;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('the names of a text', () => {
  // Names that hold what separates names, and the same name in other escapes.
  const name = fc.constantFrom(
    '"a"',
    '"\\u0061"',
    '"b"',
    '""',
    '"a:"',
    '"a\\":"',
    '"\\""',
    '"\\\\"',
    '"é"',
    '"{"',
    '"],["',
  );
  const { value: named } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('1', '":"', '"a"', '"\\\\"', 'null', '"\\":"'),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' ,\n  ')}]`),
      fc
        .array(fc.tuple(name, fc.constantFrom(':', ' :', '\n: ', '\t:\r\n'), tie('value')), { maxLength: 4 })
        .map((members) => `{${members.map((each) => each.join('')).join(',')}}`),
    ),
  }));

  it('are counted as another parser counts them', () => {
    fc.assert(
      fc.property(named, (text) => {
        expect([text, countNames(bytes(text))]).toEqual([text, namesOf(text).length]);
      }),
      { numRuns: 500 },
    );
  });

  it('are said to be twice where another parser finds the first that is', () => {
    fc.assert(
      fc.property(named, (text) => {
        expect([text, duplicateName(text)]).toEqual([text, namesOf(text).find(({ isTwice }) => isTwice)?.offset]);
      }),
      { numRuns: 500 },
    );
  });

  it('may be the same in objects beside and within each other', () => {
    expect(duplicateName('{"a":{"a":1},"b":[{"a":1},{"a":2}]}')).toBeUndefined();
    expect(duplicateName('{"a":{"b":{},"c":[1]},"a":2}')).toBe(22);
    expect(duplicateName('["a","a",{"a":"a"}]')).toBeUndefined();
  });
});
