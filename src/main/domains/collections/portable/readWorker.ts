import { serveJobs } from '#main/kernel/workerJobs.ts';
import { type ReadInput, type ReadPlan, readCollection } from './readCollection.ts';

/** What the worker does with files of other tools. */
export type CollectionJobs = {
  read: { input: ReadInput; result: ReadPlan };
};

serveJobs<CollectionJobs>({ read: readCollection });
