import { uploadPartBytes } from '#contract/definitions.ts';
import { client } from '#renderer/platform/client.ts';
import { readBase64 } from '#renderer/ui/files.ts';

/** Sends a file to main in parts. `onPart` hears the bytes sent so far. Ends with the upload discarded when `signal` aborts. */
export async function uploadFile(file: Blob, signal: AbortSignal, onPart: (bytes: number) => void): Promise<string> {
  const { uploadId } = await client.definitions.beginUpload({ bytes: file.size }, { signal });
  try {
    for (let offset = 0; offset < file.size; offset += uploadPartBytes) {
      signal.throwIfAborted();
      const data = await readBase64(file.slice(offset, offset + uploadPartBytes));
      const { received } = await client.definitions.uploadPart({ uploadId, offset, data }, { signal });
      onPart(received);
    }
    return uploadId;
  } catch (error) {
    // The first failure is the one to tell; an upload that stays is forgotten by main after a while.
    await client.definitions.discardUpload({ uploadId }).catch(() => undefined);
    throw error;
  }
}
