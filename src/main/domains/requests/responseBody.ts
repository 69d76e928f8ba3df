import { constants, existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { and, eq } from 'drizzle-orm';
import type { ExchangeId } from '#contract/common.ts';
import { requestFaults } from '#contract/requests.ts';
import { settingWords } from '#core/settings/words.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { decoderOf, markOf } from './characters.ts';
import type { RequestsContext } from './context.ts';
import { visibleTo } from './history.ts';
import { bodyPath, sentRequests } from './table.ts';

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

/** A response body as it is kept, to be read piece by piece. */
export interface KeptBody {
  /** Bytes of the whole body. */
  readonly total: number;
  readonly charset: string | null;
  /** Fewer bytes than asked for only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** All of it; reading it to its end, or destroying it, closes the body. */
  stream(): Readable;
  close(): Promise<void>;
}

/** Where a kept body lies: in the store, or in a file. */
type KeptSource = { readonly path: string } | { readonly data: Uint8Array };

/** Finds the kept body of a sent request. Throws NOT_FOUND, BODY_GONE. */
export function keptSource(
  context: BodyContext,
  actor: Actor,
  id: ExchangeId,
): { source: KeptSource; total: number; charset: string | null } {
  const { bytes, keptBytes, charset, bodyFile, body } = sentRequests;
  const row = context.store.read
    .select({ bytes, keptBytes, charset, bodyFile, body })
    .from(sentRequests)
    .where(and(visibleTo(actor), eq(sentRequests.id, id)))
    .get();
  if (!row) throw notFound('The request');
  if (row.keptBytes === 0 && (row.bytes ?? 0) > 0) throw gone();
  const about = { total: row.keptBytes, charset: row.charset };
  if (row.bodyFile === null) return { ...about, source: { data: row.body ?? new Uint8Array() } };
  const path = bodyPath(context.bodiesDir, row.bodyFile);
  if (path === null || !existsSync(path)) throw gone();
  return { ...about, source: { path } };
}

/** Opens the kept body of a sent request; the caller closes it. Throws NOT_FOUND, BODY_GONE. */
export async function openKeptBody(context: BodyContext, actor: Actor, id: ExchangeId): Promise<KeptBody> {
  const { source, ...about } = keptSource(context, actor, id);
  if ('data' in source) {
    const { data } = source;
    const read = async (offset: number, length: number) => data.subarray(offset, offset + length);
    return { ...about, read, stream: () => Readable.from([Buffer.from(data)]), close: async () => {} };
  }
  const file = await openFile(source.path);
  return {
    ...about,
    read: async (offset, length) => {
      const room = Math.max(0, Math.min(length, about.total - offset));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(room), 0, room, offset);
      return buffer.subarray(0, bytesRead);
    },
    stream: () => file.createReadStream({ start: 0, highWaterMark: 1024 * 1024 }),
    close: () => file.close(),
  };
}

export type BodyContext = Pick<RequestsContext, 'store' | 'bodiesDir'>;

/** A window of a kept response body; text is cut at whole characters and decoded from the response's charset. Throws NOT_FOUND, BODY_GONE. */
export async function readBody(
  context: BodyContext,
  actor: Actor,
  { id, offset, length, as }: BodyInput,
): Promise<BodyWindow> {
  const body = await openKeptBody(context, actor, id);
  try {
    const { total } = body;
    const piece = await body.read(offset, length);
    const { text, used } =
      as === 'text' ? decodeWindow(piece, body.charset, offset, offset + piece.length >= total) : encode(piece);
    const next = offset + used;
    return { data: text, total, next: used > 0 && next < total ? next : null };
  } finally {
    await body.close();
  }
}

function encode(piece: Uint8Array) {
  return { text: Buffer.from(piece).toString('base64'), used: piece.length };
}

/** No link is followed, and nothing waits for a pipe. Windows has neither flag. */
const plainFile = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

async function openFile(path: string): Promise<FileHandle> {
  return open(path, plainFile).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && /^(ENOENT|ELOOP|EMLINK)$/.test(String(error.code))) throw gone();
    throw error;
  });
}

function gone() {
  return requestFaults.fault('BODY_GONE', 'The body of this response is no longer kept.', {
    kept: 'Headers, timings and the request are still here.',
    todo: `Send the request again. To keep more, raise “${settingWords.responseBodies}” in Settings, Data.`,
  });
}

/** Longest character in any charset that a TextDecoder knows, in bytes. */
const longestCharacter = 4;

/**
 * Decodes a piece of a body. What is cut at its end is left to the next piece: `used` says how many bytes the text stands for.
 * A byte order mark decides before the declared charset; an unknown charset is read as UTF-8.
 */
export function decodeWindow(
  piece: Uint8Array,
  charset: string | null,
  offset: number,
  isLast: boolean,
): { text: string; used: number } {
  const label = (offset === 0 && markOf(piece)) || charset || 'utf-8';
  const decode = (bytes: Uint8Array, stream: boolean) => decoderOf(label, offset === 0).decode(bytes, { stream });
  if (isLast) return { text: decode(piece, false), used: piece.length };
  const text = decode(piece, true);
  // Whole characters end where decoding with and without more to come agree.
  for (let used = piece.length; used > Math.max(0, piece.length - longestCharacter); used -= 1)
    if (decode(piece.subarray(0, used), false) === text) return { text, used };
  return { text: decode(piece, false), used: piece.length };
}
