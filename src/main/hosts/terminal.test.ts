import { expect, it } from 'vitest';
import { printable } from './terminal.ts';

it.each([
  ['a clipboard write (OSC 52)', '\u001b]52;c;ZXZpbA==\u0007', '␛]52;c;ZXZpbA==␇'],
  [
    'a link (OSC 8)',
    '\u001b]8;;https://evil.example\u001b\\here\u001b]8;;\u001b\\',
    '␛]8;;https://evil.example␛\\here␛]8;;␛\\',
  ],
  ['a cleared screen', '\u001b[2J\u001b[H', '␛[2J␛[H'],
  ['the same in one byte (C1)', '\u009b2J', '\\u009b2J'],
  ['an overwritten line', 'safe\revil', 'safe␍evil'],
  ['backspaces', 'evil\b\b\b\b', 'evil␈␈␈␈'],
  ['turned text', '\u202egnp.exe', '\\u202egnp.exe'],
  ['deleted characters', 'a\u007fb', 'a␡b'],
  ['lines and tabs of a body', 'a\tb\r\nc\nd', 'a\tb\nc\nd'],
  ['other scripts', 'Ünïcode 日本 🙂', 'Ünïcode 日本 🙂'],
])('shows %s', (_, text, shown) => expect(printable(text)).toBe(shown));

it('leaves no character that a terminal obeys', () => {
  const all = Array.from({ length: 0x3000 }, (_, code) => String.fromCodePoint(code)).join('');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(printable(all)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
});
