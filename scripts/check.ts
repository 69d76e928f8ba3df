import { report } from './actionFiles.ts';
import { runChecks } from './checks.ts';
import { projectRoot } from './projectRoot.ts';

process.exitCode = (await runChecks()).every(Boolean) ? 0 : 1;
// For information: how finely the source is cut never fails a check.
console.log(`\n${report(projectRoot).join('\n')}`);
