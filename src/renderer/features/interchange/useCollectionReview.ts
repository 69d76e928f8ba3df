import { useCallback, useEffect, useRef, useState } from 'react';
import type { CollectionReview } from '#contract/collections.ts';
import { client } from '#renderer/platform/client.ts';
import { nameOfPicked, type PickedFiles, sizeOfPicked } from '#renderer/platform/pickedFiles.ts';
import { uploadOne, uploadPicked } from '#renderer/platform/upload.ts';

/** Text that is longer travels as a file. */
const longestText = 1_000_000;

export type PickedCollections = PickedFiles | { kind: 'text'; text: string };

type ReviewState =
  | { step: 'source'; error: unknown }
  /** Bytes. */
  | { step: 'working'; name: string; sent: number; size: number }
  | { step: 'review'; review: CollectionReview; name: string };

/** The way from picked files to their review: upload, read on a worker, or stop on the way. */
export function useCollectionReview() {
  const [state, setState] = useState<ReviewState>({ step: 'source', error: null });
  const running = useRef<AbortController | null>(null);

  const start = useCallback(async (picked: PickedCollections) => {
    const run = new AbortController();
    running.current = run;
    const name = nameOf(picked);
    const show = (next: ReviewState) => running.current === run && setState(next);
    const size = picked.kind === 'text' ? 0 : sizeOfPicked(picked);
    show({ step: 'working', name, sent: 0, size });
    try {
      const source = await toSource(picked, run.signal, (sent) => show({ step: 'working', name, sent, size }));
      const review = await client.collections.review({ source }, { signal: run.signal });
      if (running.current === run) setState({ step: 'review', review, name });
      else discard(review);
    } catch (error) {
      show({ step: 'source', error });
    }
  }, []);

  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState({ step: 'source', error: null });
  }, []);

  const refuse = useCallback((error: unknown) => setState({ step: 'source', error }), []);

  useEffect(() => () => running.current?.abort(), []);
  return { state, start, refuse, cancel };
}

/** What is not wanted is forgotten at once, since secrets may stand in it; main forgets what stays after a while. */
export function discard({ id }: CollectionReview): void {
  client.collections.discardReview({ id }).catch(() => undefined);
}

const nameOf = (picked: PickedCollections): string => (picked.kind === 'text' ? 'Pasted text' : nameOfPicked(picked));

async function toSource(picked: PickedCollections, signal: AbortSignal, onPart: (bytes: number) => void) {
  if (picked.kind !== 'text') return uploadPicked(picked, signal, onPart);
  if (picked.text.length <= longestText) return picked;
  return uploadOne(new Blob([picked.text]), nameOf(picked), signal, onPart);
}
