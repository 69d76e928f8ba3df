import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import { requestFaults } from '#contract/requests.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { visibleTo } from './access.ts';
import type { RequestsDeps } from './deps.ts';
import { exchanges } from './table.ts';
import { decodeWindow } from './textWindow.ts';

interface BodyInput {
  readonly id: ExchangeId;
  /** Bytes. */
  readonly offset: number;
  readonly length: number;
  readonly as: 'text' | 'base64';
}

interface BodyWindow {
  readonly data: string;
  /** Bytes of the whole body. */
  readonly total: number;
  /** Where the next window begins; null at the end. */
  readonly next: number | null;
}

/** A window of a kept response body; text is cut at whole characters and decoded from the response's charset. Throws NOT_FOUND, BODY_GONE. */
export async function readBody(
  deps: RequestsDeps,
  actor: Actor,
  { id, offset, length, as }: BodyInput,
): Promise<BodyWindow> {
  const { bytes, keptBytes, charset, bodyFile, body } = exchanges;
  const row = deps.store.read
    .select({ bytes, keptBytes, charset, bodyFile, body })
    .from(exchanges)
    .where(and(visibleTo(actor), eq(exchanges.id, id)))
    .get();
  if (!row) throw notFound('The request');
  if (row.keptBytes === 0 && (row.bytes ?? 0) > 0) throw gone();
  const total = row.keptBytes;
  const piece =
    row.bodyFile === null
      ? (row.body ?? new Uint8Array()).subarray(offset, offset + length)
      : await readPiece(join(deps.bodiesDir, row.bodyFile), offset, length);
  const { text, used } =
    as === 'text' ? decodeWindow(piece, row.charset, offset, offset + piece.length >= total) : encode(piece);
  const next = offset + used;
  return { data: text, total, next: used > 0 && next < total ? next : null };
}

function encode(piece: Uint8Array) {
  return { text: Buffer.from(piece).toString('base64'), used: piece.length };
}

async function readPiece(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw gone();
    throw error;
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function gone() {
  return requestFaults.fault('BODY_GONE', 'The body of this response is no longer kept.', {
    kept: 'Headers, timings and the request are still here.',
    todo: 'Send the request again, or let bodies be kept longer in Settings.',
  });
}
