import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteFinder, type CharacterWidths, markOf, newline, widthsOf } from './characters.ts';

/** Legacy encodings of the Encoding Standard (WHATWG), with letters that each can write besides those of ASCII. */
const charsets: Record<string, string> = {
  'utf-8': 'žÉß日本語😀𝄞',
  'utf-16le': 'žÉß日本語😀𝄞',
  'utf-16be': 'žÉß日本語😀𝄞',
  'windows-1250': 'žÉß€',
  'windows-1251': 'жЯё№',
  'windows-1252': 'éÉß€',
  'windows-1253': 'αΩή€',
  'iso-8859-2': 'žÉßł',
  'iso-8859-5': 'жЯё№',
  'iso-8859-15': 'éÉßŒ€',
  'koi8-r': 'жЯё',
  'koi8-u': 'жЯїґ',
  macintosh: 'éÉßŒ',
  ibm866: 'жЯё',
  shift_jis: '日本語ｱ表ソ',
  'euc-jp': '日本語表',
  'euc-kr': '한국어가',
  gbk: '中文汉字',
  gb18030: '中文汉字',
  big5: '中文漢字功',
};

/** Made once: the tables of some are read backwards from the decoder. */
const known = new Map<string, CharacterWidths>();
const widths = (charset: string): CharacterWidths => {
  const found = known.get(charset) ?? widthsOf(new Uint8Array(), charset);
  known.set(charset, found);
  return found;
};

const ascii = 'aZ5 \t"';

/** Bytes of a text, as the encoding writes it. What the platform's decoder makes of them is the judge of everything below. */
function bytesOf(charset: string, text: string): Uint8Array {
  const bytes = widths(charset).encode(text);
  if (bytes === null) throw new Error(`${charset} cannot write ${text}`);
  return bytes;
}

const decode = (charset: string, bytes: Uint8Array) => new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);

const wide = (character: string) => (character.codePointAt(0) ?? 0) >= 0x3000 && !/[ｱ]/.test(character);
const columnsOf = (text: string) =>
  [...text].reduce((sum, character) => sum + (character === '\t' || wide(character) ? 2 : 1), 0);

/** Cuts bytes into rows of so many columns, in pieces of a size. */
function cut(charset: string, bytes: Uint8Array, columns: number, pieceBytes: number): string[] {
  const measure = widths(charset).measure();
  const starts = [0];
  let column = 0;
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const piece = bytes.subarray(from, from + pieceBytes);
    for (let at = 0; at < piece.length; ) {
      at = measure.pass(piece, at, piece.length, columns - column, from);
      column += measure.used;
      if (at === piece.length) break;
      starts.push(from + at);
      column = 0;
    }
  }
  return starts.map((start, row) => decode(charset, bytes.subarray(start, starts[row + 1] ?? bytes.length)));
}

describe.each(Object.entries(charsets))('%s', (charset, letters) => {
  const unit = fc.constantFrom(...ascii, ...letters);
  const text = fc.string({ unit, minLength: 1, maxLength: 80 });

  test('is written as its decoder reads it', () => {
    fc.assert(fc.property(text, (value) => decode(charset, bytesOf(charset, value)) === value));
  });

  test('is cut between characters, and no row is longer than it may be, nor shorter than the next character needs', () => {
    const pieces = charset.startsWith('utf-16')
      ? fc.integer({ min: 4, max: 40 }).map((n) => n * 2)
      : fc.integer({ min: 3, max: 80 });
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 20 }), pieces, (value, columns, size) => {
        const rows = cut(charset, bytesOf(charset, value), columns, size);
        expect(rows.join('')).toBe(value);
        rows.forEach((row, index) => {
          expect(columnsOf(row)).toBeLessThanOrEqual(columns);
          const [next] = rows[index + 1] ?? [];
          if (next !== undefined) expect(columnsOf(row + next)).toBeGreaterThan(columns);
        });
      }),
    );
  });

  test('stops at the end of a line and says so, and a return before it takes no room', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('\n', '\r\n'), (value, end) => {
        const bytes = bytesOf(charset, `${value}${end}x`);
        const { length } = bytesOf(charset, value);
        const { measure: begin, unit: step } = widths(charset);
        const measure = begin();
        const at = measure.pass(bytes, 0, bytes.length, 1_000, 0);
        expect([at, measure.isAtEnd, measure.used]).toEqual([length + (end.length - 1) * step, true, columnsOf(value)]);
        expect(bytes.subarray(at, at + step)).toContain(newline);
      }),
    );
  });

  test('is searched as its decoded text is, whatever the case', () => {
    const needle = fc.string({ unit: fc.constantFrom('a', 'Z', ...letters), minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(text, needle, (value, sought) => {
        const bytes = bytesOf(charset, value);
        const found = byteFinder(sought, widths(charset))?.find(bytes, 0) ?? [];
        for (const { at, to } of found) {
          const shown = decode(charset, bytes.subarray(at, to));
          expect([...shown].map(fold)).toEqual([...sought].map(fold));
          expect(to - at).toBeLessThanOrEqual(byteFinder(sought, widths(charset))?.longest ?? 0);
        }
        if (fold(value).includes(fold(sought))) expect(found.length).toBeGreaterThan(0);
      }),
    );
  });
});

const fold = (text: string) => text.toUpperCase().toLowerCase();

test('no character that an encoding lacks is written or found in it', () => {
  for (const [charset, foreign] of [
    ['windows-1250', '日'],
    ['koi8-r', 'é'],
    ['shift_jis', '한'],
  ] as const) {
    expect(widths(charset).encode(`a${foreign}`)).toBeNull();
    expect(byteFinder(`a${foreign}`, widths(charset))).toBeNull();
  }
});

test.each([
  ['a mark of UTF-8', [0xef, 0xbb, 0xbf, 0x61], 'iso-8859-1', 'utf-8'],
  ['a mark of UTF-16, little end first', [0xff, 0xfe, 0x61, 0], 'utf-8', 'utf-16le'],
  ['a mark of UTF-16, big end first', [0xfe, 0xff, 0, 0x61], null, 'utf-16be'],
  ['half a mark', [0xef, 0xbb], 'iso-8859-1', 'windows-1252'],
  ['no mark and a declaration', [0x61], 'latin1', 'windows-1252'],
  ['no mark and none', [0x61], null, 'utf-8'],
  ['a charset that there is not', [0x61], 'x-unknown', 'utf-8'],
  ['nothing', [], null, 'utf-8'],
])('%s decides the charset (Encoding Standard, section 6)', (_what, start, declared, charset) => {
  expect(widthsOf(Uint8Array.from(start), declared).charset).toBe(charset);
  const mark = markOf(Uint8Array.from(start));
  if (mark !== null) expect(new TextDecoder(mark).decode(Uint8Array.from(start))).not.toMatch(/^\ufeff/);
});
