import type { DefinitionReport, OperationDetail, OperationSummary } from '#contract/openapi.ts';
import { describeOperation, inspectDefinition, parseDefinition, readingLimits } from '#core/openapi/index.ts';
import { WorkerPool, type WorkerPoolOptions, workerFile } from '#main/kernel/workerPool.ts';
import type { Store } from '#main/store/index.ts';
import { cancelled, tookTooLong, tookTooMuchMemory, workerEnded } from './faults.ts';
import type { DefinitionJobs, DefinitionWorkerSetup } from './worker/definitionWorker.ts';
import { type JobSource, readDocument } from './worker/documentSource.ts';
import { type DescribeJob, OpenDocuments } from './worker/documents.ts';
import type { InspectJobs } from './worker/inspectWorker.ts';

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
  new WorkerPool({ ...bounded, file: workerFile(import.meta.url, './worker/definitionWorker'), setup });

const bounded: Omit<WorkerPoolOptions, 'file'> = {
  name: 'definition',
  idleMs: 60_000,
  // A last resort: what documents may cost is bounded by the limits of src/core/openapi.
  resourceLimits: { maxOldGenerationSizeMb: 4_096, maxYoungGenerationSizeMb: 96, stackSizeMb: 4 },
  errors: { cancelled, tookTooLong, tookTooMuchMemory, workerEnded },
};

/** Says what a document needs, on a worker of its own and without a store. Throws the faults of `definitionFaults`. */
export async function inspectDocument(
  source: Exclude<JobSource, { readonly text: string } | { readonly path: string }>,
): Promise<DefinitionReport> {
  const pool = new WorkerPool<InspectJobs>({ ...bounded, file: workerFile(import.meta.url, './worker/inspectWorker') });
  try {
    return await pool.run('inspect', source, readingLimits(source.bytes.byteLength));
  } finally {
    await pool.close();
  }
}

/** A document that stays open. */
export interface OpenDocument {
  readonly report: DefinitionReport;
  readonly operations: readonly OperationSummary[];
  /** Throws DEFINITION_OPERATION_UNKNOWN. */
  describe(key: string): OperationDetail;
}

/** Opens a document in this thread, for a command that has nothing else to do. Throws the faults of `definitionFaults`. */
export async function openDocument(source: Parameters<typeof inspectDocument>[0]): Promise<OpenDocument> {
  const parsed = parseDefinition((await readDocument(source)).decoded);
  return { ...inspectDefinition(parsed), describe: (key) => describeOperation(parsed.document, key) };
}
