import { report } from './actionFiles.ts';
import { runChecks } from './checks.ts';

process.exitCode = (await runChecks()).every(Boolean) ? 0 : 1;
// For information: how finely the source is cut never fails a check.
console.log(`\n${(await report()).join('\n')}`);
