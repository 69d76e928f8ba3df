import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { OutboundBody } from './outboundRequest.ts';
import { invalid } from './wireHeaders.ts';

/** A body as the connection takes it, with its length where that is not plain from the body itself. */
export interface WireBody {
  readonly body: string | Uint8Array | Readable | null;
  readonly length: number | null;
}

/**
 * Opens a body for one sending; a file is read while it is sent, and closed when the stream ends or is destroyed.
 * @throws REQUEST_INVALID where the file cannot be read
 */
export async function wireBody(body: OutboundBody | null): Promise<WireBody> {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) return { body, length: null };
  const file = await open(body.path).catch(() => null);
  const found = await file?.stat();
  if (file !== null && found?.isFile())
    return { body: file.createReadStream({ highWaterMark: 256 * 1024 }), length: found.size };
  await file?.close();
  throw invalid('The file of the body cannot be read.', 'body');
}
