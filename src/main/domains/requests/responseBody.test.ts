import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { decodeWindow, openKeptBody, readBody } from './responseBody.ts';
import { sendRequest } from './send.ts';

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

test('what is cut at the very end of a body is shown as a replacement, not left to a piece that never comes', () => {
  for (const cut of [[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x99]])
    for (const size of [cut.length + 1, 64]) expect(readAll(Buffer.from([0x61, ...cut]), null, size)).toBe('a\ufffd');
  expect(readAll(Buffer.from([0x61, 0x00, 0x62]), 'utf-16le', 64)).toBe('a\ufffd');
});

test('pieces of any bytes go through the whole body, each of them once', () => {
  const charset = fc.constantFrom(null, 'utf-8', 'utf-16le', 'shift_jis', 'gb18030', 'euc-kr', 'windows-1252');
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      charset,
      fc.integer({ min: 4, max: 60 }),
      (bytes, label, size) => {
        let offset = 0;
        while (offset < bytes.length) {
          const piece = bytes.subarray(offset, offset + size);
          const { used } = decodeWindow(piece, label, offset, offset + piece.length >= bytes.length);
          expect(used).toBeGreaterThan(0);
          expect(used).toBeLessThanOrEqual(piece.length);
          offset += used;
        }
        expect(offset).toBe(bytes.length);
      },
    ),
  );
});

describe.each([
  ['in the store', 1_000],
  ['in a file', 900_001],
])('a body %s', (_, length) => {
  const bytes = Buffer.from(Uint8Array.from({ length }, (_each, at) => (at * 31) % 256));

  async function kept() {
    const rig = await requestsRig();
    const api = await loopbackServer((_request, response) => response.end(bytes));
    const { id } = await sendRequest(rig.requests, rig.admin, {
      id: newExchangeId(),
      draft: draftOf({ url: api.url }),
    });
    const window = (offset: number, size: number) =>
      readBody(rig.requests, rig.admin, { id, offset, length: size, as: 'base64' });
    return { rig, id, window };
  }

  test('is read from any place to its end, and no further', async () => {
    const { window, rig } = await kept();
    expect(existsSync(rig.bodiesDir)).toBe(length > 100_000);
    const piece = (from: number, to: number) => bytes.subarray(from, to).toString('base64');
    expect(await window(0, length)).toEqual({ data: piece(0, length), total: length, next: null });
    expect(await window(0, length - 1)).toEqual({ data: piece(0, length - 1), total: length, next: length - 1 });
    expect(await window(length - 1, 1)).toEqual({ data: piece(length - 1, length), total: length, next: null });
    expect(await window(length - 7, 500)).toEqual({ data: piece(length - 7, length), total: length, next: null });
    for (const beyond of [length, length + 1, length * 2])
      expect(await window(beyond, 10)).toEqual({ data: '', total: length, next: null });
  });

  test('is streamed whole', async () => {
    const { rig, id } = await kept();
    const body = await openKeptBody(rig.requests, rig.admin, id);
    expect((await buffer(body.stream())).equals(bytes)).toBe(true);
  });
});

test('a body that was given up is said to be gone, and one that never was is empty', async () => {
  const rig = await requestsRig();
  const api = await loopbackServer((request, response) => response.end(request.url === '/empty' ? '' : 'text'));
  const send = async (path: string) => {
    const draft = draftOf({ url: api.url + path });
    return (await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft })).id;
  };
  const [empty, full] = [await send('/empty'), await send('/full')];
  const read = (id: typeof empty) => readBody(rig.requests, rig.admin, { id, offset: 0, length: 10, as: 'text' });
  rig.store.sqlite.exec('UPDATE exchanges SET kept_bytes = 0, body = NULL WHERE bytes > 0');
  expect(await read(empty)).toEqual({ data: '', total: 0, next: null });
  await expect(read(full)).rejects.toMatchObject({
    code: 'BODY_GONE',
    data: { kept: expect.any(String), todo: expect.stringContaining('Settings, Data') },
  });
  await expect(read(newExchangeId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('no more of a file is read than the record says, whatever was put behind it', async () => {
  const rig = await requestsRig();
  const api = await loopbackServer((_request, response) => response.end('a'.repeat(900_000)));
  const { id } = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft: draftOf({ url: api.url }) });
  const [name = ''] = readdirSync(rig.bodiesDir);
  writeFileSync(join(rig.bodiesDir, name), `${'a'.repeat(900_000)}behind`);
  const last = await readBody(rig.requests, rig.admin, { id, offset: 899_998, length: 100, as: 'text' });
  expect(last).toEqual({ data: 'aa', total: 900_000, next: null });
});
