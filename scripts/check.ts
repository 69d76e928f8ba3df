import { runChecks } from './checks.ts';

process.exitCode = (await runChecks()).every(Boolean) ? 0 : 1;
