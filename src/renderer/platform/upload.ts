import { type DefinitionPart, uploadPartBytes } from '#contract/definitions.ts';
import { readBase64 } from '#renderer/ui/files.ts';
import { client } from './client.ts';
import type { PickedFiles } from './pickedFiles.ts';

/** What main reads of an upload. */
export interface Uploaded {
  readonly kind: 'upload';
  readonly uploadId: string;
  readonly fileName: string;
  /** Several files that stand one after the other in it. */
  readonly files?: DefinitionPart[];
}

const longestName = 255;

/** Sends what was picked to main in parts. `onPart` gets the bytes sent so far. Leaves nothing behind when `signal` aborts. */
export async function uploadPicked(
  picked: PickedFiles,
  signal: AbortSignal,
  onPart: (bytes: number) => void,
): Promise<Uploaded> {
  if (picked.kind === 'file') return uploadOne(picked.file, picked.file.name, signal, onPart);
  // One after the other, without a copy of any.
  const joined = new Blob(picked.files.map(({ file }) => file));
  const uploaded = await uploadOne(joined, picked.name, signal, onPart);
  return { ...uploaded, files: picked.files.map(({ path, file }) => ({ path, bytes: file.size })) };
}

/** Likewise for one text or file. */
export async function uploadOne(
  file: Blob,
  name: string,
  signal: AbortSignal,
  onPart: (bytes: number) => void,
): Promise<Uploaded> {
  const { uploadId } = await client.definitions.beginUpload({ bytes: file.size }, { signal });
  try {
    for (let offset = 0; offset < file.size; offset += uploadPartBytes) {
      signal.throwIfAborted();
      const data = await readBase64(file.slice(offset, offset + uploadPartBytes));
      const { received } = await client.definitions.uploadPart({ uploadId, offset, data }, { signal });
      onPart(received);
    }
    return { kind: 'upload', uploadId, fileName: name.slice(0, longestName) };
  } catch (error) {
    // The first failure is the one to show; an upload that stays is forgotten by main after a while.
    await client.definitions.discardUpload({ uploadId }).catch(() => undefined);
    throw error;
  }
}
