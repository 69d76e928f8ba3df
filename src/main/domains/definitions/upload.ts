import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { DefinitionsDeps } from './deps.ts';

type Deps = Pick<DefinitionsDeps, 'work'>;

/** Begins an upload, and starts the worker meanwhile. Throws TOO_LARGE. */
export async function beginUpload(
  { work }: Deps,
  actor: Actor,
  { bytes }: { bytes: number },
): Promise<{ uploadId: string }> {
  requireRole(actor, 'editor');
  const uploadId = await work.uploads.begin(actor, bytes);
  work.imports.warm();
  return { uploadId };
}

/** Appends a part. Throws UPLOAD_UNKNOWN, UPLOAD_OUT_OF_ORDER. */
export async function uploadPart(
  { work }: Deps,
  actor: Actor,
  { uploadId, offset, data }: { uploadId: string; offset: number; data: string },
): Promise<{ received: number }> {
  requireRole(actor, 'editor');
  return { received: await work.uploads.part(actor, uploadId, offset, Buffer.from(data, 'base64')) };
}

export async function discardUpload(
  { work }: Deps,
  actor: Actor,
  { uploadId }: { uploadId: string },
): Promise<{ uploadId: string }> {
  requireRole(actor, 'editor');
  await work.uploads.discard(actor, uploadId);
  return { uploadId };
}
