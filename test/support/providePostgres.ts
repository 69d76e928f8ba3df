import type { TestProject } from 'vitest/node';
import { type Cluster, startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster of the suite, or why there is none: tests that need none run all the same. */
    postgres: Cluster | { readonly problem: string };
  }
}

/** One cluster for all tests; each makes a database of its own in it (`newDatabase`). */
export default async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  try {
    const { port, user, password, stop } = await startPostgres();
    project.provide('postgres', { port, user, password });
    return stop;
  } catch (cause) {
    project.provide('postgres', { problem: String(cause) });
    return async () => undefined;
  }
}
