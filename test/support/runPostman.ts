import { z } from 'zod';
import type { RunResult, runInput } from '#contract/runs.ts';
import type { PostmanCase, PostmanEvent, PostmanItem } from '#test/fixtures/postman/shapes.ts';
import type { Client } from './testConsole.ts';

export interface RanTest {
  readonly request: string;
  readonly name: string;
  readonly passed: boolean;
  readonly skipped: boolean;
  /** Null where it passed. */
  readonly message: string | null;
}

/** What a run of a collection came to; the same whoever ran it. */
export interface CollectionRun {
  readonly tests: readonly RanTest[];
  readonly environment: Readonly<Record<string, unknown>>;
  readonly globals: Readonly<Record<string, unknown>>;
  /** Scripts that ended with an error. */
  readonly failures: number;
}

const mark = 'values of the run: ';
const values = z.object({
  environment: z.record(z.string(), z.unknown()),
  globals: z.record(z.string(), z.unknown()),
});

/** The last line of each request says which values there are by then: a run itself does not tell them. */
const telling: PostmanEvent = {
  listen: 'test',
  script: {
    type: 'text/javascript',
    exec: [
      `console.log('${mark}' + JSON.stringify({ environment: pm.environment.toObject(), globals: pm.globals.toObject() }))`,
    ],
  },
};

function told(item: PostmanItem): PostmanItem {
  if (item.item) return { ...item, item: item.item.map(told) };
  return { ...item, event: [...(item.event ?? []), telling] };
}

/** Runs the files of a collection with the console's runner, without taking them over. */
export async function runWithConsole(
  client: Client,
  { collection, environment, globals, data }: PostmanCase,
): Promise<CollectionRun> {
  const file = (path: string, value: unknown) => ({ path, text: JSON.stringify(value) });
  const rows = await runToItsEnd(client, {
    target: {
      kind: 'files',
      environment: 'environment',
      files: [
        file('collection.json', { ...collection, item: collection.item.map(told) }),
        file('environment.json', { name: 'environment', values: environment, _postman_variable_scope: 'environment' }),
        file('globals.json', { name: 'globals', values: globals, _postman_variable_scope: 'globals' }),
      ],
    },
    options: data.length === 0 ? {} : { data: { format: 'json', text: JSON.stringify(data) } },
  });
  const logs = rows.flatMap(({ tests }) => tests?.logs ?? []).filter(({ text }) => text.startsWith(mark));
  const last = logs.at(-1)?.text.slice(mark.length);
  return {
    tests: rows.flatMap(testsOf),
    ...(last === undefined ? { environment: {}, globals: {} } : values.parse(JSON.parse(last))),
    failures: rows.reduce((count, { tests }) => count + (tests?.faults.length ?? 0), 0),
  };
}

const testsOf = ({ name: request, tests }: RunResult): RanTest[] =>
  (tests?.results ?? []).map(({ name, passed, skipped, message }) => ({ request, name, passed, skipped, message }));

/** Starts a run and gives its results once it is over. */
export async function runToItsEnd(client: Client, input: z.input<typeof runInput>): Promise<RunResult[]> {
  const { id } = await client.runs.start(input);
  while ((await client.runs.get({ id })).state === 'running') await new Promise((resolve) => setTimeout(resolve, 5));
  const { rows } = await client.runs.results({ id, offset: 0, limit: 500 });
  return rows;
}
