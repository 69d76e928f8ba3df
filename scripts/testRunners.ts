import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from './projectRoot.ts';
import { runProgram } from './runProgram.ts';
import { type Tally, tallyPlaywright, tallyVitest } from './tally.ts';

const reportOf = (name: string): string => join(projectRoot, '.cache/test', `${name}.json`);
const program = (path: string): string => join(projectRoot, 'node_modules', path);

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Runs a test program that leaves a JSON report, and counts it. A report of an earlier run is removed first. */
async function runAndCount(
  name: string,
  args: readonly string[],
  count: (report: unknown, exitCode: number) => Tally,
): Promise<Tally> {
  const report = reportOf(name);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  console.log(`\n── ${name}`);
  const exitCode = await runProgram(process.execPath, args, {
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  });
  return count(readReport(report), exitCode);
}

/** Runs projects of vitest.config.ts, several at the same time. */
export function runVitest(...projects: readonly ('unit' | 'page' | 'integration')[]): Promise<Tally> {
  const name = projects.join(' and ');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(name)}`];
  const chosen = projects.flatMap((project) => ['--project', project]);
  return runAndCount(name, [program('vitest/vitest.mjs'), 'run', ...chosen, ...reporters], tallyVitest);
}

export function runPlaywright(): Promise<Tally> {
  return runAndCount('browser', [program('@playwright/test/cli.js'), 'test', '--reporter=list,json'], tallyPlaywright);
}
