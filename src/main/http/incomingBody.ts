import type { Transform } from 'node:stream';
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';

interface Source {
  pause(): void;
  resume(): void;
  /** Nobody reads on. */
  drop(): void;
}

/** Bytes that wait unread before the source is paused. */
const mostWaiting = 256 * 1024;

/**
 * A body while it arrives; read it once, with `for await`. What came meanwhile is read as one piece, since servers send short ones and
 * each costs a look for secrets and a write. What came before a failure is read before the failure is thrown. Leaving the loop early
 * drops the rest.
 */
export class IncomingBody implements AsyncIterable<Buffer> {
  private queue: Buffer[] = [];
  private waiting = 0;
  private outcome: { readonly error: unknown } | 'end' | null = null;
  private wake = () => {};
  private readonly source: Source;

  constructor(source: Source) {
    this.source = source;
  }

  push(chunk: Buffer): void {
    this.queue.push(chunk);
    this.waiting += chunk.length;
    if (this.waiting > mostWaiting) this.source.pause();
    this.wake();
  }

  end(): void {
    this.outcome ??= 'end';
    this.wake();
  }

  fail(error: unknown): void {
    this.outcome ??= { error };
    this.wake();
  }

  /** Drops what has not been read. */
  destroy(): void {
    this.queue = [];
    if (this.outcome === null) this.source.drop();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    try {
      for (;;) {
        const [first, ...more] = this.queue;
        if (first !== undefined) {
          this.queue = [];
          this.waiting = 0;
          if (this.outcome === null) this.source.resume();
          yield more.length === 0 ? first : Buffer.concat([first, ...more]);
        } else if (this.outcome === 'end') return;
        else if (this.outcome !== null) throw this.outcome.error;
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    } finally {
      this.destroy();
    }
  }
}

/** More layers than this serve only to exhaust the reader. */
const mostLayers = 3;

const known = new Set(['gzip', 'x-gzip', 'br', 'zstd', 'deflate']);

/** A coding that is not known here, or a list that is too long. */
export class UnknownCoding extends Error {}

/** A body that is not what its coding says, or that ends too early for it. */
export class DamagedCoding extends Error {
  readonly coding: string;

  constructor(coding: string) {
    super(coding);
    this.coding = coding;
  }
}

/**
 * Names that stand in Content-Encoding although they change nothing: `none` of servers that keep middleware from compressing an event stream,
 * charsets, the encodings of mail, and how an object was uploaded to S3.
 */
const unchanged = new Set(['', 'identity', 'none', 'utf-8', 'utf8', 'binary', '7bit', '8bit', 'aws-chunked']);

/** The codings of a header's value in the order of their application, as written, without those that change nothing. */
export function codingsOf(value: string): string[] {
  const names = value.split(',').map((name) => name.trim());
  return names.filter((name) => !unchanged.has(name.toLowerCase()));
}

/**
 * Undoes the codings of a body (RFC 9110 section 8.4): gzip, deflate (with or without zlib header), br, zstd. An empty body stays as it
 * is. What was decoded before a failure is passed on before it.
 * @throws UnknownCoding, DamagedCoding, and what the source throws
 */
export function decode(source: AsyncIterable<Buffer>, codings: readonly string[]): AsyncIterable<Buffer> {
  const steps = codings.toReversed();
  if (steps.length > mostLayers || !steps.every((name) => known.has(name.toLowerCase())))
    return refuse(source, new UnknownCoding(codings.join(', ')));
  return steps.reduce<AsyncIterable<Buffer>>((coded, name) => undo(coded, name.toLowerCase()), source);
}

/** An empty body needs no coding to be known. */
async function* refuse(source: AsyncIterable<Buffer>, error: Error): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    if (chunk.length > 0) throw error;
    yield chunk;
  }
}

async function* undo(source: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  let decoding: Decoding | null = null;
  /** What follows a frame of zstd and is too short yet to tell what it is. */
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of source) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      decoding ??= new Decoding(name, rest);
      if (decoding.isOver) {
        if (rest.length < 4) continue;
        if (!startsFrame(rest)) rest = Buffer.alloc(0);
      }
      while (rest.length > 0) {
        // A body of zstd is one frame or several (RFC 8878 section 3); Node stops after one where several come at once.
        if (decoding.isOver && !startsFrame(rest)) break;
        if (decoding.isOver) {
          decoding.close();
          decoding = new Decoding(name, rest);
        }
        yield* decoding.feed(rest);
        rest = rest.subarray(decoding.consumed);
      }
    }
    if (decoding !== null) yield* decoding.finish();
  } finally {
    decoding?.close();
  }
}

/** One decompressor with what it has not yet given. */
class Decoding {
  /** Bytes that the last call of `feed` took. */
  consumed = 0;
  /** It took all that it wants: what follows is something else. */
  isOver = false;
  private readonly decoder: Transform & { readonly bytesWritten?: number };
  private readonly name: string;
  private wake = () => {};

  constructor(name: string, start: Buffer) {
    this.name = name;
    this.decoder = decoderOf(name, start);
    const wake = () => this.wake();
    this.decoder.on('readable', wake).on('end', wake).on('error', wake).on('close', wake);
  }

  async *feed(chunk: Buffer): AsyncGenerator<Buffer> {
    let written = false;
    const before = this.decoder.bytesWritten ?? 0;
    this.decoder.write(chunk, () => {
      written = true;
      this.wake();
    });
    yield* this.output(() => written);
    this.consumed = (this.decoder.bytesWritten ?? 0) - before;
    this.isOver = this.consumed < chunk.length;
  }

  async *finish(): AsyncGenerator<Buffer> {
    if (!this.decoder.writableEnded) this.decoder.end();
    yield* this.output(() => this.decoder.readableEnded);
  }

  close(): void {
    this.decoder.destroy();
  }

  private async *output(isDone: () => boolean): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk: unknown = this.decoder.read();
      if (Buffer.isBuffer(chunk)) yield chunk;
      else if (this.decoder.errored !== null) throw new DamagedCoding(this.name);
      else if (isDone() || this.decoder.destroyed) return;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }
}

function decoderOf(name: string, start: Buffer): Transform {
  if (name === 'br') return createBrotliDecompress();
  if (name === 'zstd') return createZstdDecompress();
  if (name === 'deflate') return isZlib(start) ? createInflate() : createInflateRaw();
  return createGunzip();
}

/** A zlib header (RFC 1950) names method 8 and is a multiple of 31. */
function isZlib([first = 0x78, second]: Buffer): boolean {
  return (first & 15) === 8 && (second === undefined || ((first << 8) | second) % 31 === 0);
}

/** A frame of zstd, or one to skip (RFC 8878 section 3.1). */
function startsFrame(data: Buffer): boolean {
  if (data.length < 4) return false;
  const magic = data.readUInt32LE(0);
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50;
}

const mostSalvaged = 64_000_000;

/** What can be read of a damaged body: the longest beginning that decodes without complaint. Empty where there is none. */
export function readablePart(name: string, raw: Buffer): Buffer {
  let [good, bad] = [0, raw.length + 1];
  let best: Buffer = Buffer.alloc(0);
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const part = decodePart(name, raw.subarray(0, middle));
    if (part === null) bad = middle;
    else [good, best] = [middle, part];
  }
  return best;
}

/** A beginning decoded without asking for its end; null where it holds something that is wrong. */
function decodePart(name: string, part: Buffer): Buffer | null {
  const maxOutputLength = mostSalvaged;
  const plain = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength };
  try {
    if (name === 'br')
      return brotliDecompressSync(part, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength });
    if (name === 'zstd') return zstdDecompressSync(part, { finishFlush: constants.ZSTD_e_flush, maxOutputLength });
    if (name === 'deflate') return isZlib(part) ? inflateSync(part, plain) : inflateRawSync(part, plain);
    return gunzipSync(part, plain);
  } catch {
    return null;
  }
}
