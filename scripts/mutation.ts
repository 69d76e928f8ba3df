import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Plugin } from 'vite';
import { createVitest, type TestSpecification, type Vitest } from 'vitest/node';
import { type Mutant, withMutants } from './mutation/mutants.ts';
import { projectRoot } from './projectRoot.ts';

/**
 * Changes one thing in the source at a time, in memory, and looks whether the unit tests that run it notice. No file of the tree is
 * written. `npm run test:mutation -- --sample 150 --only src/main/store --seed 7`
 */

const usual = [
  ...['store', 'vault', 'http', 'facts', 'jobs'].map((name) => `src/main/${name}`),
  ...['connections', 'oauth', 'requests', 'tenants'].map((name) => `src/main/domains/${name}`),
];

const { values } = parseArgs({
  options: {
    /** Folders, or files. */
    only: { type: 'string', multiple: true, default: usual },
    /** How many mutants; all of them where it is left out. */
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** How many test files one mutant is tried with at most, the nearest first. */
    tests: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '60' },
    /** Ends after so many minutes with what was tried until then. */
    minutes: { type: 'string', default: '600' },
  },
});

const started = Date.now();
const files = values.only.flatMap((place) =>
  place.endsWith('.ts') ? [place] : globSync(`${place}/**/*.ts`, { cwd: projectRoot }),
);
const sources = new Map(
  files
    .filter((file) => !/\.test\.ts$|[Ww]orker\.ts$|\/testServer\.ts$|\/table\.ts$/.test(file))
    .toSorted()
    .map((file) => [file, withMutants(file, readFileSync(join(projectRoot, file), 'utf8'))] as const),
);
const all = [...sources.values()].flatMap(({ mutants }) => mutants);
const chosen = sampled(all, Number(values.sample ?? all.length), Number(values.seed));

/** The same seed takes the same mutants (mulberry32). */
function sampled(from: readonly Mutant[], count: number, seed: number): Mutant[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const order = from.map((mutant) => ({ mutant, at: random() })).toSorted((a, b) => a.at - b.at);
  return order.slice(0, count).map(({ mutant }) => mutant);
}

const switches: Plugin = {
  name: 'mutants',
  enforce: 'pre',
  transform: (_code, id) => sources.get(relative(projectRoot, id.split('?')[0] ?? ''))?.code,
};

const reachDir = mkdtempSync(join(tmpdir(), 'patchbay-mutation-'));

/** One process at a time; a fresh one for each mutant, since what is set while a module loads can be mutated too. */
async function open(isolate: boolean): Promise<Vitest> {
  const vitest = await createVitest(
    'test',
    {
      ...{
        root: projectRoot,
        config: false,
        watch: false,
        pool: 'forks',
        isolate,
        maxWorkers: 1,
        bail: isolate ? 0 : 1,
      },
      execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
      include: ['src/**/*.test.ts'],
      setupFiles: [join(projectRoot, 'scripts/mutation/setup.ts')],
      ...{ reporters: [{}], testTimeout: 60_000, hookTimeout: 60_000 },
    },
    { plugins: [switches] },
  );
  vitest.provide('reachDir', reachDir);
  vitest.provide('timeLimitMs', Number(values.seconds) * 1_000);
  return vitest;
}

interface Reach {
  readonly testPath: string;
  readonly reached: readonly string[];
}

/** Which test files run which mutants: every test once, with all mutants off. */
async function testsByMutant(vitest: Vitest): Promise<Map<string, TestSpecification[]>> {
  vitest.provide('mutant', null);
  const specs = (await vitest.globTestSpecifications()).filter(({ moduleId }) => isNear(moduleId));
  process.stderr.write(`Seeing what ${specs.length} test files run…\n`);
  const seen = await vitest.runTestSpecifications(specs, true);
  for (const module of seen.testModules)
    if (module.state() === 'failed')
      process.stderr.write(`Fails without a mutant: ${module.relativeModuleId}
`);
  const found = new Map<string, TestSpecification[]>();
  for (const name of readdirSync(reachDir)) {
    const { testPath, reached }: Reach = JSON.parse(readFileSync(join(reachDir, name), 'utf8'));
    const spec = specs.find(({ moduleId }) => moduleId === testPath);
    if (spec !== undefined) for (const key of reached) found.set(key, [...(found.get(key) ?? []), spec]);
  }
  return found;
}

/** A mutant is to be noticed by the tests of the folders that are looked at, its own first. */
const isNear = (testPath: string): boolean =>
  values.only.some((place) =>
    relative(projectRoot, testPath).startsWith(`${place.endsWith('.ts') ? dirname(place) : place}/`),
  );

const sharedParts = (a: string, b: string): number => {
  const [first, second] = [dirname(a).split('/'), dirname(b).split('/')];
  const differs = first.findIndex((part, index) => part !== second[index]);
  return differs === -1 ? first.length : differs;
};

const nearest = (mutant: Mutant, specs: readonly TestSpecification[]): TestSpecification[] =>
  specs
    .map((spec) => ({ spec, near: sharedParts(mutant.file, relative(projectRoot, spec.moduleId)) }))
    .toSorted((a, b) => b.near - a.near)
    .slice(0, Number(values.tests))
    .map(({ spec }) => spec);

/** Whether a test failed; one that had to be ended noticed it as well. */
async function isNoticed(vitest: Vitest, { file, index }: Mutant, specs: TestSpecification[]): Promise<boolean> {
  vitest.provide('mutant', { file, index });
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs, false);
  return unhandledErrors.length > 0 || testModules.some((module) => module.state() === 'failed');
}

interface Tried {
  readonly mutant: Mutant;
  readonly result: 'noticed' | 'unnoticed' | 'not run';
}

async function tryAll(): Promise<Tried[]> {
  const seeing = await open(true);
  const reach = await testsByMutant(seeing);
  await seeing.close();
  const trying = await open(false);
  const places = new Map((await trying.globTestSpecifications()).map((spec) => [spec.moduleId, spec]));
  const tried: Tried[] = [];
  for (const mutant of chosen) {
    if (Date.now() - started > Number(values.minutes) * 60_000) break;
    const known = reach.get(`${mutant.file}#${mutant.index}`) ?? [];
    const specs = nearest(mutant, known).flatMap(({ moduleId }) => places.get(moduleId) ?? []);
    const noticed = specs.length > 0 && (await isNoticed(trying, mutant, specs));
    const result = noticed ? 'noticed' : specs.length === 0 ? 'not run' : 'unnoticed';
    tried.push({ mutant, result });
    process.stderr.write(`${tried.length}/${chosen.length} ${result}: ${placeOf(mutant)}\n`);
  }
  await trying.close();
  return tried;
}

const placeOf = ({ file, line, kind, before, after }: Mutant): string =>
  `${file}:${line} ${kind}: ${before} → ${after}`;

function report(tried: readonly Tried[]): string {
  const rate = (some: readonly Tried[]) => {
    const noticed = some.filter(({ result }) => result === 'noticed').length;
    return `${noticed} of ${some.length} noticed (${((100 * noticed) / Math.max(1, some.length)).toFixed(0)} %)`;
  };
  const folders = Map.groupBy(tried, ({ mutant }) =>
    mutant.file
      .split('/')
      .slice(0, mutant.file.includes('/domains/') ? 4 : 3)
      .join('/'),
  );
  const lines = [...folders]
    .toSorted()
    .flatMap(([folder, some]) => [
      `${folder}: ${rate(some)}`,
      ...some
        .filter(({ result }) => result !== 'noticed')
        .map(({ mutant, result }) => `  ${result}: ${placeOf(mutant)}`),
    ]);
  return [...lines, `All: ${rate(tried)}, ${all.length} mutants in ${sources.size} files, seed ${values.seed}`].join(
    '\n',
  );
}

try {
  process.stdout.write(`${report(await tryAll())}\n`);
} finally {
  rmSync(reachDir, { recursive: true, force: true });
}
process.exit();
