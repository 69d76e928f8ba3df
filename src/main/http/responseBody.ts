import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import type { OutboundCall } from './call.ts';
import type { StoredBody } from './messages.ts';
import type { Redactor } from './redactor.ts';
import type { ResponseHead } from './roundTrip.ts';

interface ReceiveSettings {
  readonly directory: string;
  readonly spillBytes: number;
  readonly maxBytes: number;
  readonly overflow: 'fail' | 'truncate';
  readonly onBytes: ((received: number) => void) | undefined;
}

interface Received {
  readonly body: StoredBody;
  readonly truncated: boolean;
}

/**
 * Decompresses, bounds, redacts and keeps a body while it arrives. What fails or is cancelled leaves no file.
 * @throws BODY_TOO_LARGE, BAD_RESPONSE, and whatever ends the body
 */
export async function receiveBody(
  head: ResponseHead,
  redactor: Redactor,
  settings: ReceiveSettings,
  call: OutboundCall,
): Promise<Received> {
  const sink = new BodySink(settings.directory, settings.spillBytes);
  try {
    const truncated = await fill(sink, head, redactor, settings, call);
    return { body: await sink.finish(), truncated };
  } catch (error) {
    head.body.destroy();
    await sink.discard();
    throw decodeFault(error, call);
  }
}

async function fill(
  sink: BodySink,
  head: ResponseHead,
  redactor: Redactor,
  settings: ReceiveSettings,
  call: OutboundCall,
): Promise<boolean> {
  const redaction = redactor.bytes();
  const isEndless = headerValue(head, 'content-type').toLowerCase().startsWith('text/event-stream');
  let room = settings.maxBytes;
  let truncated = false;
  try {
    for await (const chunk of await decodeBody(head.body, headerValue(head, 'content-encoding'))) {
      if (!(chunk instanceof Uint8Array)) continue;
      settings.onBytes?.(head.wireBytes());
      if (chunk.length > room && settings.overflow === 'fail') throw tooLarge(settings.maxBytes, call);
      await sink.write(redaction.push(chunk.subarray(0, room)));
      truncated = chunk.length > room;
      room -= chunk.length;
      if (truncated) break;
    }
  } catch (error) {
    if (!(isEndless && call.isOutOfTime)) throw error;
    truncated = true;
  }
  await sink.write(redaction.end(truncated));
  return truncated;
}

/** The values of a header, joined as RFC 9110 section 5.3 allows. */
export function headerValue(head: Pick<ResponseHead, 'headers'>, name: string): string {
  return head.headers
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => value)
    .join(', ');
}

function tooLarge(maxBytes: number, call: OutboundCall) {
  const size = `${Math.round(maxBytes / 1e6).toLocaleString('en')} MB`;
  const message = `The body of the response is larger than ${maxBytes < 1e6 ? `${maxBytes} bytes` : size} (decompressed).`;
  return call.fault('BODY_TOO_LARGE', message, 'Ask for less, for example with a filter or by pages.', {
    kept: 'The download was stopped and nothing of it was kept.',
  });
}

function decodeFault(error: unknown, call: OutboundCall): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isCoding = error instanceof UnknownCoding;
  if (call.signal.aborted || !(isCoding || /^(Z_|ERR_?_|ZSTD_|ERR_BROTLI|ERR_ZLIB)/.test(code))) return error;
  const why = isCoding ? `its coding is not known (${error.message})` : 'it is damaged or was cut';
  return call.fault(
    'BAD_RESPONSE',
    `The body could not be decompressed: ${why}.`,
    'Ask again with "Accept-Encoding: identity".',
  );
}

/** More layers than this serve only to exhaust the reader. */
const mostLayers = 3;

/** A coding that is not known here, or a list that is too long. */
class UnknownCoding extends Error {}

/**
 * Undoes the content codings of a body (RFC 9110 section 8.4): gzip, deflate (with or without zlib header), br, zstd. An empty body
 * stays as it is. Destroying the result destroys the body.
 * @throws UnknownCoding
 */
async function decodeBody(body: Readable, contentEncoding: string): Promise<Readable> {
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

/** Keeps a body in memory up to a threshold and in a file of its own (mode 0600, name chosen here) beyond it. */
class BodySink {
  private chunks: Uint8Array[] = [];
  private bytes = 0;
  private file: { handle: FileHandle; path: string } | null = null;
  private readonly directory: string;
  private readonly spillBytes: number;

  constructor(directory: string, spillBytes: number) {
    this.directory = directory;
    this.spillBytes = spillBytes;
  }

  /** Resolves when the bytes are taken; wait for it before the next call. */
  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return;
    this.bytes += chunk.length;
    if (this.file !== null) {
      await this.file.handle.appendFile(chunk);
      return;
    }
    this.chunks.push(chunk);
    if (this.bytes > this.spillBytes) await this.spill();
  }

  async finish(): Promise<StoredBody> {
    if (this.file === null) return { kind: 'inline', bytes: this.bytes, data: Buffer.concat(this.chunks) };
    await this.file.handle.close();
    return { kind: 'file', bytes: this.bytes, path: this.file.path };
  }

  /** Removes what was kept. */
  async discard(): Promise<void> {
    this.chunks = [];
    if (this.file === null) return;
    await this.file.handle.close();
    await rm(this.file.path, { force: true });
  }

  private async spill(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const path = join(this.directory, `body-${randomUUID()}`);
    this.file = { handle: await open(path, 'wx', 0o600), path };
    await this.file.handle.appendFile(Buffer.concat(this.chunks));
    this.chunks = [];
  }
}
