import type { Readable } from 'node:stream';
import { Fault } from '#contract/fault.ts';
import { bodiesPath, type StoredFile } from '#contract/transfer.ts';
import type { PatchbayConsole } from '#main/console.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import { picturePolicy, securityHeaders } from './headers.ts';

/** What a host sends for the address of a kept body; `stream` is null where there is none, or no longer. */
interface KeptBodyResponse {
  readonly status: 200 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable | null;
}

const always = { ...securityHeaders, 'content-security-policy': picturePolicy, 'cache-control': 'no-store' };

/**
 * A kept body on its way to the browser, from its file and without a call. It is never shown as a page: whatever its type is, it comes
 * as bytes to be saved, or to be read by the page that asked.
 */
export async function keptBody(
  { openBody }: Pick<PatchbayConsole, 'openBody'>,
  pathname: string,
): Promise<KeptBodyResponse> {
  const body = await openBody(pathname.slice(bodiesPath.length));
  if (body === null) return { status: 404, headers: always, stream: null };
  const headers = {
    ...always,
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'content-length': String(body.bytes),
  };
  return { status: 200, headers, stream: body.stream };
}

/** Takes over a file that a person chose, or says why not. */
export async function keepFile(
  { keepFile: keep }: Pick<PatchbayConsole, 'keepFile'>,
  session: CallSession,
  bytes: AsyncIterable<Uint8Array>,
): Promise<StoredFile | { status: 403 | 413; message: string }> {
  try {
    return await keep(session, bytes);
  } catch (error) {
    if (error instanceof Fault) return { status: error.code === 'FILE_NOT_KEPT' ? 413 : 403, message: error.message };
    throw error;
  }
}
