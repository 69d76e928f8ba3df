import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inArray } from 'drizzle-orm';
import type { Reader } from '#main/store/index.ts';
import { exchanges } from './table.ts';

/** Removes the files of rows that are gone; one that is missing is fine. */
export async function removeBodies(directory: string, rows: readonly { bodyFile: string | null }[]): Promise<void> {
  const files = rows.flatMap(({ bodyFile }) => (bodyFile === null ? [] : [bodyFile]));
  await Promise.all(files.map((file) => rm(join(directory, file), { force: true })));
}

/** Younger files may belong to a request that is being sent; none takes as long as this. */
const settledMs = 2 * 60 * 60 * 1000;

/**
 * Removes files in the bodies folder that no row knows: of a request that was under way when the console ended, or of a row that went
 * while its file could not.
 */
export async function removeOrphanBodies({ directory, read, now = Date.now() }: Orphans): Promise<number> {
  const settled = (await filesIn(directory, now - settledMs)).filter((file) => file !== null);
  const orphans = chunks(settled, 500).flatMap((files) => unknown(read, files));
  const rows = orphans.map((bodyFile) => ({ bodyFile }));
  await removeBodies(directory, rows);
  return orphans.length;
}

interface Orphans {
  readonly directory: string;
  readonly read: Reader;
  /** Milliseconds since 1970 UTC. */
  readonly now?: number;
}

async function filesIn(directory: string, before: number): Promise<(string | null)[]> {
  const present = await orNothing(readdir(directory));
  const changed = async (file: string) => (await orNothing(stat(join(directory, file))))?.mtimeMs ?? before;
  return Promise.all((present ?? []).map(async (file) => ((await changed(file)) < before ? file : null)));
}

async function orNothing<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
}

function unknown(read: Reader, files: readonly string[]): string[] {
  const rows = read
    .select({ bodyFile: exchanges.bodyFile })
    .from(exchanges)
    .where(inArray(exchanges.bodyFile, [...files]))
    .all();
  const known = new Set(rows.map(({ bodyFile }) => bodyFile));
  return files.filter((file) => !known.has(file));
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
