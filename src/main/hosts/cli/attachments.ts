import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { RunInput } from '#contract/runs.ts';
import type { CollectionFile } from './collectionFiles.ts';
import type { CommandConsole } from './commandConsole.ts';

type Attachments = NonNullable<Extract<RunInput['target'], { kind: 'files' }>['attachments']>;

/** Collections whose requests send no files hold none of this, and need not be read twice. */
const signOfFiles = /file|binary|@/i;

/**
 * Gives the console the files that requests of a collection send. They lie in the folders of what was named, or in the current one:
 * a collection of somebody else must not send whatever it likes of this computer. What is not found there fails with its request.
 */
export async function readAttachments(
  { client, keepFile }: Pick<CommandConsole, 'client' | 'keepFile'>,
  files: readonly CollectionFile[],
  places: readonly string[],
): Promise<Attachments> {
  if (!files.some(({ text }) => signOfFiles.test(text))) return [];
  const { paths } = await client.runs.attachments({ files: [...files] });
  const folders = await Promise.all([...places.map(folderOf), realpath(process.cwd())]);
  const attachments: Attachments = [];
  for (const path of paths) {
    const found = await findIn(folders, path);
    if (found !== null) attachments.push({ path, stored: await keepFile(createReadStream(found)) });
  }
  return attachments;
}

async function folderOf(place: string): Promise<string> {
  const path = await realpath(place);
  return (await stat(path)).isDirectory() ? path : dirname(path);
}

/** A file that a path leads to within one of the folders, links followed; null where there is none. */
async function findIn(folders: readonly string[], path: string): Promise<string | null> {
  for (const folder of folders) {
    const found = await realpath(isAbsolute(path) ? path : join(folder, path)).catch(() => null);
    if (found === null || !folders.some((each) => isWithin(each, found))) continue;
    if ((await stat(found)).isFile()) return found;
  }
  return null;
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
