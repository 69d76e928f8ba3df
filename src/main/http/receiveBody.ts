import type { Attempt } from './attempt.ts';
import { BodySink } from './bodySink.ts';
import type { Redactor } from './createRedactor.ts';
import { decodeBody, UnknownCoding } from './decodeBody.ts';
import type { ResponseHead } from './exchange.ts';
import type { StoredBody } from './outboundResponse.ts';

export interface ReceiveSettings {
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
  attempt: Attempt,
): Promise<Received> {
  const sink = new BodySink(settings.directory, settings.spillBytes);
  try {
    const truncated = await fill(sink, head, redactor, settings, attempt);
    return { body: await sink.finish(), truncated };
  } catch (error) {
    head.body.destroy();
    await sink.discard();
    throw decodeFault(error, attempt);
  }
}

async function fill(
  sink: BodySink,
  head: ResponseHead,
  redactor: Redactor,
  settings: ReceiveSettings,
  attempt: Attempt,
): Promise<boolean> {
  const redaction = redactor.bytes();
  const isEndless = headerValue(head, 'content-type').toLowerCase().startsWith('text/event-stream');
  let room = settings.maxBytes;
  let truncated = false;
  try {
    for await (const chunk of await decodeBody(head.body, headerValue(head, 'content-encoding'))) {
      if (!(chunk instanceof Uint8Array)) continue;
      settings.onBytes?.(head.wireBytes());
      if (chunk.length > room && settings.overflow === 'fail') throw tooLarge(settings.maxBytes, attempt);
      await sink.write(redaction.push(chunk.subarray(0, room)));
      truncated = chunk.length > room;
      room -= chunk.length;
      if (truncated) break;
    }
  } catch (error) {
    if (!(isEndless && attempt.isOutOfTime)) throw error;
    truncated = true;
  }
  await sink.write(redaction.end());
  return truncated;
}

/** The values of a header, joined as RFC 9110 section 5.3 allows. */
export function headerValue(head: Pick<ResponseHead, 'headers'>, name: string): string {
  return head.headers
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => value)
    .join(', ');
}

function tooLarge(maxBytes: number, attempt: Attempt) {
  const size = `${Math.round(maxBytes / 1e6).toLocaleString('en')} MB`;
  const message = `The body of the response is larger than ${maxBytes < 1e6 ? `${maxBytes} bytes` : size} (decompressed).`;
  return attempt.fault('BODY_TOO_LARGE', message, 'Ask for less, for example with a filter or by pages.', {
    kept: 'The download was stopped and nothing of it was kept.',
  });
}

function decodeFault(error: unknown, attempt: Attempt): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isCoding = error instanceof UnknownCoding;
  if (attempt.signal.aborted || !(isCoding || /^(Z_|ERR_?_|ZSTD_|ERR_BROTLI|ERR_ZLIB)/.test(code))) return error;
  const why = isCoding ? `its coding is not known (${error.message})` : 'it is damaged or was cut';
  return attempt.fault(
    'BAD_RESPONSE',
    `The body could not be decompressed: ${why}.`,
    'Ask again with "Accept-Encoding: identity".',
  );
}
