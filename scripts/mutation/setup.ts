import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The mutant that is on; none while it is noted which are reached. */
    mutant: { file: string; index: number } | null;
    /** Where to note what the tests of a file reach. */
    reachDir: string;
    timeLimitMs: number;
  }
}

/** Asked by the switches that `withMutants` puts into the code. */
declare global {
  var __mutations: ((file: string, index: number) => boolean) | undefined;
}

const mutant = inject('mutant');
const reached = new Set<string>();

if (mutant === null) {
  globalThis.__mutations = (file, index) => {
    reached.add(`${file}#${index}`);
    return false;
  };
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the fixtures that are needed from the pattern
  afterAll(({}, { file }) => {
    const testPath = file.filepath;
    writeFileSync(join(inject('reachDir'), `${file.id}.json`), JSON.stringify({ testPath, reached: [...reached] }));
  });
} else {
  globalThis.__mutations = (file, index) => index === mutant.index && file === mutant.file;
  // A mutant can loop for ever, which no timer of this thread would end.
  const limit = `setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${inject('timeLimitMs')})`;
  const watchdog = new Worker(limit, { eval: true });
  watchdog.unref();
  afterAll(() => void watchdog.terminate());
}
