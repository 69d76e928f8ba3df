import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { definitionByteLimit } from '#contract/definitions.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { tooLarge, uploadOutOfOrder, uploadUnknown } from './faults.ts';

interface UploadsContext {
  readonly uploads: Uploads;
}

/** Begins an upload, and starts the worker that will read it in the meantime. Throws TOO_LARGE. */
export async function beginUpload(
  { uploads, workers }: UploadsContext & { readonly workers: { readonly imports: { warm(): void } } },
  actor: Actor,
  { bytes }: { bytes: number },
): Promise<{ uploadId: string }> {
  requireRole(actor, 'editor');
  const uploadId = await uploads.begin(actor, bytes);
  workers.imports.warm();
  return { uploadId };
}

/** Appends a part. Throws UPLOAD_UNKNOWN, UPLOAD_OUT_OF_ORDER. */
export async function uploadPart(
  { uploads }: UploadsContext,
  actor: Actor,
  { uploadId, offset, data }: { uploadId: string; offset: number; data: string },
): Promise<{ received: number }> {
  requireRole(actor, 'editor');
  return { received: await uploads.part(actor, uploadId, offset, Buffer.from(data, 'base64')) };
}

export async function discardUpload(
  { uploads }: UploadsContext,
  actor: Actor,
  { uploadId }: { uploadId: string },
): Promise<{ uploadId: string }> {
  requireRole(actor, 'editor');
  await uploads.discard(actor, uploadId);
  return { uploadId };
}

const mostAtOnce = 4;
const lifetimeMs = 60 * 60 * 1000;

interface Upload {
  readonly id: string;
  readonly owner: string;
  readonly path: string;
  readonly handle: FileHandle;
  /** As announced; the parts may not exceed it. */
  readonly bytes: number;
  readonly expiresAt: number;
  received: number;
}

const ownerOf = (actor: Actor): string => `${actor.tenantId} ${actor.userId}`;

/** Documents on their way in, as files under names of ours that only this user of the machine can read. */
export class Uploads {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #uploads = new Map<string, Upload>();

  /** Whatever an earlier run left in the folder is removed. */
  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder)) rmSync(join(folder, file), { force: true, recursive: true });
  }

  /** Throws TOO_LARGE before anything is written, CONFLICT where too many are under way. */
  async begin(actor: Actor, bytes: number): Promise<string> {
    if (bytes > definitionByteLimit) throw tooLarge(bytes, definitionByteLimit);
    await this.#expire();
    if (this.#uploads.size >= mostAtOnce) throw tooMany();
    const id = randomUUID();
    const path = join(this.#folder, id);
    const handle = await open(path, 'wx', 0o600);
    const expiresAt = this.#now() + lifetimeMs;
    this.#uploads.set(id, { id, owner: ownerOf(actor), path, handle, bytes, expiresAt, received: 0 });
    return id;
  }

  /** Appends a part; answers with the bytes received so far. */
  async part(actor: Actor, id: string, offset: number, data: Uint8Array): Promise<number> {
    const upload = this.#own(actor, id);
    if (offset !== upload.received) throw uploadOutOfOrder(upload.received, offset);
    if (offset + data.byteLength > upload.bytes) throw tooLarge(offset + data.byteLength, upload.bytes);
    upload.received += data.byteLength;
    try {
      await upload.handle.write(data, 0, data.byteLength, offset);
    } catch (error) {
      await this.#drop(upload);
      throw error;
    }
    return upload.received;
  }

  /** The finished file. It stays until it is discarded. Throws UPLOAD_OUT_OF_ORDER where the end is missing. */
  async finish(actor: Actor, id: string): Promise<string> {
    const upload = this.#own(actor, id);
    if (upload.received < upload.bytes) throw uploadOutOfOrder(upload.received, upload.bytes);
    return upload.path;
  }

  async discard(actor: Actor, id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    if (upload?.owner === ownerOf(actor)) await this.#drop(upload);
  }

  async close(): Promise<void> {
    for (const upload of [...this.#uploads.values()]) await this.#drop(upload);
  }

  #own(actor: Actor, id: string): Upload {
    const upload = this.#uploads.get(id);
    if (!upload || upload.owner !== ownerOf(actor) || this.#isOver(upload)) throw uploadUnknown();
    return upload;
  }

  /** Also where a clock that was ahead would keep it longer than any. */
  #isOver({ expiresAt }: Upload): boolean {
    const left = expiresAt - this.#now();
    return left <= 0 || left > lifetimeMs;
  }

  async #expire(): Promise<void> {
    const old = [...this.#uploads.values()].filter((upload) => this.#isOver(upload));
    for (const upload of old) await this.#drop(upload);
  }

  async #drop(upload: Upload): Promise<void> {
    this.#uploads.delete(upload.id);
    await upload.handle.close();
    await rm(upload.path, { force: true });
  }
}

const tooMany = () =>
  commonFaults.fault('CONFLICT', `${mostAtOnce} documents are being uploaded already.`, {
    kept: 'Nothing was imported or changed.',
    todo: 'Wait until one of them has finished, then choose the file again.',
  });
