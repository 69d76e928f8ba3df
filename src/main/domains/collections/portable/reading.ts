import { collectionFaults, nothingImported } from '#core/collections/faults.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import type { CollectionsContext } from '../context.ts';
import type { ImportPlan } from './plan.ts';
import type { ReadInput, ReadPlan } from './readCollection.ts';
import type { CollectionJobs } from './readWorker.ts';

interface CollectionReader {
  read(input: ReadInput): Promise<ReadPlan>;
  close(): Promise<void>;
}

const timeLimitMs = 60_000;

const failed = (message: string) => () =>
  collectionFaults.fault('COLLECTION_TOO_LARGE', message, {
    kept: nothingImported,
    todo: 'Import fewer collections at once.',
  });

/** Reads files of other tools on a thread of its own, whose time and memory are bounded. */
export function createCollectionReader(): CollectionReader {
  const threads = new WorkerPool<CollectionJobs>({
    name: 'collections',
    file: workerFile(import.meta.url, './readWorker'),
    size: 1,
    idleMs: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: 2_048 },
    errors: {
      cancelled: failed('Reading was cancelled.'),
      tookTooLong: failed('Reading took longer than a minute.'),
      tookTooMuchMemory: failed('Reading took too much memory.'),
      workerEnded: failed('Reading ended early.'),
    },
  });
  return {
    read: (input) => threads.run('read', input, { timeoutMs: timeLimitMs }),
    close: () => threads.close(),
  };
}

/**
 * Reads on the thread that asks: for a command, which serves nobody meanwhile and ends with Ctrl-C. A thread would load the readers and
 * what they need a second time, and send back a copy.
 */
export const commandReader: CollectionReader = {
  read: async (input) => (await import('./readCollection.ts')).readCollection(input),
  close: async () => undefined,
};

/** Reads what a person chose. An upload is gone afterwards. Throws the faults of `readPortable` and of uploads. */
export async function readSource(
  { uploads }: Pick<CollectionsContext, 'uploads'>,
  reader: CollectionReader,
  actor: Actor,
  source:
    | { kind: 'text'; text: string }
    | { kind: 'files'; files: { path: string; text: string }[] }
    | {
        kind: 'upload';
        uploadId: string;
        fileName?: string | undefined;
        files?: { path: string; bytes: number }[] | undefined;
      },
): Promise<ImportPlan & { format: string }> {
  const read = (given: ReadInput['source']) => reader.read({ source: given, secrets: 'hoisted' });
  if (source.kind === 'text') return read({ text: source.text });
  if (source.kind === 'files') return read({ texts: source.files });
  const { uploadId, fileName = '', files } = source;
  const path = await uploads.finish(actor, uploadId);
  try {
    return await read({ path, fileName, parts: files });
  } finally {
    await uploads.discard(actor, uploadId);
  }
}

/** Reads collections that are run as they are; nothing of them is kept. Throws the faults of `readPortable`. */
export const readToRun = (
  reader: CollectionReader,
  texts: readonly { path: string; text: string }[],
): Promise<ImportPlan> => reader.read({ source: { texts }, secrets: 'asWritten' });
