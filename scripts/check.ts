import { join } from 'node:path';
import { runChecks } from './checks.ts';
import { projectRoot } from './projectRoot.ts';
import { runProgram } from './runProgram.ts';

process.exitCode = (await runChecks()).every(Boolean) ? 0 : 1;
// For information, in a process of its own: how finely the source is cut never fails a check.
console.log('');
await runProgram(process.execPath, [join(projectRoot, 'scripts', 'actionFiles.ts')]);
