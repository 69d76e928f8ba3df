import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inArray } from 'drizzle-orm';
import type { Reader } from '#main/store/index.ts';
import { exchanges } from './table.ts';

/** Removes the files of rows that are gone; one that is missing is fine. */
export async function removeBodies(directory: string, rows: readonly { bodyFile: string | null }[]): Promise<void> {
  const files = rows.flatMap(({ bodyFile }) => (bodyFile === null ? [] : [bodyFile]));
  await Promise.all(files.map((file) => rm(join(directory, file), { force: true })));
}

/**
 * Removes files in the bodies folder that no row knows: of a request that was under way when the console ended, or of a row that went
 * while its file could not. Call it at start, before anything is sent.
 */
export async function removeOrphanBodies({ directory, read }: { directory: string; read: Reader }): Promise<number> {
  const present = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const orphans = chunks(present, 500).flatMap((files) => unknown(read, files));
  await removeBodies(
    directory,
    orphans.map((bodyFile) => ({ bodyFile })),
  );
  return orphans.length;
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
