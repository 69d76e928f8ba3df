import newman from 'newman';
import { z } from 'zod';
import type { PostmanCase } from '#test/fixtures/postman/shapes.ts';
import type { CollectionRun, RanTest } from './runPostman.ts';

const values = z.object({
  values: z.object({ members: z.array(z.looseObject({ key: z.string(), value: z.unknown() })) }),
});
const summary = z.object({
  environment: values,
  globals: values,
  run: z.object({
    failures: z.array(z.object({ at: z.string() })),
  }),
});
const assertion = z.object({
  assertion: z.union([z.string(), z.number()]),
  skipped: z.boolean().nullish(),
  item: z.object({ name: z.string() }),
});

/** Runs a collection with newman, as a judge of ours. */
export function runWithNewman({ collection, environment, globals, data }: PostmanCase): Promise<CollectionRun> {
  const tests: RanTest[] = [];
  return new Promise((resolve, reject) => {
    const options = {
      collection,
      environment: { name: 'environment', values: environment },
      globals: { values: globals },
      ...(data.length > 0 && { iterationData: data }),
      reporters: [],
      timeoutScript: 10_000,
    };
    const run = newman.run(options, (error, result) => {
      if (error) return reject(error);
      const { run: ran, ...left } = summary.parse(result);
      return resolve({
        tests,
        environment: recordOf(left.environment.values.members),
        globals: recordOf(left.globals.values.members),
        failures: ran.failures.filter(({ at }) => /^(?:test|prerequest)-script/.test(at)).length,
      });
    });
    run.on('assertion', (error, given) => {
      const { assertion: name, skipped, item } = assertion.parse(given);
      const message = error === null ? null : error.message;
      tests.push({
        request: item.name,
        name: String(name),
        passed: error === null,
        skipped: skipped ?? false,
        message,
      });
    });
  });
}

const recordOf = (members: readonly { key: string; value?: unknown }[]) =>
  Object.fromEntries(members.map(({ key, value }) => [key, value]));
