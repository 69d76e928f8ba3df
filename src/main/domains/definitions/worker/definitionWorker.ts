import { workerData } from 'node:worker_threads';
import type { OperationDetail } from '#contract/openapi.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';
import { openStore } from '#main/store/index.ts';
import { type DescribeJob, OpenDocuments } from './documents.ts';
import { type Reviewed, type ReviewJob, runReview, runSweep, type SweepJob } from './importJobs.ts';

export type DefinitionJobs = {
  review: { input: ReviewJob; result: Reviewed };
  describe: { input: DescribeJob; result: OperationDetail };
  sweep: { input: SweepJob; result: { definitions: number } };
};

/** What the worker is given when it starts. */
export interface DefinitionWorkerSetup {
  readonly file: string;
  readonly migrations: string;
  readonly backups: string;
  /** The reading worker cannot write, whatever it is asked. */
  readonly readonly: boolean;
}

const setup: DefinitionWorkerSetup = workerData;
const store = openStore(setup);
// What is staged may be lost with the power and holds the lock for less time so. It counts only once the console has
// committed `current` with synchronous=FULL, and that flushes everything before it in the same log.
if (!setup.readonly) store.sqlite.pragma('synchronous = NORMAL');
const documents = new OpenDocuments(store);

serveJobs<DefinitionJobs>(
  {
    review: (job, context) => runReview(store, job, context),
    describe: (job) => documents.describe(job),
    sweep: (job) => runSweep(store, job),
  },
  (kind) => {
    // Here, since the main thread's next commit would otherwise do it.
    if (kind === 'review') store.sqlite.pragma('wal_checkpoint(PASSIVE)');
  },
);
