import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '#contract/fault.ts';
import { counted } from '#core/counted.ts';
import type { OutboundCall } from './call.ts';
import { isKnownFault, toFault } from './failure.ts';
import { codingsOf, DamagedCoding, decode, readablePart, UnknownCoding } from './incomingBody.ts';
import type { ByteRedaction, OutboundProgress, StoredBody } from './messages.ts';
import type { Redactor } from './redactor.ts';
import type { ResponseHead } from './responseHead.ts';

interface ReceiveSettings {
  readonly directory: string;
  readonly spillBytes: number;
  readonly maxBytes: number;
  readonly overflow: 'fail' | 'truncate';
  readonly incomplete: 'fail' | 'keep';
  readonly onBytes: ((received: number) => void) | undefined;
  readonly onData: OutboundProgress['onData'] | undefined;
}

interface Received {
  readonly body: StoredBody;
  readonly truncated: boolean;
  /** What ended the body early, where what came is kept anyway. */
  readonly fault: Fault | null;
  /** The first bytes of the body. */
  readonly start: Uint8Array;
}

/**
 * Decompresses, bounds, redacts and keeps a body while it arrives. What fails or is cancelled is kept as far as it came where the
 * request asks for that, and otherwise leaves no file.
 * @throws BODY_TOO_LARGE, BAD_RESPONSE, and whatever ends the body
 */
export async function receiveBody(
  head: ResponseHead,
  redactor: Redactor,
  settings: ReceiveSettings,
  call: OutboundCall,
): Promise<Received> {
  const sink = new BodySink(settings.directory, settings.spillBytes);
  const intake = new Intake(sink, redactor, settings, call);
  try {
    const fault = await fill(intake, head, settings, call);
    await intake.end(fault !== null || intake.truncated);
    return { body: await sink.finish(), truncated: intake.truncated, fault, start: sink.start };
  } catch (error) {
    head.body.destroy();
    await sink.discard();
    throw codingFault(error, call);
  }
}

/** Reads the whole body into the intake; the fault that ended it, where what came may be kept. */
async function fill(
  intake: Intake,
  head: ResponseHead,
  settings: ReceiveSettings,
  call: OutboundCall,
): Promise<Fault | null> {
  const source = new Tap(head.body, () => settings.onBytes?.(head.wireBytes()));
  const isEndless = headerValue(head, 'content-type').toLowerCase().startsWith('text/event-stream');
  try {
    const codings = [...codingsOf(headerValue(head, 'content-encoding')), ...head.transferCodings];
    await intake.take(decode(source, codings));
    return null;
  } catch (error) {
    if (isEndless && call.isOutOfTime) {
      intake.truncated = true;
      return null;
    }
    const fault = toFault(codingFault(error, call), call);
    if (settings.incomplete !== 'keep' || !isKnownFault(fault) || fault.code === 'BODY_TOO_LARGE') throw error;
    const asSent = await salvage(error, intake, source);
    return withKept(fault, asSent, intake.bytes);
  } finally {
    head.body.destroy();
  }
}

/** Adds what can still be read of a body whose coding is damaged or unknown; true where it is kept as it was sent. */
async function salvage(error: unknown, intake: Intake, source: Tap): Promise<boolean> {
  if (error instanceof DamagedCoding && source.held !== null) {
    const part = readablePart(error.coding, source.held);
    if (part.length > intake.bytes) await intake.add(part.subarray(intake.bytes));
  }
  if (intake.bytes > 0 || source.held === null || !(error instanceof DamagedCoding || error instanceof UnknownCoding))
    return false;
  await intake.add(source.held);
  // What ends the rest as well has a reason of its own, and the first reason is the one to tell.
  await intake.take(source).catch(() => {});
  return true;
}

function withKept(fault: Fault, asSent: boolean, bytes: number): Fault {
  const what = bytes === 0 ? 'Status and headers' : `Status, headers and ${counted(bytes, 'byte')} of the body`;
  fault.data.kept = `${what} are kept${asSent ? ', the body as it was sent' : ''}.`;
  return fault;
}

/** Raw bytes up to here stay at hand, for a body that turns out not to be what its coding says. */
const mostHeld = 1_000_000;

/** Passes a body on and remembers its beginning. It can be read on after a reader has left. */
class Tap implements AsyncIterable<Buffer> {
  /** Everything that was passed on; null once that is too much. */
  private chunks: Buffer[] | null = [];
  private bytes = 0;
  private readonly source: AsyncIterator<Buffer>;
  private readonly onChunk: () => void;

  constructor(body: AsyncIterable<Buffer>, onChunk: () => void) {
    this.source = body[Symbol.asyncIterator]();
    this.onChunk = onChunk;
  }

  get held(): Buffer | null {
    return this.chunks && Buffer.concat(this.chunks);
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return { next: () => this.next() };
  }

  private async next(): Promise<IteratorResult<Buffer>> {
    const result = await this.source.next();
    if (result.done) return result;
    this.bytes += result.value.length;
    if (this.bytes > mostHeld) this.chunks = null;
    this.chunks?.push(result.value);
    this.onChunk();
    return result;
  }
}

/** Bounds and redacts what is put into the sink. */
class Intake {
  /** Decoded bytes taken so far, before redaction. */
  bytes = 0;
  truncated = false;
  private readonly sink: BodySink;
  private readonly redactor: Redactor;
  private readonly redaction: ByteRedaction;
  private readonly settings: ReceiveSettings;
  private readonly call: OutboundCall;

  constructor(sink: BodySink, redactor: Redactor, settings: ReceiveSettings, call: OutboundCall) {
    this.sink = sink;
    this.redactor = redactor;
    this.redaction = redactor.bytes();
    this.settings = settings;
    this.call = call;
  }

  async take(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) {
      await this.add(chunk);
      if (this.truncated) break;
    }
  }

  async add(chunk: Uint8Array): Promise<void> {
    const { maxBytes, overflow } = this.settings;
    const room = maxBytes - this.bytes;
    if (chunk.length > room && overflow === 'fail') throw tooLarge(maxBytes, this.call);
    const clean = this.redaction.push(chunk.subarray(0, room));
    await this.sink.write(clean);
    this.settings.onData?.(clean, this.waiting());
    this.truncated = chunk.length > room;
    this.bytes += Math.min(chunk.length, room);
  }

  /** What is held back, as if the body were cut here. */
  private waiting(): Uint8Array {
    const again = this.redactor.bytes();
    return Buffer.concat([again.push(this.redaction.held()), again.end(true)]);
  }

  /** @param cut more of the body was to come, so that a secret may have been cut in two */
  async end(cut: boolean): Promise<void> {
    await this.sink.write(this.redaction.end(cut));
  }
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

function codingFault(error: unknown, call: OutboundCall): unknown {
  const isUnknown = error instanceof UnknownCoding;
  if (call.signal.aborted || !(isUnknown || error instanceof DamagedCoding)) return error;
  const why = isUnknown ? `its coding is not known (${error.message})` : `it is damaged or was cut (${error.coding})`;
  return call.fault(
    'BAD_RESPONSE',
    `The body could not be decompressed: ${why}.`,
    'Ask again with "Accept-Encoding: identity".',
  );
}

/** Where a document declares its own charset (HTML standard, 13.2.3.2). */
const startBytes = 1024;

/** Bytes that are written to a file at once. */
const writtenBytes = 512 * 1024;

/** Keeps a body in memory up to a threshold and in a file of its own (mode 0600, name chosen here) beyond it. */
class BodySink {
  /** The first bytes, at most `startBytes`. */
  start: Uint8Array = new Uint8Array();
  /** What is not in the file. */
  private chunks: Uint8Array[] = [];
  private waiting = 0;
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
    if (this.start.length < startBytes)
      this.start = Buffer.concat([this.start, chunk.subarray(0, startBytes - this.start.length)]);
    this.chunks.push(chunk);
    this.waiting += chunk.length;
    if (this.file === null ? this.bytes > this.spillBytes : this.waiting >= writtenBytes) await this.spill();
  }

  async finish(): Promise<StoredBody> {
    if (this.file === null) return { kind: 'inline', bytes: this.bytes, data: Buffer.concat(this.chunks) };
    await this.spill();
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
    this.file ??= await this.open();
    await this.file.handle.appendFile(Buffer.concat(this.chunks));
    this.chunks = [];
    this.waiting = 0;
  }

  private async open(): Promise<{ handle: FileHandle; path: string }> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const path = join(this.directory, `body-${randomUUID()}`);
    return { handle: await open(path, 'wx', 0o600), path };
  }
}

/** Reads the rest of a short body so that its connection can be used again; drops a long one. */
export async function drain(head: ResponseHead): Promise<void> {
  let read = 0;
  for await (const chunk of head.body) {
    read += chunk.length;
    if (read > 64 * 1024) break;
  }
}
