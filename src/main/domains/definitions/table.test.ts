import { describe, expect, it } from 'vitest';
import { decodeDefinition } from '#core/openapi/index.ts';
import { decompress, piecesOf } from './table.ts';

const mega = 1024 * 1024;

describe('the pieces that a text is kept in', () => {
  it.each([
    ['nothing but ASCII', 'a'.repeat(3 * mega + 5)],
    ['a few characters of other widths', `${'a'.repeat(mega - 1)}é${'b'.repeat(mega)}😀${'c'.repeat(10)}ß`],
    ['characters of four bytes alone', '😀'.repeat(mega)],
    ['one piece', '{"é": 1}'],
  ])('begin where they say and hold the whole: %s', async (_, text) => {
    const utf8 = new TextEncoder().encode(text);
    const forms = [decodeDefinition(text), decodeDefinition(utf8), decodeDefinition(Buffer.concat([mark, utf8]))];
    for (const form of forms) {
      const pieces = await piecesOf(form);
      const texts = pieces.map(({ content }) => decompress(content).toString('utf8'));
      expect(texts.join('') === text).toBe(true);
      pieces.forEach(({ start }, index) => {
        expect(text.startsWith(texts[index] ?? '?', start)).toBe(true);
        expect(texts[index]?.includes('\ufffd')).toBe(false);
      });
    }
  });
});

const mark = Buffer.from([0xef, 0xbb, 0xbf]);
