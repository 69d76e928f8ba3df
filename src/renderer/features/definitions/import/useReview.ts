import { useCallback, useEffect, useRef, useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { DefinitionSource, Review } from '#contract/definitions.ts';
import { client } from '#renderer/platform/client.ts';
import { nameOfPicked, type PickedFiles, sizeOfPicked } from '#renderer/platform/pickedFiles.ts';
import { uploadOne, uploadPicked } from '#renderer/platform/upload.ts';

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

const sizeOf = (picked: PickedSource): number =>
  picked.kind === 'text' || picked.kind === 'url' ? 0 : sizeOfPicked(picked);

function nameOf(picked: PickedSource): string {
  if (picked.kind === 'url') return picked.url;
  return picked.kind === 'text' ? 'Pasted text' : nameOfPicked(picked);
}

async function toSource(
  picked: PickedSource,
  signal: AbortSignal,
  onPart: (bytes: number) => void,
): Promise<DefinitionSource> {
  if (picked.kind === 'url') return picked;
  if (picked.kind === 'text' && picked.text.length <= longestText) return picked;
  if (picked.kind === 'text') return uploadOne(new Blob([picked.text]), nameOf(picked), signal, onPart);
  const uploaded = await uploadPicked(picked, signal, onPart);
  return picked.root === undefined ? uploaded : { ...uploaded, root: picked.root };
}
