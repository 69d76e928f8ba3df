import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { collectionPicks, collectionText } from '#core/collections/picked.ts';
import { fileLimits, isArchive } from '#core/openapi/files.ts';
import { filesIn } from '#main/kernel/archive.ts';
import { unreadable } from './input.ts';

/** A file of a collection as text, by its path below the place that was named. */
export interface CollectionFile {
  readonly path: string;
  readonly text: string;
}

/** Whether there is a file or folder under a name. */
export const isThere = (place: string): Promise<boolean> =>
  stat(place).then(
    () => true,
    () => false,
  );

/** Reads files; of folders and archives what may belong to a collection. Throws NOT_FOUND and the faults of `collectionPicks`. */
export async function readCollectionFiles(places: readonly string[]): Promise<CollectionFile[]> {
  const files: CollectionFile[] = [];
  let left = fileLimits.bytes;
  for (const place of places) {
    for (const path of await pathsOf(place)) {
      const bytes = await readFile(path).catch((error: Error) => Promise.reject(unreadable(path, error)));
      const name = path === place ? basename(place) : pathIn(place, path);
      for (const [within, content] of isArchive(bytes) ? await unpacked(bytes) : [[name, bytes] as const]) {
        left -= content.length;
        if (left < 0) throw collectionPicks.tooManyBytes();
        files.push({ path: within, text: collectionText(content) });
      }
      if (files.length > fileLimits.files) throw collectionPicks.tooManyFiles(files.length);
    }
  }
  return files;
}

const unpacked = (bytes: Uint8Array) => filesIn(bytes, undefined, collectionPicks.isPart);

const pathIn = (place: string, path: string): string => relative(place, path).split(sep).join('/');

async function pathsOf(place: string): Promise<string[]> {
  const found = await stat(place).catch((error: Error) => Promise.reject(unreadable(place, error)));
  if (!found.isDirectory()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => collectionPicks.isPart(pathIn(place, path)))
    .sort();
}
