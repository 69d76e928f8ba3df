import { expect, it } from 'vitest';
import { compareLines } from './compareLines.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `line ${at + 1}`);

it('gives each line its number in both texts', () => {
  expect(compareLines('a\nb\nc', 'a\nB\nc\nd')).toEqual({
    lines: [
      { kind: 'same', left: 1, right: 1, text: 'a' },
      { kind: 'removed', left: 2, right: null, text: 'b' },
      { kind: 'added', left: null, right: 2, text: 'B' },
      { kind: 'same', left: 3, right: 3, text: 'c' },
      { kind: 'added', left: null, right: 4, text: 'd' },
    ],
    more: false,
  });
});

it('leaves out what is the same far from any difference, and says how much', () => {
  const left = numbered(40);
  const { lines } = compareLines(left.join('\n'), left.with(19, 'changed').join('\r\n'));
  expect(lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'gap 16 lines that are the same',
    'same line 17',
    'same line 18',
    'same line 19',
    'removed line 20',
    'added changed',
    'same line 21',
    'same line 22',
    'same line 23',
    'gap 17 lines that are the same',
  ]);
});

it('cuts long lines, and says where there is more than it gives', () => {
  expect(compareLines('', 'x'.repeat(5_000)).lines.at(-1)?.text).toHaveLength(2_000);
  const { lines, more } = compareLines('', numbered(6_000).join('\n'));
  expect([lines.length, more]).toEqual([5_000, true]);
});
