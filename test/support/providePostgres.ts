import type { TestProject } from 'vitest/node';
import { type Cluster, startPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster of the suite; null where none could be started. */
    postgres: Cluster | null;
  }
}

/** One cluster for all tests; each makes a database of its own in it (`newDatabase`). */
export default async function providePostgres(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startPostgres();
  const { port, user, password } = cluster;
  project.provide('postgres', { port, user, password });
  return cluster.stop;
}
