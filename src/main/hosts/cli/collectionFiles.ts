import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { textOfBytes } from '#core/collections/documents.ts';
import { isCollectionFile } from '#core/collections/picked.ts';
import { isArchive } from '#core/openapi/files.ts';
import { commandFault } from './commandFault.ts';

/** A file of a collection as text, by its path below the place that was named. */
export interface CollectionFile {
  readonly path: string;
  readonly text: string;
}

const mostFiles = 10_000;
const mostBytes = 100_000_000;

/** Whether there is a file or folder under a name. */
export const isThere = (place: string): Promise<boolean> =>
  stat(place).then(
    () => true,
    () => false,
  );

/** Reads files, and of folders what may belong to a collection. Throws NOT_FOUND or INVALID. */
export async function readCollectionFiles(places: readonly string[]): Promise<CollectionFile[]> {
  const files: CollectionFile[] = [];
  let left = mostBytes;
  for (const place of places) {
    for (const path of await pathsOf(place)) {
      const bytes = await readFile(path).catch(() => Promise.reject(unreadable(path)));
      const name = path === place ? basename(place) : relative(place, path).split(sep).join('/');
      for (const file of await textsIn(name, bytes)) {
        left -= file.text.length;
        if (left < 0 || files.length === mostFiles) throw tooMuch(place);
        files.push(file);
      }
    }
  }
  return files;
}

/** The texts of a file, which may be a zip archive of several. Throws DEFINITION_ARCHIVE or DEFINITION_TOO_LARGE. */
async function textsIn(path: string, bytes: Uint8Array): Promise<CollectionFile[]> {
  if (!isArchive(bytes)) return [{ path, text: textOfBytes(bytes) }];
  const { filesIn } = await import('#main/kernel/archive.ts');
  const packed = await filesIn(bytes, undefined, isCollectionFile);
  return [...packed].map(([inside, content]) => ({ path: inside, text: textOfBytes(content) }));
}

async function pathsOf(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => Promise.reject(unreadable(place)));
  if (!found.isDirectory()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isCollectionFile(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[\\/](node_modules|\.git)[\\/]/.test(path))
    .sort();
}

const unreadable = (place: string) =>
  commandFault('NOT_FOUND', `${place} cannot be read.`, { kept: 'Nothing was changed.', todo: 'Check the path.' });

const tooMuch = (place: string) =>
  commandFault('INVALID', `${place} has more than ${mostFiles} files or ${mostBytes / 1e6} MB.`, {
    kept: 'Nothing was changed.',
    todo: 'Name the collection’s own folder.',
  });
