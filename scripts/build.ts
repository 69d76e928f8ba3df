import { build } from 'electron-vite';
import { projectRoot } from './projectRoot.ts';
import { fingerprint, removeStamp, writeStamp } from './staleness.ts';

process.chdir(projectRoot);
const inputs = fingerprint(projectRoot);
removeStamp(projectRoot);
try {
  await build({ root: projectRoot, logLevel: process.argv.includes('--verbose') ? 'info' : 'warn' });
  writeStamp(projectRoot, inputs);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
