import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';
import { runProgram } from './runProgram.ts';

/** Where what tests start beside themselves is once it is bundled: their own processes, and the workers. */
export const processFolder = join(projectRoot, '.cache', 'processes');

/** Bundles it, in a process of its own so that the bundler's memory is free again. Resolves to the exit code. */
export function buildProcesses(): Promise<number> {
  return runProgram(process.execPath, [join(projectRoot, 'test/support/buildProcesses.ts')]);
}
