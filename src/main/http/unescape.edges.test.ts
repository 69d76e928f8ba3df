import { describe, expect, it } from 'vitest';
import { isEscapeSign, unescapeBytes } from './unescape.ts';

function undone(data: Uint8Array): Buffer {
  const { codes, length } = unescapeBytes(data, 0);
  return Buffer.from(codes.subarray(0, length));
}
const textOf = (text: string) => undone(Buffer.from(text)).toString();
const lost = '\ufffd';

describe('the two halves of a character beyond the first plane (Unicode, table 3-5)', () => {
  it.each([
    ['\\ud83d\\ude00', '😀'],
    ['\\uD83D\\uDE00', '😀'],
    ['%ud83d%ude00', '😀'],
    ['%Ud83d%ude00', '😀'],
    ['\\\\ud83d\\\\ude00', '😀'],
    ['\\ud800\\udc00', '\u{10000}'],
    ['\\ud800\\udfff', '\u{103ff}'],
    ['\\udbff\\udc00', '\u{10fc00}'],
    ['\\udbff\\udfff', '\u{10ffff}'],
    ['\\ud7ff\\udc00', `\ud7ff${lost}`],
    ['\\ud800\\udbff', lost + lost],
    ['\\ud800\\ue000', `${lost}\ue000`],
    ['\\udc00\\udc00', lost + lost],
    ['\\ud83d\\u0041', `${lost}A`],
    ['\\ud83dude00', `${lost}ude00`],
    ['\\ud83d\\xde00', `${lost}${Buffer.from([0xde]).toString()}00`],
    ['\\ud83d\\', `${lost}\\`],
    ['\\ud83d\\u', `${lost}\\u`],
    ['\\ud83d\\ude0', `${lost}\\ude0`],
    ['\\ud83d\\udeg0', `${lost}\\udeg0`],
  ])('%s says %s', (text, said) => {
    expect(textOf(text)).toBe(said);
    expect(textOf(`x${text} y`)).toBe(`x${said} y`);
  });

  it('stand at most twenty-eight signs apart', () => {
    const apart = (count: number) => `\\ud83d${'\\'.repeat(count)}ude00`;
    expect(textOf(apart(28))).toBe('😀');
    expect(textOf(apart(29))).toBe(lost + lost);
  });
});

describe('characters at the edges of UTF-8 (RFC 3629, section 3)', () => {
  it.each([0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff])('%x', (code) => {
    const character = String.fromCodePoint(code);
    const digits = code.toString(16);
    const written = [`\\u{${digits}}`, `&#${code};`, `&#x${digits};`, encodeURIComponent(character)];
    if (code < 0x10000) written.push(`\\u${digits.padStart(4, '0')}`, `%u${digits.padStart(4, '0')}`);
    for (const text of written) expect([text, undone(Buffer.from(text))]).toEqual([text, Buffer.from(character)]);
  });

  it.each(['\\u{d800}', '\\u{dfff}', '&#xd800;', '&#57343;', '\\udfff', '%ud800'])('%s is none', (text) => {
    expect(textOf(text)).toBe(lost);
  });

  it('bytes stay bytes', () => {
    for (const text of ['%80', '\\x80', '\\200']) expect(undone(Buffer.from(text))).toEqual(Buffer.from([0x80]));
    expect(undone(Buffer.from('%ff\\xFf\\377'))).toEqual(Buffer.from([0xff, 0xff, 0xff]));
  });
});

it.each([
  ['\\u{0}', '\0'],
  ['%00', '\0'],
  ['\\x00', '\0'],
  ['\\000', '\0'],
  ['\\u{000041}', 'A'],
  ['\\u{0000041}', '\\u{0000041}'],
  ['\\u{41', '\\u{41'],
  ['&#0;', '\0'],
  ['&#1114111;', '\u{10ffff}'],
  ['&#1114112;', '&#1114112;'],
  ['&NewLine;', ' '],
  ['&NewLines;', '&NewLines;'],
  ['&\0amp;', '&\0amp;'],
  ['&amp', '&amp'],
  ['&#6 5;', '&#6 5;'],
  ['x;&amp;y;', 'x;&y;'],
  ['x&#65;y&;z', 'xAy&;z'],
  ['\\101\\60\\1', 'A\\60\\1'],
  ['\\\\n', ' '],
  ['\\', '\\'],
  ['a\\\\', 'a\\\\'],
  ['%%41', '%A'],
  ['&&#65;', '&A'],
  ['%4%41', 'J'],
  ['%g%41', '%gA'],
  ['\\q\\x41', '\\qA'],
])('%j says %j', (text, said) => {
  expect(textOf(text)).toBe(said);
});

it('a name with a byte beyond ASCII is none, though its sum is that of another', () => {
  const data = Buffer.from([0x26, 0x6b, 0xf4, 0x3b]);
  expect(0x6b * 128 + 0xf4).toBe(0x6c * 128 + 0x74);
  expect(undone(data)).toEqual(data);
  expect(textOf('&lt;')).toBe('<');
});

it('escapes begin with three signs', () => {
  expect(Array.from({ length: 256 }, (_, code) => code).filter(isEscapeSign)).toEqual([...Buffer.from('%&\\')]);
});

it('a row of backslashes that ends in none is passed over, and what follows is read', () => {
  for (const count of [1, 2, 31, 32, 33, 64, 65, 100]) {
    const row = '\\'.repeat(count);
    expect(textOf(`${row}q%41`)).toBe(`${row}qA`);
    expect(textOf(`%41${row}q`)).toBe(`A${row}q`);
    const left = '\\'.repeat(Math.max(0, count - 32));
    expect(textOf(`${row}u0041`)).toBe(`${left}A`);
    expect(textOf(`%41${row}x41`)).toBe(`A${left}A`);
  }
});

it('each byte of a row of any length is known by its place, before and after an escape', () => {
  for (const size of [65_537, 65_535, 65_536, 140_000]) {
    const plain = unescapeBytes(Buffer.alloc(size, 'a'), 0);
    expect([plain.starts.length, plain.ends.length, plain.ends.at(-1)]).toEqual([size, size, size]);
    const data = Buffer.concat([Buffer.alloc(size, 'a'), Buffer.from('%42c')]);
    for (const known of [0, size - 2, size, size + 1]) {
      const found = unescapeBytes(data, known);
      const at = (index: number) => [found.starts[index - found.known], found.ends[index - found.known]];
      expect([found.length, found.codes[size], found.codes[size + 1]]).toEqual([size + 2, 0x42, 0x63]);
      expect(found.known).toBe(known === size + 1 ? size + 1 : known);
      if (known < size) expect(at(size - 1)).toEqual([size - 1, size]);
      if (known <= size) expect(at(size)).toEqual([size, size + 3]);
      expect(at(size + 1)).toEqual([size + 3, size + 4]);
    }
  }
});
