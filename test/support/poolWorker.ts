import { workerData } from 'node:worker_threads';
import { Fault } from '#contract/fault.ts';
import { serveJobs } from '#main/kernel/workerJobs.ts';

export type PoolJobs = {
  /** Answers with the text, after it got `ask` from the main thread where that is given. */
  echo: { input: { text: string; ask?: string }; result: { text: string; thread: number } };
  /** Never ends by itself. */
  spin: { input: null; result: null };
  /** Needs ever more memory. */
  fill: { input: null; result: number };
  /** Ends without an answer, in one of the ways there are. */
  fail: { input: 'fault' | 'error' | 'text' | 'exit' | 'uncaught'; result: null };
  /** What the thread was set up with, and how many jobs it has done before. */
  tell: { input: null; result: { setup: unknown; done: number } };
};

const failures: Record<PoolJobs['fail']['input'], () => void> = {
  fault: () => {
    throw new Fault('NOT_FOUND', 404, 'The page does not exist.', { todo: 'Look elsewhere.', line: 3 });
  },
  error: () => {
    throw new TypeError('broken');
  },
  text: () => {
    throw 'only a text';
  },
  exit: () => process.exit(0),
  uncaught: () => void setImmediate(failures.error),
};

const thread = Math.random();
let done = 0;

/** For tests: a worker whose jobs answer, never end, or need too much. */
serveJobs<PoolJobs>(
  {
    echo: async ({ text, ask }, { progress, request }) => {
      progress('Echoing', 50);
      const answer = ask === undefined ? null : await request(ask);
      return { text: answer === null ? text : `${text} ${Buffer.from(answer).toString('utf8')}`, thread };
    },
    spin: () => {
      for (;;) Math.random();
    },
    // Small pieces: a large one would take the process with it, whatever the limit.
    fill: () => {
      let chain: unknown;
      for (let length = 0; ; length += 1) chain = { chain, length };
    },
    fail: (how) => {
      failures[how]();
      return new Promise(() => undefined);
    },
    tell: () => ({ setup: workerData as unknown, done }),
  },
  () => {
    done += 1;
  },
);
