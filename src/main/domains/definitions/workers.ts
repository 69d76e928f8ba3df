import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import { cancelled, tookTooLong, tookTooMuchMemory, workerEnded } from './faults.ts';
import type { DefinitionJobs, DefinitionWorkerSetup } from './worker/definitionWorker.ts';

export interface DefinitionWorkers {
  /** Reviews and sweeps, one after the other. */
  readonly imports: WorkerPool<DefinitionJobs>;
  /** Descriptions of operations, so that they do not wait for an import; it cannot write. */
  readonly reads: WorkerPool<DefinitionJobs>;
  /** Cancels what runs and waits. */
  close(): Promise<void>;
}

/** @param store its file, its migrations and the folder for copies, as `openStore` takes them */
export function openDefinitionWorkers(store: Omit<DefinitionWorkerSetup, 'readonly'>): DefinitionWorkers {
  const imports = openPool({ ...store, readonly: false });
  const reads = openPool({ ...store, readonly: true });
  return { imports, reads, close: async () => void (await Promise.all([imports.close(), reads.close()])) };
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
