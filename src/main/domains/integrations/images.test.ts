import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { rasterImage } from './logos.ts';

/** Bytes of numbers and texts, with zeros up to a length. */
function bytes(length: number, ...parts: (number | string | readonly number[])[]): Buffer {
  const all = parts.flatMap((part) =>
    typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : typeof part === 'number' ? [part] : [...part],
  );
  return Buffer.concat([Buffer.from(all), Buffer.alloc(Math.max(0, length - all.length))]);
}
const big16 = (value: number) => [value >> 8, value & 0xff];
const little16 = (value: number) => [value & 0xff, value >> 8];
const little24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, value >> 16];
const big32 = (value: number) => [0, 0, ...big16(value)];
const little32 = (value: number) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

const signature = '\x89PNG\r\n\x1a\n';
const png = (width: number, height: number) =>
  bytes(33, signature, [0, 0, 0, 13], 'IHDR', big32(width), big32(height), [8, 6, 0, 0, 0]);
const gif = (width: number, height: number, version = 'GIF89a') =>
  bytes(14, version, little16(width), little16(height));
/** One segment: its marker, its length and its content. */
const segment = (marker: number, content: readonly number[]) => [
  0xff,
  marker,
  ...big16(content.length + 2),
  ...content,
];
const frame = (width: number, height: number, marker = 0xc0) =>
  segment(marker, [8, ...big16(height), ...big16(width), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
const jpeg = (...segments: readonly (readonly number[])[]) => bytes(0, [0xff, 0xd8], ...segments);
const exif = segment(0xe1, [...Buffer.from('Exif\0\0')]);
const riff = (form: string, ...content: (number | readonly number[])[]) =>
  bytes(30, 'RIFF', [0, 0, 0, 0], 'WEBP', form, [0, 0, 0, 0], ...content);
const lossy = (width: number, height: number) =>
  riff('VP8 ', [0, 0, 0], [0x9d, 0x01, 0x2a], little16(width), little16(height));
const lossless = (width: number, height: number) =>
  riff('VP8L', 0x2f, little32(((width - 1) | ((height - 1) << 14)) >>> 0));
const extended = (width: number, height: number) =>
  riff('VP8X', [0, 0, 0, 0], little24(width - 1), little24(height - 1));

describe('the size of an image', () => {
  test.each<[string, Buffer, string]>([
    ['PNG (ISO 15948, 11.2.1)', png(640, 480), 'png'],
    ['GIF89a', gif(640, 480), 'gif'],
    ['GIF87a', gif(640, 480, 'GIF87a'), 'gif'],
    ['JPEG, baseline (T.81, B.2.2)', jpeg(frame(640, 480)), 'jpg'],
    [
      'JPEG, progressive, behind other segments',
      jpeg(exif, segment(0xdb, Array(65).fill(1)), frame(640, 480, 0xc2)),
      'jpg',
    ],
    ['JPEG, behind a Huffman table, which is no frame', jpeg(segment(0xc4, Array(20).fill(9)), frame(640, 480)), 'jpg'],
    ['JPEG, with fill bytes before a marker (T.81, B.1.1.2)', jpeg(exif, [0xff, 0xff], frame(640, 480)), 'jpg'],
    ['WebP, lossy (RFC 6386, 9.1)', lossy(640, 480), 'webp'],
    ['WebP, lossy, with scaling bits that are no size', lossy(640 | 0x4000, 480 | 0xc000), 'webp'],
    ['WebP, lossless (RFC 9649, 3.4)', lossless(640, 480), 'webp'],
    ['WebP, extended (RFC 9649, 2.7)', extended(640, 480), 'webp'],
  ])('is read of %s', (_, image, kind) => expect(rasterImage(image)).toEqual({ kind, width: 640, height: 480 }));

  it('is read whatever it is', () => {
    const side = fc.integer({ min: 1, max: 16_383 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        for (const image of [png, gif, lossy, lossless, extended].map((make) => make(width, height)))
          expect(rasterImage(image)).toMatchObject({ width, height });
        expect(rasterImage(jpeg(exif, frame(width, height)))).toEqual({ kind: 'jpg', width, height });
      }),
    );
    expect(rasterImage(extended(16_777_216, 1))).toMatchObject({ width: 16_777_216, height: 1 });
  });

  test.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'.padEnd(40))],
    ['a PNG that is cut', png(640, 480).subarray(0, 32)],
    ['a PNG whose line ends were changed on the way', bytes(33, '\x89PNG\n\x1a\n', 0, 'IHDR')],
    ['a PNG that does not begin with its header', bytes(33, signature, [0, 0, 0, 13], 'tEXt')],
    ['a GIF that is cut', gif(640, 480).subarray(0, 13)],
    ['a GIF of another version', gif(640, 480, 'GIF88a')],
    ['a JPEG without a frame', jpeg(exif, [0xff, 0xd9])],
    ['a JPEG whose frame is cut', jpeg(exif, frame(640, 480).slice(0, 8))],
    ['a JPEG whose segments lead nowhere', jpeg(exif, [0, 0, 0, 0, 0, 0, 0, 0, 0])],
    ['a WebP that is cut', lossy(640, 480).subarray(0, 29)],
    ['a WebP of another chunk', riff('ANIM')],
    ['a lossless WebP without its signature', riff('VP8L', 0x2e, little32(0))],
    ['another RIFF', bytes(30, 'RIFF', [0, 0, 0, 0], 'WAVEfmt ')],
  ])('is not read of %s', (_, image) => expect(rasterImage(image)).toBeUndefined());

  it('is read of a view into other bytes', () => {
    const whole = Buffer.concat([Buffer.from('before'), gif(3, 4), Buffer.from('behind')]);
    expect(rasterImage(new Uint8Array(whole.buffer, whole.byteOffset + 6, 14))).toEqual({
      kind: 'gif',
      width: 3,
      height: 4,
    });
  });
});
