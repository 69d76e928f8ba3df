import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DamagedCoding, decode, readablePart } from './incomingBody.ts';

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
