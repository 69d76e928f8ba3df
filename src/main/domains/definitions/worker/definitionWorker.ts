import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '#contract/fault.ts';
import { openStore } from '#main/store/index.ts';
import { runSweep } from '../sweep.ts';
import { DescribeDesk } from './documents.ts';
import type { FromWorker, Job, Results, ToWorker, WorkerSetup } from './jobs.ts';
import { Remotes } from './remotes.ts';
import { runReview } from './reviewJob.ts';

if (!parentPort) throw new Error('This file runs as a worker thread.');
const port = parentPort;
const setup: WorkerSetup = workerData;
const store = openStore(setup);
// What is staged may be lost with the power and holds the lock for less time so. It counts only once the console has
// committed `current` with synchronous=FULL, and that flushes everything before it in the same log.
if (!setup.readonly) store.sqlite.pragma('synchronous = NORMAL');
const desk = new DescribeDesk(store);
const tell = (message: FromWorker): void => port.postMessage(message);
const remotes = new Remotes((address) => tell({ type: 'fetch', address }));

async function run(job: Job): Promise<Results[Job['kind']]> {
  switch (job.kind) {
    case 'review':
      return runReview(store, remotes, job, (label, done) => tell({ type: 'progress', progress: { label, done } }));
    case 'describe':
      return desk.describe(job);
    case 'sweep':
      return runSweep(store, job);
  }
}

async function answer(job: Job): Promise<void> {
  try {
    tell({ type: 'done', result: await run(job) });
    // After the answer, and here: the main thread's next commit would otherwise do it.
    if (job.kind === 'review') store.sqlite.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    if (!(error instanceof Fault)) return tell({ type: 'defect', stack: stackOf(error) });
    const { code, status, message, data } = error;
    tell({ type: 'fault', fault: { code, status, message, data } });
  }
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

port.on('message', (message: ToWorker) => {
  if (message.type === 'job') void answer(message.job);
  else remotes.arrived(message.address, message.bytes);
});
