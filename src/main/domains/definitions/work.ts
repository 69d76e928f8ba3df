import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import { cancelled, tookTooLong, tookTooMuchMemory, workerEnded } from './faults.ts';
import { Uploads } from './uploads.ts';
import type { DefinitionJobs, DefinitionWorkerSetup } from './worker/definitionWorker.ts';

export interface DefinitionWorkOptions {
  /** The store's file, its migrations and the folder for copies, as `openStore` takes them. */
  readonly store: { readonly file: string; readonly migrations: string; readonly backups: string };
  /** Folder for documents on their way in; what an earlier run left there is removed. */
  readonly uploadsDir: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** What imports need while the console runs. */
export interface DefinitionWork {
  readonly uploads: Uploads;
  /** Reviews and sweeps, one after the other. */
  readonly imports: WorkerPool<DefinitionJobs>;
  /** Descriptions of operations, so that they do not wait for an import; it cannot write. */
  readonly reads: WorkerPool<DefinitionJobs>;
  /** Reviews that can be cancelled, by whose they are and the name that the person's screen gave them. */
  readonly cancels: Map<string, AbortController>;
  /** Cancels what runs and removes what was uploaded. */
  close(): Promise<void>;
}

export function openDefinitionWork({ store, uploadsDir, now }: DefinitionWorkOptions): DefinitionWork {
  const uploads = new Uploads(uploadsDir, now);
  const imports = openPool({ ...store, readonly: false });
  const reads = openPool({ ...store, readonly: true });
  return {
    uploads,
    imports,
    reads,
    cancels: new Map(),
    close: async () => void (await Promise.all([uploads.close(), imports.close(), reads.close()])),
  };
}

const openPool = (setup: DefinitionWorkerSetup): WorkerPool<DefinitionJobs> =>
  new WorkerPool({
    name: 'definition',
    file: workerFile(import.meta.url, './worker/definitionWorker'),
    setup,
    idleMs: 60_000,
    // A last resort: what documents may cost is bounded by `checkWeight` and the limits of src/core/openapi.
    resourceLimits: { maxOldGenerationSizeMb: 4_096, maxYoungGenerationSizeMb: 96, stackSizeMb: 4 },
    errors: { cancelled, tookTooLong, tookTooMuchMemory, workerEnded },
  });
