import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { dataDirectory } from '../dataFolder.ts';
import { mayRun } from '../socket/place.ts';
import { canOpenStore } from './withConsole.ts';

/**
 * V8 trades memory for the speed of programs that run for hours; a command ends before that pays. Each with what a run of 500 requests needs
 * less with it, at the same time:
 */
const flags = [
  // Little room for new objects: 40 MB.
  '--semi-space-growth-factor=1',
  // Only what is hot by far is compiled, and not by the compiler that needs 15 MB for it: 11 MB. Bodies of 11 MB take no longer.
  '--no-opt',
  '--invocation-count-for-maglev=20000',
  // The same of the engine of scripts: 8 MB. A script that computes for seconds takes a tenth to a half longer.
  '--wasm-tiering-budget=2147483647',
  '--wasm-num-compilation-tasks=1',
];
for (const flag of flags) setFlagsFromString(flag);

const folder = dataDirectory();
// Compiled code is kept from one command to the next: in the data folder, which is its owner's, and never in a shared one.
if (existsSync(folder)) module.enableCompileCache?.(join(folder, 'cache'));

/**
 * False where the command has not run, since this Node is too old for it and no running console did it: the launcher then starts it again
 * on a newer one. Nothing was read from stdin or written by then.
 */
export const done: boolean =
  canOpenStore() || mayRun(folder) ? await (await import('./program.ts')).runProgram() : false;
