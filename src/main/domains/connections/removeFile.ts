import { rm } from 'node:fs/promises';

/** Removes a body that is not kept; one that is gone already is fine. */
export function removeFile(path: string): Promise<void> {
  return rm(path, { force: true });
}
