import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a file is called until it is whole and on the disk; a start removes those that a kill left behind. */
export const partialOf = (path: string): string => `${path}.partial`;

/** Waits until the entries of a folder are on the disk. Windows has no such wait, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform !== 'win32') syncPath(folder, 'r');
}

function syncPath(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Gives a finished file its name, so that it appears whole or not at all, also where the power fails. */
export function publish(partial: string, path: string): void {
  syncPath(partial, 'r+');
  renameSync(partial, path);
  syncFolder(dirname(path));
}

/** Writes a small file, readable by its owner alone, in the place of the one before; it is there once this returns. */
export function writeDurably(path: string, text: string): void {
  const partial = partialOf(path);
  rmSync(partial, { force: true });
  writeFileSync(partial, text, { mode: 0o600, flag: 'wx' });
  publish(partial, path);
}

/** The same for a larger file under a name that no other has, without holding up the thread. */
export async function keepFile(path: string, bytes: Uint8Array): Promise<void> {
  const partial = partialOf(path);
  try {
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
