import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** More layers than this serve only to exhaust the reader. */
const mostLayers = 3;

/** A coding that is not known here, or a list that is too long. */
export class UnknownCoding extends Error {}

/**
 * Undoes the content codings of a body (RFC 9110 section 8.4): gzip, deflate (with or without zlib header), br, zstd. An empty body
 * stays as it is. Destroying the result destroys the body.
 * @throws UnknownCoding
 */
export async function decodeBody(body: Readable, contentEncoding: string): Promise<Readable> {
  const codings = contentEncoding
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (codings.length === 0) return body;
  if (codings.length > mostLayers) throw new UnknownCoding(contentEncoding);
  const start = await peek(body);
  if (start === null) return body;
  const steps = codings.reverse().map((name, index) => decoder(name, index === 0 ? start : null));
  if (!steps.every((step) => step !== null)) throw new UnknownCoding(contentEncoding);
  const last = steps.at(-1) ?? body;
  pipeline([body, ...steps], () => {});
  return last;
}

function decoder(name: string, start: Buffer | null): Transform | null {
  if (name === 'gzip' || name === 'x-gzip') return createGunzip();
  if (name === 'br') return createBrotliDecompress();
  if (name === 'zstd') return createZstdDecompress();
  if (name === 'deflate') return isZlib(start) ? createInflate() : createInflateRaw();
  return null;
}

/** A zlib header (RFC 1950) names method 8 and is a multiple of 31. */
function isZlib(start: Buffer | null): boolean {
  const [first = 0x78, second] = start ?? [];
  return (first & 15) === 8 && (second === undefined || ((first << 8) | second) % 31 === 0);
}

/** The first bytes of a stream, left in it; null where it is empty. Fails as the stream fails. */
async function peek(body: Readable): Promise<Buffer | null> {
  const chunk: unknown = body.read();
  if (Buffer.isBuffer(chunk)) {
    body.unshift(chunk);
    return chunk;
  }
  if (body.errored !== null) throw body.errored;
  if (body.readableEnded || body.destroyed) return null;
  await new Promise<void>((resolve) => {
    const go = () => {
      body.off('readable', go).off('end', go).off('close', go);
      resolve();
    };
    body.on('readable', go).on('end', go).on('close', go);
  });
  return peek(body);
}
