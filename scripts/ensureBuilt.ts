import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';
import { runProgram } from './runProgram.ts';
import { isStale } from './staleness.ts';

/** Builds what is stale, in a process of its own so that the bundler's memory is free again. Resolves to the exit code. */
export async function ensureBuilt(): Promise<number> {
  if (!isStale(projectRoot)) return 0;
  console.error('Building Patchbay …');
  return runProgram(process.execPath, [join(projectRoot, 'scripts/build.ts')]);
}
