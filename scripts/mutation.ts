import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { resolveImport } from './fileGrain.ts';
import { type Mutant, mutantsOf } from './mutants.ts';
import { projectRoot } from './projectRoot.ts';

/**
 * Changes one thing in the source at a time, in a copy of the project, and looks whether the unit tests near it notice.
 * `npm run test:mutation -- --only src/main/store --sample 12 --seed 1`; `--only src/main/store/clock.ts:20` tries one line.
 */
const folders = [
  ...['kernel', 'store', 'vault', 'http', 'facts', 'jobs'].map((name) => `src/main/${name}`),
  ...['connections', 'oauth', 'requests', 'tenants'].map((name) => `src/main/domains/${name}`),
  'src/core/http',
];

interface Tried {
  readonly mutant: Mutant;
  readonly result: 'noticed' | 'timed out' | 'unnoticed' | 'no test';
}

interface Choice {
  /** Folders, files, or `file:line`. */
  readonly only: readonly string[];
  /** How many of each folder; all without it. */
  readonly sample?: number;
  readonly seed: string;
}

const folderOf = (file: string, only: readonly string[]) =>
  [...folders, ...only].find((folder) => file.startsWith(`${folder}/`)) ?? file;

/** The same seed takes the same mutants of a file that did not change. */
function sampled(mutants: readonly Mutant[], { sample, seed }: Choice): Mutant[] {
  const order = ({ file, start, to }: Mutant) =>
    createHash('sha256').update(`${seed} ${file} ${start} ${to}`).digest('hex');
  const sorted = mutants.toSorted((a, b) => order(a).localeCompare(order(b)));
  return sorted.slice(0, sample ?? sorted.length).toSorted((a, b) => a.file.localeCompare(b.file) || a.start - b.start);
}

function choose(root: string, choice: Choice): Mutant[] {
  const chosen = choice.only.flatMap((place) => {
    const [path = '', line] = place.split(':');
    const files = path.endsWith('.ts') ? [path] : globSync(`${path}/**/*.ts`, { cwd: root });
    const sources = files
      .map((file) => file.split(sep).join('/'))
      .filter((file) => !/(\.test|\/test[A-Z]\w*)\.ts$/.test(file));
    return sources
      .flatMap((file) => mutantsOf(file, readFileSync(join(root, file), 'utf8')))
      .filter((mutant) => line === undefined || mutant.line === Number(line));
  });
  return [...Map.groupBy(chosen, ({ file }) => folderOf(file, choice.only)).values()].flatMap((some) =>
    sampled(some, choice),
  );
}

/** Who imports which file at run time, or starts it as a worker. */
function importersOf(root: string): Map<string, string[]> {
  const importers = new Map<string, string[]>();
  for (const name of globSync('{src,scripts,test}/**/*.{ts,tsx}', { cwd: root })) {
    const file = name.split(sep).join('/');
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/^(import|export) type [^;]*;/gm, '');
    for (const [, specifier = ''] of text.matchAll(/(?:from |import |import\(|URL\()'([^']+\.tsx?)'/g)) {
      const target = resolveImport(root, specifier, join(root, file));
      const path = target && relative(root, target).split(sep).join('/');
      if (path) importers.set(path, [...(importers.get(path) ?? []), file]);
    }
  }
  return importers;
}

/**
 * Unit tests that reach a file, in two rounds: the two nearest of its folder, by steps of imports, its own before all and those beside it
 * next, then its next ten; three of other folders where it has none.
 */
function testsOf(
  file: string,
  folder: string,
  importers: ReadonlyMap<string, string[]>,
): [first: string[], next: string[]] {
  const steps = new Map([[file, 0]]);
  for (const [reached, step] of steps)
    for (const importer of importers.get(reached) ?? []) if (!steps.has(importer)) steps.set(importer, step + 1);
  const far = (test: string) => {
    if (basename(test).startsWith(`${basename(file, '.ts')}.`)) return 0;
    return (dirname(test) === dirname(file) ? 0 : steps.size) + (steps.get(test) ?? 0);
  };
  const tests = [...steps.keys()]
    .filter((test) => /(?<!\.page)\.test\.tsx?$/.test(test) && !test.startsWith('test/'))
    .toSorted((a, b) => far(a) - far(b) || a.localeCompare(b));
  const own = tests.filter((test) => test.startsWith(`${folder}/`));
  const others = own.length === 0 ? tests.slice(0, 3) : [];
  return [own.slice(0, 2), [...own.slice(2, 12), ...others]];
}

/** A copy in which files can be changed. Its `node_modules` holds links, so that caches stay in the copy as well. */
function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'patchbay-mutation-'));
  for (const name of readdirSync(root))
    if (!/^(node_modules|out|dist|coverage|test-results|playwright-report|docs|\.git|\.cache)$/.test(name))
      cpSync(join(root, name), join(copy, name), { recursive: true });
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules')))
    if (!/^\.(vite|cache|experimental)/.test(name))
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
  return copy;
}

/** Runs tests in the copy until one fails. */
function runTests(
  copy: string,
  tests: readonly string[],
  limitMs: number,
  more: readonly string[],
): Promise<'passed' | 'failed' | 'timed out'> {
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs');
  const cache = ['--fsModuleCache', `--fsModuleCachePath=${join(copy, '.cache/modules')}`];
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const child = spawn(
    process.execPath,
    [vitest, 'run', '--project', 'unit', '--maxWorkers=1', ...cache, ...more, ...tests],
    { cwd: copy, stdio: 'ignore', detached: true, env },
  );
  const stop = () => process.kill(-(child.pid ?? 0), 'SIGKILL');
  process.prependOnceListener('exit', stop);
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    stop();
  }, limitMs);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      process.off('exit', stop);
      resolve(timedOut ? 'timed out' : code === 0 ? 'passed' : 'failed');
    });
  });
}

interface Bench {
  readonly root: string;
  readonly copy: string;
  readonly say: (line: string) => void;
  /** How long each test file takes unchanged, with its share of the start, in ms; null where it fails in the copy, since it would notice everything. */
  readonly took: Map<string, number | null>;
}

async function measure({ copy, took, say }: Bench, tests: readonly string[]): Promise<void> {
  const path = join(copy, '.cache/unchanged.json');
  const begun = performance.now();
  await runTests(copy, tests, 600_000, ['--reporter=json', `--outputFile=${path}`]);
  const each = (performance.now() - begun) / tests.length;
  const results: { name: string; status: string }[] = existsSync(path)
    ? JSON.parse(readFileSync(path, 'utf8')).testResults
    : [];
  rmSync(path, { force: true });
  for (const test of tests) {
    const result = results.find(({ name }) => name.split(sep).join('/').endsWith(`/${test}`));
    took.set(test, result?.status === 'passed' ? each : null);
    if (result?.status !== 'passed') say(`fails unchanged, and is left out: ${test}`);
  }
}

async function resultOf(bench: Bench, { file, start, end, to }: Mutant, rounds: readonly string[][]) {
  const { root, copy, took } = bench;
  const text = readFileSync(join(root, file), 'utf8');
  let result: Tried['result'] = 'no test';
  for (const round of rounds) {
    const unknown = round.filter((test) => !took.has(test));
    if (unknown.length > 0) await measure(bench, unknown);
    const usable = round.filter((test) => took.get(test) !== null);
    if (usable.length === 0) continue;
    writeFileSync(join(copy, file), text.slice(0, start) + to + text.slice(end));
    const usual = usable.reduce((sum, test) => sum + (took.get(test) ?? 0), 0);
    const ended = await runTests(copy, usable, 20_000 + 3 * usual, ['--bail=1']);
    writeFileSync(join(copy, file), text);
    result = ended === 'passed' ? 'unnoticed' : ended === 'failed' ? 'noticed' : ended;
    if (result !== 'unnoticed') break;
  }
  return result;
}

/** Tries every chosen mutant. The tree at `root` is only read. */
export async function tryMutants(root: string, choice: Choice, say: Bench['say']): Promise<Tried[]> {
  const chosen = choose(root, choice);
  const importers = importersOf(root);
  const bench: Bench = { root, copy: copyOf(root), say, took: new Map() };
  const clean = () => rmSync(bench.copy, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', clean);
  try {
    const tried: Tried[] = [];
    for (const mutant of chosen) {
      const rounds = testsOf(mutant.file, folderOf(mutant.file, choice.only), importers);
      const result = await resultOf(bench, mutant, rounds);
      tried.push({ mutant, result });
      say(`${tried.length}/${chosen.length} ${result}: ${placeOf(mutant)}`);
    }
    return tried;
  } finally {
    process.off('exit', clean);
    clean();
  }
}

const short = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 90);
const placeOf = ({ file, line, from, to }: Mutant) => `${file}:${line}  ${short(from)}  →  ${short(to)}`;

/** Rates by folder, and every change that went unnoticed. */
export function report(tried: readonly Tried[], only: readonly string[]): string[] {
  const missed = ({ result }: Tried) => result === 'unnoticed' || result === 'no test';
  const rate = (name: string, some: readonly Tried[]) => {
    const noticed = some.filter((one) => !missed(one)).length;
    return `${name}: ${noticed} of ${some.length} noticed (${Math.round((100 * noticed) / Math.max(1, some.length))} %)`;
  };
  const byFolder = Map.groupBy(tried, ({ mutant }) => folderOf(mutant.file, only));
  return [
    ...[...byFolder].flatMap(([folder, some]) => [
      rate(folder, some),
      ...some.filter(missed).map(({ mutant, result }) => `    ${result}: ${placeOf(mutant)}`),
    ]),
    rate('all', tried),
  ];
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: folders },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { only, seed, sample } = values;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const choice = { only, seed, ...(sample !== undefined && { sample: Number(sample) }) };
  console.log(report(await tryMutants(projectRoot, choice, (line) => console.error(line)), only).join('\n'));
}
