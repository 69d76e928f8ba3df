import { useCallback, useEffect, useRef, useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import { type DefinitionSource, type Review, uploadPartBytes } from '#contract/definitions.ts';
import { client } from '#renderer/platform/client.ts';
import { readBase64 } from '#renderer/ui/files.ts';
import type { PickedFiles } from './pickedFiles.ts';

/** Text that is longer travels as a file. */
const longestText = 1_000_000;

export type PickedSource =
  | PickedFiles
  | { kind: 'text'; text: string }
  | { kind: 'url'; url: string; remoteReferences: boolean; root?: string };

type ReviewState =
  /** `picked` is what could not be read. */
  | { step: 'source'; error: unknown; picked?: PickedSource }
  | { step: 'working'; job: string; name: string; sent: number; size: number }
  | { step: 'review'; review: Review; existing: Review['existing']; picked: PickedSource };

/** The way from a picked document to its review: upload, parse on a worker, or stop on the way. */
export function useReview(integrationId: IntegrationId | undefined) {
  const [state, setState] = useState<ReviewState>({ step: 'source', error: null });
  const running = useRef<{ job: string; end: AbortController } | null>(null);

  const start = useCallback(
    async (picked: PickedSource) => {
      const run = { job: crypto.randomUUID(), end: new AbortController() };
      running.current = run;
      const size = sizeOf(picked);
      setState({ step: 'working', job: run.job, name: nameOf(picked), sent: 0, size });
      try {
        const sent = (bytes: number) =>
          setState((now) => (now.step === 'working' && now.job === run.job ? { ...now, sent: bytes } : now));
        const read = async (id: IntegrationId | undefined) =>
          client.definitions.review(
            { source: await toSource(picked, run.end.signal, sent), job: run.job, ...(id && { integrationId: id }) },
            { signal: run.end.signal },
          );
        const review = await read(integrationId);
        const existing = integrationId === undefined ? review.existing : null;
        // Compared with what is there already; the first reading is forgotten by main after a while.
        const shown = existing === null ? review : await read(existing.id);
        if (running.current === run) setState({ step: 'review', review: shown, existing, picked });
      } catch (error) {
        if (running.current === run) setState({ step: 'source', error, picked });
      }
    },
    [integrationId],
  );

  const cancel = useCallback(() => {
    stop(running.current);
    running.current = null;
    setState({ step: 'source', error: null });
  }, []);

  const refuse = useCallback((error: unknown) => setState({ step: 'source', error }), []);

  useEffect(() => () => stop(running.current), []);
  return { state, start, refuse, cancel };
}

function stop(run: { job: string; end: AbortController } | null): void {
  if (run === null) return;
  run.end.abort();
  // Nothing is wrong when the work had ended already.
  client.definitions.cancelReview({ job: run.job }).catch(() => undefined);
}

function sizeOf(picked: PickedSource): number {
  if (picked.kind === 'files') return picked.files.reduce((sum, { file }) => sum + file.size, 0);
  return picked.kind === 'file' ? picked.file.size : 0;
}

function nameOf(picked: PickedSource): string {
  if (picked.kind === 'files') return picked.name;
  if (picked.kind === 'file') return picked.file.name;
  return picked.kind === 'url' ? picked.url : 'Pasted text';
}

async function toSource(
  picked: PickedSource,
  signal: AbortSignal,
  onPart: (bytes: number) => void,
): Promise<DefinitionSource> {
  if (picked.kind === 'url') return picked;
  if (picked.kind === 'text' && picked.text.length <= longestText) return picked;
  const fileName = nameOf(picked).slice(0, 255);
  if (picked.kind === 'text')
    return { kind: 'upload', uploadId: await uploadFile(new Blob([picked.text]), signal, onPart), fileName };
  const root = picked.root === undefined ? {} : { root: picked.root };
  if (picked.kind === 'file')
    return { kind: 'upload', uploadId: await uploadFile(picked.file, signal, onPart), fileName, ...root };
  const files = picked.files.map(({ path, file }) => ({ path, bytes: file.size }));
  // One after the other, without a copy of any.
  const joined = new Blob(picked.files.map(({ file }) => file));
  return { kind: 'upload', uploadId: await uploadFile(joined, signal, onPart), fileName, files, ...root };
}

/** Sends a file to main in parts. `onPart` gets the bytes sent so far. Ends with the upload discarded when `signal` aborts. */
async function uploadFile(file: Blob, signal: AbortSignal, onPart: (bytes: number) => void): Promise<string> {
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
    // The first failure is the one to show; an upload that stays is forgotten by main after a while.
    await client.definitions.discardUpload({ uploadId }).catch(() => undefined);
    throw error;
  }
}
