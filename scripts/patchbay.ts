import { join } from 'node:path';
import { ensureBuilt } from './ensureBuilt.ts';
import { projectRoot } from './projectRoot.ts';
import { runProgram } from './runProgram.ts';

const cli = join(projectRoot, 'out/main/cli.js');
const inTheirFolder = process.env.INIT_CWD ? { cwd: process.env.INIT_CWD } : {};

process.exitCode =
  (await ensureBuilt()) || (await runProgram(process.execPath, [cli, ...process.argv.slice(2)], inTheirFolder));
