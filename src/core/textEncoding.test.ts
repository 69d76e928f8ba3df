import { expect, it } from 'vitest';
import { decodeText } from './textEncoding.ts';

const text = 'name,city\nÖzlem,Köln\n';
const utf16 = (of: string) => Buffer.from(of, 'utf16le');

it.each([
  ['UTF-8', Buffer.from(text), 'utf-8'],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
  ['UTF-16 with a mark, as Excel saves Unicode text', utf16(`\ufeff${text}`), 'utf-16le'],
  ['UTF-16 without a mark', utf16(text), 'utf-16le'],
  ['UTF-16 of the other order', utf16(`\ufeff${text}`).swap16(), 'utf-16be'],
  ['Windows-1252, as Excel saves CSV', Buffer.from(text, 'latin1'), 'windows-1252'],
])('reads %s', (_, bytes, encoding) => {
  expect(decodeText(bytes)).toEqual({ text, encoding, broken: 0 });
});

it('keeps mostly good UTF-8 and counts what is broken', () => {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0xff])]);
  expect(decodeText(bytes)).toEqual({ text: `${text}\ufffd`, encoding: 'utf-8', broken: 1 });
});

it.each([
  ['an archive', [0x50, 0x4b, 3, 4, 0xff]],
  ['half a character of UTF-16', [0xff, 0xfe, 0x41]],
])('finds no text in %s', (_, bytes) => {
  expect(decodeText(Uint8Array.from(bytes))).toBeUndefined();
});
