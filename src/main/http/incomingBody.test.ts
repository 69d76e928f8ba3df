import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { codingsOf, DamagedCoding, decode, IncomingBody, readablePart, UnknownCoding } from './incomingBody.ts';

async function* pieces(data: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

async function decoded(data: Buffer, codings: string[], size = 65_536): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of decode(pieces(data, size), codings)) parts.push(part);
  return Buffer.concat(parts).toString();
}

const words = Array.from({ length: 400 }, (_, index) => `${index} ${Math.sin(index)}`).join('\n');
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

describe('content codings', () => {
  test.each([
    ['gzip', gzipSync(words)],
    ['deflate', deflateSync(words)],
    ['deflate', deflateRawSync(words)],
    ['br', brotliCompressSync(words)],
    ['zstd', zstdCompressSync(words)],
  ])('%s is undone whatever pieces it comes in', async (name, data) => {
    for (const size of [1, 2, 7, 1_000, data.length]) expect(await decoded(data, [name], size)).toBe(words);
  });

  test('several frames of zstd, also ones to skip, are read wherever they are cut', async () => {
    const frames = ['one ', 'two ', '', 'three'].map((text) => zstdCompressSync(text));
    const body = Buffer.concat([...frames.slice(0, 2), skippable, ...frames.slice(2)]);
    for (let size = 1; size <= body.length; size += 1)
      expect(await decoded(body, ['zstd'], size)).toBe('one two three');
  });

  test('several members of gzip are read', async () => {
    const body = Buffer.concat([gzipSync('one '), gzipSync('two')]);
    for (let size = 1; size <= body.length; size += 1) expect(await decoded(body, ['gzip'], size)).toBe('one two');
  });

  test('what was decoded before the damage is passed on', async () => {
    const cut = gzipSync(words).subarray(0, 2_000);
    let text = '';
    const reading = (async () => {
      for await (const part of decode(pieces(cut, 100), ['gzip'])) text += part.toString();
    })();
    await expect(reading).rejects.toBeInstanceOf(DamagedCoding);
    expect(text.length).toBeGreaterThan(1_000);
    expect(words.startsWith(text)).toBe(true);
  });

  test('all of a body with a wrong checksum can be read', () => {
    const data = gzipSync(words);
    data[data.length - 6] = (data[data.length - 6] ?? 0) ^ 255;
    expect(readablePart('gzip', data).toString()).toBe(words);
  });

  test.each(['gzip', 'br', 'zstd', 'deflate'])('nothing of what is no %s can be read', (name) => {
    expect(readablePart(name, Buffer.from('not compressed at all')).toString()).toBe('');
  });
});

test('the codings of a header, in order and as written', () => {
  expect(codingsOf(' GZip,identity, ,br ,Identity')).toEqual(['GZip', 'br']);
  expect(codingsOf('none')).toEqual([]);
  expect(codingsOf('UTF-8, gzip,aws-chunked')).toEqual(['gzip']);
  expect(codingsOf('')).toEqual([]);
});

describe('codings that are not undone', () => {
  test.each([
    [['compress'], 'compress'],
    [['gzip', 'Zip'], 'gzip, Zip'],
    [['br', 'br', 'br', 'br'], 'br, br, br, br'],
  ])('%j, of a body that has any', async (codings, told) => {
    await expect(decoded(Buffer.from('x'), codings)).rejects.toThrow(new UnknownCoding(told));
    expect(await decoded(Buffer.alloc(0), codings)).toBe('');
  });

  test('three layers are, in turn', async () => {
    const body = zstdCompressSync(brotliCompressSync(gzipSync('text')));
    expect(await decoded(body, ['GZIP', 'BR', 'Zstd'], 5)).toBe('text');
    expect(await decoded(gzipSync('text'), ['x-gzip'])).toBe('text');
    expect(await decoded(Buffer.from('text'), [])).toBe('text');
  });

  test.each(['gzip', 'br', 'zstd', 'deflate'])('an empty body needs no %s', async (name) => {
    expect(await decoded(Buffer.alloc(0), [name])).toBe('');
  });

  test.each<[name: string, body: Buffer]>([
    ['gzip', gzipSync('text').subarray(0, -1)],
    ['br', brotliCompressSync(words).subarray(0, -1)],
    ['zstd', zstdCompressSync('text').subarray(0, -1)],
    ['deflate', deflateSync('text').subarray(0, -1)],
    ['deflate', deflateRawSync(words).subarray(0, -1)],
    ['deflate', Buffer.from([0x79, 0x9c, 0xff, 0xff])],
  ])('%s that is cut or wrong is named (%#)', async (name, body) => {
    for (const size of [1, 100_000]) {
      const error: unknown = await decoded(body, [name], size).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DamagedCoding);
      expect(error).toMatchObject({ coding: name });
    }
  });

  test('what comes with the end of a frame of zstd and is none is passed over', async () => {
    const frame = zstdCompressSync('text');
    for (const rest of ['x', 'xyz', 'wxyz', 'much more than a few bytes'])
      expect(await decoded(Buffer.concat([frame, Buffer.from(rest)]), ['zstd'])).toBe('text');
  });

  test('of zlib every window size and level is known by its header (RFC 1950)', async () => {
    for (const windowBits of [9, 12, 15])
      for (const level of [0, 1, 6, 9]) {
        const body = deflateSync(words, { windowBits, level });
        expect(await decoded(body, ['deflate'], 1)).toBe(words);
        expect(await decoded(body, ['deflate'])).toBe(words);
      }
  });
});

test.each<[name: string, body: Buffer]>([
  ['gzip', gzipSync(words)],
  ['br', brotliCompressSync(words)],
  ['zstd', zstdCompressSync(words)],
  ['deflate', deflateSync(words)],
  ['deflate', deflateRawSync(words)],
])('what can be read of %s before a wrong byte, and all of it without one', (name, body) => {
  expect(readablePart(name, body).toString()).toBe(words);
  expect(readablePart(name, Buffer.alloc(0)).toString()).toBe('');
  const half = readablePart(name, body.subarray(0, body.length >> 1)).toString();
  expect(words.startsWith(half)).toBe(true);
  // Brotli and zstd give what a block has when it is whole.
  if (name !== 'zstd') expect(half.length).toBeGreaterThan(words.length / 4);
});

describe('a body while it arrives', () => {
  function arriving() {
    const heard: string[] = [];
    const say = (what: string) => () => void heard.push(what);
    return { heard, body: new IncomingBody({ pause: say('pause'), resume: say('resume'), drop: say('drop') }) };
  }

  test('is read as one piece where several came, and its end is heard', async () => {
    const { heard, body } = arriving();
    body.push(Buffer.from('a'));
    body.push(Buffer.from('b'));
    const reader = body[Symbol.asyncIterator]();
    expect(String((await reader.next()).value)).toBe('ab');
    const waiting = reader.next();
    body.push(Buffer.from('c'));
    expect(String((await waiting).value)).toBe('c');
    body.push(Buffer.from('d'));
    body.end();
    expect(String((await reader.next()).value)).toBe('d');
    expect((await reader.next()).done).toBe(true);
    expect(heard).toEqual(['resume', 'resume']);
  });

  test('is stopped above 256 kB that nobody read, and goes on then', async () => {
    const { heard, body } = arriving();
    body.push(Buffer.alloc(200 * 1024));
    body.push(Buffer.alloc(56 * 1024));
    expect(heard).toEqual([]);
    body.push(Buffer.alloc(1));
    expect(heard).toEqual(['pause']);
    const reader = body[Symbol.asyncIterator]();
    expect((await reader.next()).value).toHaveLength(256 * 1024 + 1);
    body.push(Buffer.alloc(256 * 1024));
    expect(heard).toEqual(['pause', 'resume']);
  });

  test.each([true, false])('that fails gives what came before, whether somebody waits (%s)', async (waits) => {
    const { heard, body } = arriving();
    const reader = body[Symbol.asyncIterator]();
    if (waits) {
      const waiting = reader.next();
      body.fail(new Error('lost'));
      await expect(waiting).rejects.toThrow('lost');
    } else {
      body.push(Buffer.from('a'));
      body.fail(new Error('lost'));
      body.fail(new Error('later'));
      body.end();
      expect(String((await reader.next()).value)).toBe('a');
      await expect(reader.next()).rejects.toThrow('lost');
    }
    expect(heard).toEqual([]);
  });

  test('that is left early is dropped, and only while it arrives', async () => {
    for (const [ends, left] of [
      [false, ['resume', 'drop']],
      [true, []],
    ] as const) {
      const { heard, body } = arriving();
      body.push(Buffer.from('a'));
      if (ends) body.end();
      for await (const _ of body) break;
      expect(heard).toEqual(left);
    }
    const { heard, body } = arriving();
    body.push(Buffer.from('a'));
    body.destroy();
    body.end();
    expect(await body[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
    expect(heard).toEqual(['drop']);
  });
});
