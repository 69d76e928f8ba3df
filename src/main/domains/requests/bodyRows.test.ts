import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { createBodyReader } from './bodyRows.ts';
import { openKeptBody } from './responseBody.ts';
import { sendRequest } from './send.ts';

const id = exchangeId.parse('018f2f7e-0000-7000-8000-000000000000');
// The reader hands the actor on and asks nothing of it.
const nobody = {} as Actor;

/** A reader of bytes in memory, which counts what it reads. */
function readerOf(bytes: Uint8Array, charset: string | null = null) {
  const asked: number[] = [];
  const reader = createBodyReader(async () => ({
    total: bytes.length,
    charset,
    read: async (offset, length) => {
      asked.push(length);
      return bytes.subarray(offset, offset + length);
    },
    stream: () => Readable.from([bytes]),
    close: async () => {},
  }));
  return {
    asked,
    rows: (columns: number, row = 0, count = 500, find?: string) =>
      reader.rows(nobody, { id, columns, row, count, find }),
    find: (text: string, columns = 80) => reader.find(nobody, { id, columns, text }),
  };
}

const texts = (answer: { rows: { text: string }[] }) => answer.rows.map(({ text }) => text);

describe('rows', () => {
  test('are lines, and long lines are cut', async () => {
    const answer = await readerOf(Buffer.from('one\n\nabcdefghijkl\r\nend')).rows(8);
    expect(texts(answer)).toEqual(['one', '', 'abcdefgh', 'ijkl', 'end']);
    expect(answer.rows.map(({ line }) => line)).toEqual([1, 2, 3, null, 4]);
    expect(answer).toMatchObject({ totalRows: 5, totalLines: 4 });
  });

  test.each([
    ['utf-8', Buffer.from('žluť日本語😀😀x\nb'), ['žluť日本', '語😀😀x', 'b']],
    ['utf-16le', Buffer.from('žluť日本語😀x\nb', 'utf16le'), ['žluť日本', '語😀x', 'b']],
    ['utf-16be', Buffer.from('žluť日本語x\nb', 'utf16le').swap16(), ['žluť日本', '語x', 'b']],
    ['iso-8859-1', Buffer.from('caf\xe9 au lait\n\xe9', 'latin1'), ['café au ', 'lait', 'é']],
    [
      'shift_jis',
      Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x8c, 0xea, 0x93, 0xfa, 0x96, 0x7b, 10, 0x61]),
      ['日本語日', '本', 'a'],
    ],
  ])('of %s are cut between characters', async (charset, bytes, expected) => {
    expect(texts(await readerOf(bytes, charset).rows(8))).toEqual(expected);
  });

  test('of any text join to the text, from wherever they are read', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'ž', '日', '😀', '\n', ' ') });
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 8, max: 20 }), fc.nat(6), async (value, columns, from) => {
        const reader = readerOf(Buffer.from(value));
        const { rows, totalRows } = await reader.rows(columns);
        const joined = rows.map((row, index) => (row.line === null || index === 0 ? '' : '\n') + row.text).join('');
        expect(joined).toBe(value.replace(/\n$/, ''));
        expect(rows).toHaveLength(totalRows);
        expect((await reader.rows(columns, from, 3)).rows).toEqual(rows.slice(from, from + 3));
      }),
    );
  });

  test.each([
    ['utf-8', 0x80],
    ['utf-8', 0xff],
    ['utf-8', 0xe3],
    ['utf-8', 13],
    ['utf-16le', 0xdc],
    ['utf-16be', 0xd8],
    ['shift_jis', 0x81],
    ['iso-8859-1', 0xff],
  ])('of bytes that are no text in %s (%i) are cut as well', async (charset, byte) => {
    const { rows, totalRows } = await readerOf(Buffer.alloc(100_000, byte), charset).rows(50, 3, 10);
    expect(totalRows).toBeGreaterThan(100);
    for (const { text } of rows) expect(text.length).toBeLessThanOrEqual(200);
  });

  test('are the same whether or not the bytes around them must be measured', async () => {
    const part = fc.constantFrom('a', 'words of plain text', 'ž', '日', '\n', '\n\n', 'x'.repeat(4_090));
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 8, max: 90 }),
        async (parts, columns) => {
          const plain = parts.join('');
          const rowsOf = async (value: string) => (await readerOf(Buffer.from(value)).rows(columns, 0, 100_000)).rows;
          // A return takes no room, and has every byte of its block measured.
          const measured = await rowsOf(plain.replaceAll('\n', '\r\n'));
          expect((await rowsOf(plain)).map(({ text, line }) => [text, line])).toEqual(
            measured.map(({ text, line }) => [text, line]),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  test('at the end of one huge line are read without the rest of it', async () => {
    const size = 20_000_000;
    const reader = readerOf(Buffer.concat([Buffer.alloc(size, 'a'), Buffer.from('the end')]));
    const { totalRows } = await reader.rows(100, 0, 1);
    expect(totalRows).toBe(size / 100 + 1);
    reader.asked.length = 0;
    expect(texts(await reader.rows(100, totalRows - 1, 1))).toEqual(['the end']);
    expect(reader.asked.reduce((sum, each) => sum + each, 0)).toBeLessThan(1_000_000);
  });
});

describe('finding', () => {
  test('knows no case, and says row and byte', async () => {
    const reader = readerOf(Buffer.from('Žluť\nabcdefghNEEDLE needle\nžluť'));
    expect((await reader.find('needle', 8)).matches).toEqual([
      { at: 15, row: 2 },
      { at: 22, row: 2 },
    ]);
    expect((await reader.find('žLUť')).matches.map(({ row }) => row)).toEqual([0, 2]);
    expect((await reader.find('a.c')).matches).toEqual([]);
  });

  test('marks what was found in the rows, also across a cut', async () => {
    const { rows } = await readerOf(Buffer.from('žžxNEEDLExyz')).rows(8, 0, 2, 'needle');
    expect(rows.map(({ text, marks }) => marks.map(({ from, to }) => text.slice(from, to)))).toEqual([
      ['NEEDL'],
      ['E'],
    ]);
    expect(rows[1]?.marks[0]?.at).toBe(rows[0]?.marks[0]?.at);
  });

  test.each([
    ['utf-16le', Buffer.from('xžLUť', 'utf16le'), 2],
    ['windows-1250', Buffer.from([0x78, 0x9e, 0x4c, 0x55, 0x9d]), 1],
    ['shift_jis', Buffer.from([0x61, 0x93, 0xfa]), 1],
  ])('reads %s', async (charset, bytes, at) => {
    const text = charset === 'shift_jis' ? '日' : 'žluť';
    expect((await readerOf(bytes, charset).find(text)).matches).toEqual([{ at, row: 0 }]);
  });

  test('finds what lies across two pieces once, and the last byte', async () => {
    const bytes = Buffer.alloc(600_000, 'a');
    bytes.write('needle', 256 * 1024 - 3);
    bytes.write('needle', bytes.length - 6);
    const { matches, more } = await readerOf(bytes).find('Needle');
    expect(matches.map(({ at }) => at)).toEqual([256 * 1024 - 3, bytes.length - 6]);
    expect(matches[1]?.row).toBe(Math.floor((bytes.length - 6) / 80));
    expect(more).toBe(false);
  });

  test('stops at a thousand', async () => {
    const { matches, more } = await readerOf(Buffer.from('ab'.repeat(1_001))).find('a');
    expect(matches).toHaveLength(1_000);
    expect(more).toBe(true);
  });

  test('agrees with a search in the text', async () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ž', '日'), minLength: 1, maxLength: 200 });
    const needle = fc.string({ unit: fc.constantFrom('a', 'b', 'ž', '日'), minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(letters, needle, async (text, sought) => {
        const expected = [...text.matchAll(new RegExp(sought, 'g'))].map(({ index }) =>
          Buffer.byteLength(text.slice(0, index)),
        );
        expect((await readerOf(Buffer.from(text)).find(sought)).matches.map(({ at }) => at)).toEqual(expected);
      }),
    );
  });
});

test('a body in a file is read the same way', async () => {
  const rig = await requestsRig();
  const server = await loopbackServer((_request, response) => response.end('ž'.repeat(300_000)));
  const sent = newExchangeId();
  await sendRequest(rig.requests, rig.admin, { id: sent, draft: draftOf({ url: server.url }) });
  const reader = createBodyReader((actor, which) => openKeptBody(rig.requests, actor, which));
  const { rows, totalRows } = await reader.rows(rig.admin, { id: sent, columns: 100, row: 2_999, count: 5 });
  expect({ rows: rows.map(({ text }) => text), totalRows }).toEqual({ rows: ['ž'.repeat(100)], totalRows: 3_000 });
});

test('rows that were counted stay known for the last eight bodies and widths, and are counted again after that', async () => {
  const { asked, rows } = readerOf(Buffer.from('line\n'.repeat(1_000)));
  const readsFor = async (columns: number) => {
    const before = asked.length;
    await rows(columns, 0, 1);
    return asked.length - before;
  };
  const anew = await readsFor(10);
  const again = await readsFor(10);
  expect(again).toBeLessThan(anew);
  for (let columns = 11; columns <= 17; columns += 1) expect(await readsFor(columns)).toBe(anew);
  // Eight are known now, of which this one was asked for last.
  expect(await readsFor(10)).toBe(again);
  expect(await readsFor(18)).toBe(anew);
  expect([await readsFor(10), await readsFor(11)]).toEqual([again, anew]);
});
