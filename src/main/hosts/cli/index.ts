import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { dataDirectory } from '../dataFolder.ts';
import { mayRun } from '../socket/place.ts';
import { canOpenStore } from './withConsole.ts';

// A command ends before a larger space for new objects pays: a run of 500 requests needs 40 MB less, and no more time.
setFlagsFromString('--semi-space-growth-factor=1');

const folder = dataDirectory();
// Compiled code is kept from one command to the next: in the data folder, which is its owner's, and never in a shared one.
if (existsSync(folder)) module.enableCompileCache?.(join(folder, 'cache'));

/**
 * False where the command has not run, since this Node is too old for it and no running console did it: the launcher then starts it again
 * on a newer one. Nothing was read from stdin or written by then.
 */
export const done: boolean =
  canOpenStore() || mayRun(folder) ? await (await import('./program.ts')).runProgram() : false;
