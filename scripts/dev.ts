import { join } from 'node:path';
import { developInBrowser } from './developInBrowser.ts';
import { projectRoot } from './projectRoot.ts';
import { runProgram } from './runProgram.ts';
import { selectHost } from './startHost.ts';

const electronVite = join(projectRoot, 'node_modules/electron-vite/bin/electron-vite.js');

try {
  if (selectHost().host === 'electron')
    process.exitCode = await runProgram(process.execPath, [electronVite, 'dev', '--watch']);
  else await developInBrowser(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
