import { serveJobs } from '#main/kernel/workerJobs.ts';

export type PoolJobs = {
  /** Answers with the text, after it got `ask` from the main thread where that is given. */
  echo: { input: { text: string; ask?: string }; result: { text: string; thread: number } };
  /** Never ends by itself. */
  spin: { input: null; result: null };
  /** Needs ever more memory. */
  fill: { input: null; result: number };
};

const thread = Math.random();

/** For tests: a worker whose jobs answer, never end, or need too much. */
serveJobs<PoolJobs>({
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
});
