import fc from 'fast-check';
import { afterAll, beforeAll, it } from 'vitest';
import { type Postgres, startPostgres } from '#test/support/postgres.ts';
import { scenario } from '#test/support/sync/commands.ts';
import { makePrototype, type Prototype } from '#test/support/sync/rig.ts';
import { runScenario, type Tally } from '#test/support/sync/run.ts';

/** `PATCHBAY_SYNC_SEED=17` repeats one seed, `PATCHBAY_SYNC_SEEDS=100..1099` tries others, `PATCHBAY_SYNC_TRACE=table.column` shows what happens to a field. */
const { PATCHBAY_SYNC_SEED: one, PATCHBAY_SYNC_SEEDS: range = '1..50' } = process.env;
const [from = 1, to = 50] = range.split('..').map(Number);
const seeds = one === undefined ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : [Number(one)];
/** How long a failing seed is made smaller. */
const shrinkMs =
  process.env.PATCHBAY_SYNC_SHRINK !== undefined
    ? Number(process.env.PATCHBAY_SYNC_SHRINK)
    : one === undefined
      ? 20_000
      : 120_000;

let cluster: Postgres;
let plain: Prototype;
let sealed: Prototype;
const tally: Tally = new Map();
beforeAll(async () => {
  // What was committed outlasts a crash of the server, as it does with every setting but those of other tests.
  cluster = await startPostgres({ settings: ['synchronous_commit = on'] });
  plain = await makePrototype(cluster);
  sealed = await makePrototype(cluster, true);
}, 120_000);
afterAll(() => {
  if (process.env.PATCHBAY_SYNC_TALLY)
    // biome-ignore lint/suspicious/noConsole: figures for whoever asks for them.
    console.log(
      [...tally]
        .sort()
        .map((entry) => entry.join(' '))
        .join('\n'),
    );
  return cluster.stop();
});

it.each(seeds)(
  'seed %i: stores and database become equal, and nothing that was acknowledged is lost',
  async (seed) => {
    let until = Number.POSITIVE_INFINITY;
    const property = fc.asyncProperty(scenario, async (given) => {
      // The smallest that was found in time is what is shown.
      if (performance.now() > until) return;
      try {
        await runScenario(given.secretsOn ? sealed : plain, given, () => cluster.restart(), tally);
      } catch (error) {
        if (until === Number.POSITIVE_INFINITY)
          // biome-ignore lint/suspicious/noConsole: a seed that fails is said at once, while it is made smaller.
          console.error(`Seed ${seed} fails: ${error instanceof Error ? error.message : error}`);
        until = Math.min(until, performance.now() + shrinkMs);
        throw error;
      }
    });
    await fc.assert(property, { seed, numRuns: 1 });
  },
  shrinkMs + 120_000,
);
