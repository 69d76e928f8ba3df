import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { TenantId } from '#contract/common.ts';
import type { StoredFile } from '#contract/transfer.ts';

/** A file that is kept, and where. */
export interface KeptFile extends StoredFile {
  readonly path: string;
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Files that people chose as bodies of requests, and bodies too long for a record: by tenant, each under the hash of its content, so
 * that the same one is kept once. One that was only chosen stays a day; one that was sent stays as long as the history.
 */
export interface KeptFiles {
  /** Takes over the bytes. What fails or is cancelled leaves nothing. */
  keep(tenantId: TenantId, bytes: Bytes): Promise<KeptFile>;
  /** Null where it is not kept, or no longer. */
  find(tenantId: TenantId, id: string): Promise<KeptFile | null>;
  /** It was sent, so that the history leads to it. */
  hold(tenantId: TenantId, id: string): Promise<void>;
  /** Removes what is older than the limits allow, then the oldest beyond the bytes, except what `isNeeded`. Gives the bytes that are free now. */
  removeOld(
    limits: { ms: number; bytes: number },
    isNeeded: (tenantId: string, id: string) => boolean,
  ): Promise<number>;
  removeTenant(tenantId: TenantId): Promise<void>;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The name of one that was not sent yet ends so. */
const unsent = '.new';

export function createKeptFiles(directory: string, now: () => number): KeptFiles {
  const folderOf = (tenantId: string) => join(directory, tenantId);
  const find: KeptFiles['find'] = async (tenantId, id) => {
    if (!/^[0-9a-f]{64}$/.test(id)) return null;
    for (const name of [id, `${id}${unsent}`]) {
      const path = join(folderOf(tenantId), name);
      const found = await orNull(stat(path));
      if (found?.isFile()) return { id, bytes: found.size, path };
    }
    return null;
  };
  return {
    find,
    keep: async (tenantId, bytes) => {
      await mkdir(folderOf(tenantId), { recursive: true, mode: 0o700 });
      const partial = join(folderOf(tenantId), `partial-${randomUUID()}${unsent}`);
      try {
        const { id, size } = await write(partial, bytes);
        const known = await find(tenantId, id);
        if (known !== null) {
          await utimes(known.path, now() / 1000, now() / 1000);
          return known;
        }
        const path = join(folderOf(tenantId), `${id}${unsent}`);
        await utimes(partial, now() / 1000, now() / 1000);
        await rename(partial, path);
        return { id, bytes: size, path };
      } finally {
        await rm(partial, { force: true });
      }
    },
    hold: async (tenantId, id) => {
      const found = await find(tenantId, id);
      if (found === null) return;
      const path = join(folderOf(tenantId), id);
      if (found.path !== path) await rename(found.path, path);
      await utimes(path, now() / 1000, now() / 1000);
    },
    removeOld: async ({ ms, bytes }, isNeeded) => {
      const all = await listed(directory);
      // A file from the future was written by a clock that was ahead; it counts from now on.
      for (const file of all) if (file.at > now() + dayMs) await utimes(file.path, now() / 1000, now() / 1000);
      const isOver = ({ at, name }: Listed) => at + (name.endsWith(unsent) ? dayMs : ms) < now();
      let left = bytes;
      let freed = 0;
      for (const file of all.toSorted((a, b) => b.at - a.at)) {
        left -= file.bytes;
        const isSettled = file.at + 60 * 60 * 1000 < now();
        if (!isOver(file) && (left >= 0 || !isSettled)) continue;
        if (isNeeded(file.tenantId, file.name.replace(unsent, ''))) continue;
        await rm(file.path, { force: true });
        freed += file.bytes;
        left += file.bytes;
      }
      return freed;
    },
    removeTenant: (tenantId) => rm(folderOf(tenantId), { recursive: true, force: true }),
  };
}

async function write(path: string, bytes: Bytes): Promise<{ id: string; size: number }> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      await file.writeFile(chunk);
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  return { id: hash.digest('hex'), size };
}

interface Listed {
  readonly tenantId: string;
  readonly name: string;
  readonly path: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly bytes: number;
}

async function listed(directory: string): Promise<Listed[]> {
  const tenants = (await orNull(readdir(directory))) ?? [];
  const folders = tenants.map(async (tenantId) => {
    const names = (await orNull(readdir(join(directory, tenantId)))) ?? [];
    const files = names.map(async (name) => {
      const path = join(directory, tenantId, name);
      const found = await orNull(stat(path));
      return found === null ? [] : [{ tenantId, name, path, at: found.mtimeMs, bytes: found.size }];
    });
    return (await Promise.all(files)).flat();
  });
  return (await Promise.all(folders)).flat();
}

/** Null where there is nothing. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR)$/.test(String(error.code))) return null;
    throw error;
  });
}

/** The bytes of pieces and files, one after the other. */
export async function* joined(pieces: readonly (Uint8Array | KeptFile)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else for await (const chunk of createReadStream(piece.path, { highWaterMark: 256 * 1024 })) yield chunk;
  }
}

/** Whether one of the texts is in the file. */
export async function holdsAny(file: KeptFile, texts: readonly string[]): Promise<boolean> {
  const sought = texts.filter((text) => text !== '').map((text) => Buffer.from(text));
  const overlap = Math.max(0, ...sought.map(({ length }) => length - 1));
  let before: Buffer = Buffer.alloc(0);
  for await (const chunk of joined([file])) {
    const seen = Buffer.concat([before, chunk]);
    if (sought.some((text) => seen.includes(text))) return true;
    before = seen.subarray(Math.max(0, seen.length - overlap));
  }
  return false;
}
