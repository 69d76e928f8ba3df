import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeWindow } from './responseBody.ts';

function readAll(bytes: Uint8Array, charset: string | null, size: number): string {
  let [text, offset] = ['', 0];
  while (offset < bytes.length) {
    const piece = bytes.subarray(offset, offset + size);
    const window = decodeWindow(piece, charset, offset, offset + piece.length >= bytes.length);
    text += window.text;
    offset += window.used;
  }
  return text;
}

test('pieces of any size join to the whole text', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.startsWith('\ufeff'));
  fc.assert(
    fc.property(text, fc.integer({ min: 8, max: 40 }), (value, size) => {
      expect(readAll(Buffer.from(value, 'utf8'), null, size)).toBe(value.toWellFormed());
    }),
  );
});

test.each([
  ['utf-16le', Buffer.from('žluť😀 kůň', 'utf16le'), 'žluť😀 kůň'],
  ['iso-8859-1', Buffer.from([0x63, 0x61, 0x66, 0xe9]), 'café'],
  ['shift_jis', Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea]), '日本語'],
  ['no-such-charset', Buffer.from('kůň'), 'kůň'],
])('decodes %s in pieces', (charset, bytes, expected) => {
  for (const size of [5, 6, 7, 64]) expect(readAll(bytes, charset, size)).toBe(expected);
});

test('a mark at the start decides and is not shown', () => {
  expect(readAll(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('kůň', 'utf16le')]), 'utf-8', 64)).toBe('kůň');
  expect(readAll(Buffer.from('\ufeffa'), null, 64)).toBe('a');
});

test('bytes that are no text are shown as replacement and passed over', () => {
  expect(readAll(Buffer.from([0x61, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x62]), null, 8)).toMatch(
    /^a\ufffd+b$/,
  );
});
