import { Worker } from 'node:worker_threads';
import { type MatchAnswer, type MatchJob, matchAnswer } from './matchJob.ts';

const timeLimitMs = 10_000;
const resourceLimits = { maxOldGenerationSizeMb: 512 };

/** Beside this file from source, and beside every chunk when bundled. */
const workerFile = import.meta.url.endsWith('.ts') ? './matchWorker.ts' : './matchWorker.js';

/** Checks a long body on a thread of its own, which ends with it. A thread that fails or takes too long leaves it unchecked. */
export function matchOnWorker(job: MatchJob): Promise<MatchAnswer> {
  const worker = new Worker(new URL(workerFile, import.meta.url), { workerData: job, resourceLimits });
  const unchecked = (reason: string): MatchAnswer => ({ outcome: 'unchecked', reason });
  return new Promise<MatchAnswer>((resolve) => {
    const timer = setTimeout(() => resolve(unchecked('Checking took too long.')), timeLimitMs);
    worker.once('message', (answer) => resolve(matchAnswer.parse(answer)));
    worker.once('error', () => resolve(unchecked('The body could not be checked.')));
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve(unchecked('The body could not be checked.'));
    });
  }).finally(() => worker.terminate());
}
