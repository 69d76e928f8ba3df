import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEscapeSign, mayEscape, unescapeBytes } from './unescape.ts';

const bytesOf = (text: string) => Buffer.from(text, 'utf8');
const undone = (text: string, placesFrom = 0) => {
  const { codes, length } = unescapeBytes(bytesOf(text), placesFrom);
  return Buffer.from(codes.subarray(0, length));
};
const textOf = (text: string) => undone(text).toString('utf8');

/** Text without a sign at which an escape could begin once it is undone, so that one pass tells all. */
const plain = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[%\\&]/g, '~'));
const units = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
/** What the engine makes of a text in quotes, in the sloppy mode that knows octal escapes. */
const literal = (text: string): unknown => runInNewContext(`"${text}"`);

describe('undoes what others wrote', () => {
  it.each<[string, (text: string) => string]>([
    ['encodeURIComponent', encodeURIComponent],
    ['encodeURI', encodeURI],
    ['URLSearchParams', (text) => new URLSearchParams({ a: text }).toString().slice(2).replaceAll('+', '%20')],
    [
      'JSON in ASCII',
      (text) =>
        units(text)
          .map((unit) => `\\u${hex(unit, 4)}`)
          .join(''),
    ],
    [
      'JSON in ASCII and capitals',
      (text) =>
        units(text)
          .map((unit) => `\\u${hex(unit, 4).toUpperCase()}`)
          .join(''),
    ],
    [
      'code points in braces',
      (text) => Array.from(text, (each) => `\\u{${hex(each.codePointAt(0) ?? 0, 1)}}`).join(''),
    ],
    ['decimal entities', (text) => Array.from(text, (each) => `&#${each.codePointAt(0)};`).join('')],
    ['hexadecimal entities', (text) => Array.from(text, (each) => `&#x${hex(each.codePointAt(0) ?? 0, 1)};`).join('')],
    ['entities with zeros', (text) => Array.from(text, (each) => `&#X${hex(each.codePointAt(0) ?? 0, 7)};`).join('')],
    ['bytes as \\x', (text) => Array.from(bytesOf(text), (byte) => `\\x${hex(byte, 2)}`).join('')],
    [
      'bytes in octal',
      (text) => Array.from(bytesOf(text), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(''),
    ],
  ])('%s', (_, write) => {
    fc.assert(
      fc.property(plain, (text) => {
        const whole = text.toWellFormed();
        expect(textOf(write(whole))).toBe(whole);
      }),
    );
  });

  it('escape(), which writes what is beyond Latin-1 as %u', () => {
    const beyond = fc.array(fc.oneof(fc.integer({ min: 0x100, max: 0x10ffff }), fc.integer({ min: 0x30, max: 0x39 })));
    fc.assert(
      fc.property(beyond, (codes) => {
        const text = codes
          .map((code) => String.fromCodePoint(code))
          .join('')
          .toWellFormed();
        expect(textOf(escape(text))).toBe(text);
      }),
    );
  });

  it('every escape of a JavaScript text as the engine does, white space apart', () => {
    for (let code = 0; code < 256; code += 1)
      for (const text of [`\\x${hex(code, 2)}`, `\\${code.toString(8).padStart(3, '0')}`, `\\u${hex(code, 4)}`]) {
        const isUnit = text.startsWith('\\u');
        const expected = Buffer.from(String(literal(text)), isUnit ? 'utf8' : 'latin1');
        if (!isEscapeSign(code)) expect(undone(text), text).toEqual(expected);
      }
    for (const letter of 'nrtbfv') expect(textOf(`a\\${letter}b`)).toBe('a b');
  });

  it('half of a pair as the sign that stands for what cannot be written, as TextEncoder does', () => {
    for (const text of ['\ud83d', '\ude00', '\ude00\ud83d', 'a\ud83db'])
      expect(
        undone(
          units(text)
            .map((unit) => `\\u${hex(unit, 4)}`)
            .join(''),
        ),
      ).toEqual(Buffer.from(new TextEncoder().encode(text)));
  });

  it.each([
    ['&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
    ['&excl;&num;&dollar;&percnt;&lpar;&rpar;&ast;&plus;&comma;', '!#$%()*+,'],
    ['&hyphen;&period;&sol;&colon;&semi;&equals;&quest;&commat;', '-./:;=?@'],
    ['&lsqb;&lbrack;&bsol;&rsqb;&rbrack;&Hat;&lowbar;&grave;', '[[\\]]^_`'],
    ['&lcub;&lbrace;&verbar;&vert;&rcub;&rbrace;', '{{||}}'],
    ['a&nbsp;b&Tab;c&NewLine;d', 'a b c d'],
  ])('the named entities %s', (text, expected) => {
    expect(textOf(text)).toBe(expected);
  });
});

/** What only looks like an escape. */
const none = [
  '%',
  '%4',
  '%4g',
  '%g4',
  '%u',
  '%u004',
  '%u00g1',
  '%%',
  '\\',
  '\\q',
  '\\u',
  '\\u004',
  '\\u00g1',
  '\\u{',
  '\\u{}',
  '\\u{110000}',
  '\\u{0000041}',
  '\\x',
  '\\x4',
  '\\xg4',
  '\\4',
  '\\10',
  '\\189',
  '\\400',
  '\\777',
  '&',
  '&;',
  '&#',
  '&#;',
  '&#x;',
  '&#xg;',
  '&#1a;',
  '&#1114112;',
  '&#x110000;',
  '&AMP;',
  '&ampx;',
  '&amp',
  '&nosuch;',
  '&lowbarx;',
  '&#00000000065;',
  '&é;',
  '& amp;',
  '&#-1;',
];

it.each(none)('leaves %s as it stands, also at the end and beside what was written there before', (text) => {
  for (const before of ['%25', '&amp;', '\\x5c'].map((sign) => sign + '41;}41;}'.repeat(20))) {
    undone(before.repeat(3));
    expect(textOf(text)).toBe(text);
    expect(textOf(`x${text}`)).toBe(`x${text}`);
  }
});

it.each(['%41', '%u0041', '\\u0041', '\\u{41}', '\\x41', '\\101', '&#65;', '&#x41;', '&#000000065;', '\\\\\\u0041'])(
  'takes %s for one whole letter, and no part of it for any',
  (escaped) => {
    expect(textOf(escaped)).toBe('A');
    expect(textOf(`é${escaped}é`)).toBe('éAé');
    for (let length = 1; length < escaped.length; length += 1) {
      undone('%2541;41;41}'.repeat(10));
      const part = escaped.slice(0, length);
      if (!/^\\+$/.test(part)) expect(textOf(part)).not.toContain('A');
      expect(textOf(part)).toBe(part);
    }
  },
);

it('undoes escapes of escapes four times', () => {
  const deep = (times: number): string => (times === 0 ? 'a b' : encodeURIComponent(deep(times - 1)));
  for (let times = 0; times <= 4; times += 1) expect(textOf(deep(times))).toBe('a b');
  expect(textOf(deep(5))).toBe('a%20b');
  expect(textOf('&amp;#x25;41')).toBe('A');
  expect(textOf('%255Cu0041')).toBe('A');
  expect(textOf(JSON.stringify(JSON.stringify(JSON.stringify('"é"'))).replaceAll('é', '\\\\\\u00e9'))).toContain('é');
});

it('of a row of backslashes the last thirty-two count', () => {
  expect(textOf(`${'\\'.repeat(32)}u0041`)).toBe('A');
  expect(textOf(`${'\\'.repeat(33)}u0041`)).toBe('\\A');
  expect(textOf(`${'\\'.repeat(40)}q`)).toBe(`${'\\'.repeat(40)}q`);
});

describe('places', () => {
  /** A piece of a text as it is written, and what it says. */
  const piece = fc.oneof(
    fc.constantFrom('a', 'b ', '0', ';', 'x').map((text) => [text, text] as const),
    fc.integer({ min: 0x20, max: 0x10ffff }).chain((code) => {
      const said = String.fromCodePoint(code).toWellFormed();
      const written = [
        `&#${code};`,
        `\\u{${hex(code, 1)}}`,
        said.codePointAt(0) === code ? encodeURIComponent(said) : said,
      ];
      return fc.constantFrom(...written.map((text) => [text, said] as const));
    }),
  );

  it('each byte is known by what wrote it, from wherever they are asked for', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), fc.nat({ max: 60 }), (pieces, from) => {
        fc.pre(pieces.every(([, said]) => !/[%\\&]/.test(said)));
        const data = bytesOf(pieces.map(([written]) => written).join(''));
        const said = bytesOf(pieces.map(([, each]) => each).join(''));
        const found = unescapeBytes(data, Math.min(from, data.length));
        expect(Buffer.from(found.codes.subarray(0, found.length))).toEqual(said);
        let at = 0;
        let out = 0;
        for (const [written, each] of pieces) {
          const end = at + bytesOf(written).length;
          const isLetter = written === each;
          for (let byte = 0; byte < bytesOf(each).length; byte += 1, out += 1) {
            if (out < found.known) continue;
            const place = [found.starts[out - found.known], found.ends[out - found.known]];
            const whole = isLetter ? [at + byte, at + byte + 1] : [at, end];
            const single = /^%/.test(written) ? [at + 3 * byte, at + 3 * byte + 3] : whole;
            expect(place).toEqual(single);
          }
          at = end;
        }
        if (from === 0) expect(found.known).toBe(0);
      }),
    );
  });

  it('are those of the bytes where nothing is escaped, whatever the length', () => {
    for (const length of [0, 1, 65_537, 140_000]) {
      const data = Buffer.alloc(length, 'a');
      expect(mayEscape(data)).toBe(false);
      const { codes, starts, ends, known } = unescapeBytes(data, 0);
      expect([codes.length, starts.length, ends.length, known]).toEqual([length, length, length, 0]);
      if (length > 0) expect([starts[0], ends[0], starts.at(-1), ends.at(-1)]).toEqual([0, 1, length - 1, length]);
    }
  });
});
