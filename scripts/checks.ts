import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';
import { exitCodeOf } from './runProgram.ts';

/** Something that must hold of the source, and the program that tells. */
interface Check {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** By the native compiler, in less than half of the time; what reads TypeScript by its API still needs `typescript` 6. */
const tsc = (project: string): Check => ({
  name: `types of ${project}`,
  program: 'typescript-native/bin/tsc',
  args: ['-p', `tsconfig.${project}.json`],
});

const checks: readonly Check[] = [
  tsc('node'),
  tsc('web'),
  tsc('preload'),
  { name: 'format and lint', program: '@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'boundaries', program: 'dependency-cruiser/bin/dependency-cruiser.mjs', args: ['src'] },
  { name: 'dead code', program: 'knip/bin/knip.js', args: [] },
];

/** Runs one and shows its output only where it fails, in one piece. */
function run({ name, program, args }: Check): Promise<boolean> {
  const child = spawn(process.execPath, [join(projectRoot, 'node_modules', program), ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const passed = exitCodeOf(code, signal) === 0;
      console.log(`${passed ? '✓' : '✗'} ${name}`);
      if (!passed) process.stdout.write(`${Buffer.concat(chunks).toString()}\n`);
      resolve(passed);
    });
  });
}

/** Runs all checks, two at a time. Resolves to how each ended. */
export async function runChecks(): Promise<boolean[]> {
  const waiting = [...checks];
  const results: boolean[] = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await run(check));
  };
  await Promise.all([worker(), worker()]);
  return results;
}
