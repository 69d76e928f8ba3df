import { join } from 'node:path';
import { ensureBuilt } from './ensureBuilt.ts';
import { projectRoot } from './projectRoot.ts';
import { runProgram } from './runProgram.ts';

const builder = join(projectRoot, 'node_modules/electron-builder/cli.js');

process.exitCode = (await ensureBuilt()) || (await runProgram(process.execPath, [builder, ...process.argv.slice(2)]));
