/** Endings of the files that we write. */
export type ImageKind = 'png' | 'jpg' | 'gif' | 'webp' | 'svg';

export const mediaTypes: Record<ImageKind, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

interface RasterImage extends ImageSize {
  readonly kind: Exclude<ImageKind, 'svg'>;
}

/** Kind and size of a raster image by its content (PNG, JPEG, GIF, WebP); undefined for anything else. */
export function rasterImage(bytes: Uint8Array): RasterImage | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [kind, measure] of measures) {
    const size = measure(buffer);
    if (size) return { kind, ...size };
  }
  return undefined;
}

const measures: readonly [RasterImage['kind'], (buffer: Buffer) => ImageSize | undefined][] = [
  ['png', pngSize],
  ['jpg', jpegSize],
  ['gif', gifSize],
  ['webp', webpSize],
];

/** PNG (ISO 15948): signature, then IHDR with width and height. */
function pngSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 33 || buffer.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined;
  if (buffer.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) };
}

/** GIF87a and GIF89a: the logical screen's size follows the signature. */
function gifSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 14 || !/^GIF8[79]a$/.test(buffer.toString('latin1', 0, 6))) return undefined;
  return { width: buffer.readUInt16LE(6), height: buffer.readUInt16LE(8) };
}

/** JPEG (ITU-T T.81): walks the segments to the start of frame. */
function jpegSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 4 || buffer.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= buffer.length && buffer[at] === 0xff; ) {
    const marker = buffer[at + 1] ?? 0;
    const length = buffer.readUInt16BE(at + 2);
    if (isStartOfFrame(marker)) return { height: buffer.readUInt16BE(at + 5), width: buffer.readUInt16BE(at + 7) };
    at += marker === 0xff ? 1 : 2 + Math.max(2, length);
  }
  return undefined;
}

const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** WebP (RFC 9649): RIFF container whose first chunk is VP8, VP8L or VP8X. */
function webpSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 30 || buffer.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  const form = buffer.toString('latin1', 8, 16);
  if (form === 'WEBPVP8 ') return { width: buffer.readUInt16LE(26) & 0x3fff, height: buffer.readUInt16LE(28) & 0x3fff };
  if (form === 'WEBPVP8X') return { width: buffer.readUIntLE(24, 3) + 1, height: buffer.readUIntLE(27, 3) + 1 };
  if (form !== 'WEBPVP8L' || buffer[20] !== 0x2f) return undefined;
  const bits = buffer.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}
