import type { OperationDetail } from '#contract/openapi.ts';
import { WorkerPool, workerFile } from '#main/kernel/workerPool.ts';
import type { Store } from '#main/store/index.ts';
import { cancelled, tookTooLong, tookTooMuchMemory, workerEnded } from './faults.ts';
import type { DefinitionJobs, DefinitionWorkerSetup } from './worker/definitionWorker.ts';
import { type DescribeJob, OpenDocuments } from './worker/documents.ts';

export interface DefinitionWorkers {
  /** Reviews and sweeps, one after the other. */
  readonly imports: WorkerPool<DefinitionJobs>;
  /** Describes an operation, without waiting for an import. Throws DEFINITION_OPERATION_UNKNOWN. */
  describe(job: DescribeJob): Promise<OperationDetail>;
  /** Cancels what runs and waits. */
  close(): Promise<void>;
}

const timeLimitMs = 60_000;

/** @param store its file, its migrations and the folder for copies, as `openStore` takes them */
export function openDefinitionWorkers(
  store: Omit<DefinitionWorkerSetup, 'readonly'>,
): DefinitionWorkers & { readonly reads: WorkerPool<DefinitionJobs> } {
  const imports = openPool({ ...store, readonly: false });
  // This one cannot write.
  const reads = openPool({ ...store, readonly: true });
  return {
    imports,
    reads,
    describe: (job) => reads.run('describe', job, { timeoutMs: timeLimitMs }),
    close: async () => void (await Promise.all([imports.close(), reads.close()])),
  };
}

/**
 * The same for a command, which has nothing else to do while an operation is described: a thread for it would take
 * longer to start than the description takes.
 */
export function openCommandWorkers(store: Store, files: Omit<DefinitionWorkerSetup, 'readonly'>): DefinitionWorkers {
  const imports = openPool({ ...files, readonly: false });
  const documents = new OpenDocuments(store);
  return { imports, describe: async (job) => documents.describe(job), close: () => imports.close() };
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
