import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DefinitionSource, definitionByteLimit } from '#contract/definitions.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Outbound, OutboundRequest, OutboundResponse } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { fetchFailed, tooLarge, uploadOutOfOrder, uploadUnknown } from './faults.ts';
import type { ReviewJob } from './worker/importJobs.ts';

interface UploadsContext {
  readonly uploads: Uploads;
}

/** Begins an upload, and starts the worker that will read it meanwhile. Throws TOO_LARGE. */
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
    if (!upload || upload.owner !== ownerOf(actor) || upload.expiresAt <= this.#now()) throw uploadUnknown();
    return upload;
  }

  async #expire(): Promise<void> {
    const old = [...this.#uploads.values()].filter((upload) => upload.expiresAt <= this.#now());
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
    todo: 'Wait until one of them is finished, then choose the file again.',
  });

interface SourceContext {
  readonly uploads: Uploads;
  readonly outbound: Pick<Outbound, 'send'>;
}

/** A document that is ready for the worker. */
export interface OpenedSource {
  readonly content: ReviewJob['source'];
  /** Where it really came from, after redirects. */
  readonly url: string | null;
  readonly remoteReferences: boolean;
  /** Removes what was kept for the worker. */
  close(): Promise<void>;
}

/** Makes the document available to the worker. Throws the faults of uploads and requests, FETCH_FAILED. */
export async function openSource(
  { uploads, outbound }: SourceContext,
  actor: Actor,
  source: DefinitionSource,
  signal: AbortSignal,
): Promise<OpenedSource> {
  const local = { url: null, remoteReferences: false };
  switch (source.kind) {
    case 'text':
      return { ...local, content: { text: source.text }, close: async () => undefined };
    case 'upload': {
      const path = await uploads.finish(actor, source.uploadId);
      return { ...local, content: { path }, close: () => uploads.discard(actor, source.uploadId) };
    }
    case 'url':
      return { ...(await fetchSource(outbound, source.url, signal)), remoteReferences: source.remoteReferences };
  }
}

const baseRequest = {
  method: 'GET',
  headers: [['accept', 'application/json, application/yaml, text/yaml, */*;q=0.5']],
  timeouts: { connectMs: 15_000, responseMs: 30_000, totalMs: 120_000 },
  redirects: { follow: true, max: 5 },
  secrets: [],
  credentialHeaders: [],
  credentialQuery: [],
} as const satisfies Partial<OutboundRequest>;

async function fetchSource(outbound: SourceContext['outbound'], url: string, signal: AbortSignal) {
  const request = { ...baseRequest, url, policy: 'person', maxBodyBytes: definitionByteLimit } as const;
  const response = await outbound.send(request, signal);
  const { body } = response;
  const close = async () => (body.kind === 'file' ? rm(body.path, { force: true }) : undefined);
  if (response.status < 200 || response.status > 299) {
    await close();
    throw refused(response);
  }
  const content = body.kind === 'file' ? { path: body.path } : { bytes: body.data };
  return { content, url: response.url, close };
}

function refused({ status, url }: OutboundResponse) {
  const todo =
    status === 401 || status === 403
      ? 'The address asks for a sign-in: download the document there and import the file.'
      : 'Check the address; it must lead to the document itself and not to a page about it.';
  return fetchFailed(`${new URL(url).host} answered ${status} instead of the document.`, todo);
}

const remoteByteLimit = 16 * 1024 * 1024;

/**
 * Fetches a document that another one refers to; null where it cannot be had. The definition's own server may be
 * private, since the person named it; any other address must be public.
 */
export async function fetchRemote(
  outbound: SourceContext['outbound'],
  address: string,
  sourceUrl: string,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const own = new URL(address).origin === new URL(sourceUrl).origin;
  const response = await outbound.send(
    { ...baseRequest, url: address, policy: own ? 'person' : 'public', maxBodyBytes: remoteByteLimit },
    signal,
  );
  const { body, status } = response;
  if (body.kind === 'inline') return status === 200 ? body.data : null;
  try {
    return status === 200 ? await readFile(body.path) : null;
  } finally {
    await rm(body.path, { force: true });
  }
}
