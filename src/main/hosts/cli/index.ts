import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { join } from 'node:path';
import { dataDirectory } from '../dataFolder.ts';

// Compiled code is kept from one command to the next: in the data folder, which is its owner's, and never in a shared one.
const folder = dataDirectory();
if (existsSync(folder)) module.enableCompileCache?.(join(folder, 'cache'));
await import('./program.ts');
