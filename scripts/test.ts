import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './checks.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { preflight } from './preflight.ts';
import { add, formatTally, nothing, oneFailed, onePassed, type Tally } from './tally.ts';
import { buildProcesses, processFolder } from './testProcesses.ts';
import { runPlaywright, runVitest } from './testRunners.ts';

async function countChecks(): Promise<Tally> {
  console.log('── checks');
  return (await runChecks()).map((passed) => (passed ? onePassed : oneFailed)).reduce(add, nothing);
}

async function countBuild(): Promise<Tally> {
  console.log('\n── build');
  const passed = (await ensureBuilt()) === 0 && (await buildProcesses()) === 0;
  // From here on tests take what they start from there.
  if (passed) process.env.PATCHBAY_BUILT_WORKERS = processFolder;
  console.log(`${passed ? '✓' : '✗'} build`);
  return passed ? onePassed : oneFailed;
}

/** What needs the build counts as failed without it. */
async function countWithBuild(build: Tally): Promise<Tally> {
  if (build.failed > 0) return add(oneFailed, oneFailed);
  return add(await runVitest('integration'), await runPlaywright());
}

async function countAll(): Promise<Tally> {
  const problem = preflight();
  if (problem) {
    console.error(problem);
    return oneFailed;
  }
  const checks = await countChecks();
  const build = await countBuild();
  // One browser waits where two processes compute.
  const units = await runVitest('unit', 'page');
  return [checks, build, units, await countWithBuild(build)].reduce(add, nothing);
}

/** Where the tests' own folders go: into memory on a Linux that has room for them, since thousands of small stores are written and synced. */
function chooseTemporaryFolder(): () => void {
  if (!existsSync(shared) || process.env.TMPDIR !== undefined) return () => undefined;
  const { bavail, bsize } = statfsSync(shared);
  if (bavail * bsize < leastBytes) return () => undefined;
  const folder = mkdtempSync(join(shared, 'patchbay-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

const shared = '/dev/shm';
const leastBytes = 4e9;

const clear = chooseTemporaryFolder();
process.once('exit', clear);
const total = await countAll();
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`\n${formatTally(total)}`);
