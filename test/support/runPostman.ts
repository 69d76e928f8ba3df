import {
  createScriptRunner,
  type Scope,
  type ScriptHost,
  type ScriptOutput,
  type WireCookie,
  type WireRequest,
  type WireResponse,
} from '#main/scripts/index.ts';
import type { PostmanCase, PostmanEvent, PostmanItem, Variable } from '#test/fixtures/postman/shapes.ts';

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
  /** Requests that were sent, those of scripts among them. */
  readonly sent: number;
  /** Scripts that ended with an error. */
  readonly failures: number;
}

interface Step {
  readonly item: PostmanItem;
  /** From the collection down. */
  readonly events: readonly (readonly PostmanEvent[])[];
}

type Variables = Record<Scope, Record<string, unknown>>;

/** Runs a collection with the scripts' engine and the least that is needed around it. */
export async function runWithOurEngine({
  collection,
  environment,
  globals,
  data,
}: PostmanCase): Promise<CollectionRun> {
  const runner = createScriptRunner({ threads: 1 });
  const steps = flattened(collection.item, [collection.event]);
  const rows = data.length === 0 ? [{}] : data;
  const variables: Variables = {
    environment: recordOf(environment),
    globals: recordOf(globals),
    collection: recordOf(collection.variable),
    local: {},
    data: {},
  };
  const run = new Run(runner, variables, rows.length);
  try {
    for (const [iteration, row] of rows.entries()) await run.iterate(steps, { ...row }, iteration);
  } finally {
    await runner.close();
  }
  return { ...run.result, environment: variables.environment, globals: variables.globals };
}

const recordOf = (variables: readonly Variable[]) =>
  Object.fromEntries(variables.map(({ key, value }) => [key, value]));

function flattened(items: readonly PostmanItem[], above: Step['events']): Step[] {
  return items.flatMap((item) => {
    const events = [...above, item.event ?? []];
    return item.item ? flattened(item.item, events) : [{ item, events }];
  });
}

class Run {
  readonly result: { tests: RanTest[]; sent: number; failures: number } = { tests: [], sent: 0, failures: 0 };
  readonly #runner: ReturnType<typeof createScriptRunner>;
  readonly #variables: Variables;
  readonly #iterations: number;
  readonly #cookies = new Map<string, WireCookie>();
  #iteration = 0;

  constructor(runner: ReturnType<typeof createScriptRunner>, variables: Variables, iterations: number) {
    this.#runner = runner;
    this.#variables = variables;
    this.#iterations = iterations;
  }

  async iterate(steps: readonly Step[], row: Record<string, unknown>, iteration: number): Promise<void> {
    this.#iteration = iteration;
    this.#variables.data = row;
    for (let at = 0; at < steps.length; ) {
      const step = steps[at];
      if (!step) return;
      const next = await this.#step(step);
      if (next === undefined) at += 1;
      else at = next === null ? steps.length : steps.findIndex(({ item }) => item.name === next);
    }
  }

  /** What runs after it: undefined where no script says so, null where the run ends. */
  async #step({ item, events }: Step): Promise<string | null | undefined> {
    const { method, url, header, body } = item.request ?? { method: 'GET', url: '', header: [] };
    let request: WireRequest = {
      method,
      url,
      headers: header.map(({ key, value }) => ({ name: key, value })),
      body: body ? { kind: 'text', mediaType: '', text: body.raw } : { kind: 'none' },
    };
    let next: string | null | undefined;
    for (const source of sources(events, 'prerequest')) {
      const output = await this.#script(item.name, 'before', source, request, null);
      request = output.request ?? request;
      next = output.nextRequest ? output.nextRequest.name : next;
      if (output.skip) return next;
    }
    request = resolved(request, (name) => this.#valueOf(name));
    const response = await this.#send(request);
    for (const source of sources(events, 'test')) {
      const output = await this.#script(item.name, 'after', source, request, response);
      next = output.nextRequest ? output.nextRequest.name : next;
    }
    return next;
  }

  async #script(
    name: string,
    phase: 'before' | 'after',
    source: string,
    request: WireRequest,
    response: WireResponse | null,
  ): Promise<ScriptOutput> {
    const host: ScriptHost = {
      send: (sent) => {
        this.result.sent += 1;
        return send(resolved(sent, (each) => this.#valueOf(each)));
      },
    };
    const info = {
      requestName: name,
      requestId: `id of ${name}`,
      environmentName: 'environment',
      iteration: this.#iteration,
      iterationCount: this.#iterations,
    };
    const cookies = [...this.#cookies.values()];
    const variables = this.#variables;
    const output = await this.#runner.run({ phase, source, request, response, variables, cookies, info }, host);
    for (const scope of ['environment', 'collection', 'globals', 'local'] as const) {
      Object.assign(variables[scope], output.variables[scope].set);
      for (const gone of output.variables[scope].unset) delete variables[scope][gone];
    }
    if (output.failure !== null) this.result.failures += 1;
    for (const { name: test, passed, skipped, error } of output.tests)
      this.result.tests.push({ request: name, name: test, passed, skipped, message: error?.message ?? null });
    return output;
  }

  async #send(request: WireRequest): Promise<WireResponse> {
    this.result.sent += 1;
    const response = await send(request);
    for (const { name, value } of response.headers) {
      if (name.toLowerCase() !== 'set-cookie') continue;
      const [cookie = '', content = ''] = (value.split(';')[0] ?? '').split('=');
      this.#cookies.set(cookie, { name: cookie, value: content });
    }
    return response;
  }

  #valueOf(name: string): unknown {
    const { local, data, environment, collection, globals } = this.#variables;
    return [local, data, environment, collection, globals].find((scope) => Object.hasOwn(scope, name))?.[name];
  }
}

const sources = (events: Step['events'], listen: PostmanEvent['listen']): string[] =>
  events.flatMap((each) => each.filter((event) => event.listen === listen).map(({ script }) => script.exec.join('\n')));

function resolved(request: WireRequest, lookUp: (name: string) => unknown): WireRequest {
  const text = JSON.stringify(request).replace(/\{\{([\w]+)\}\}/g, (whole, name: string) => {
    const value = lookUp(name);
    return value === undefined ? whole : JSON.stringify(String(value)).slice(1, -1);
  });
  return JSON.parse(text) as WireRequest;
}

async function send({ method, url, headers, body }: WireRequest): Promise<WireResponse> {
  const before = performance.now();
  const sentBody = bodyOf(body);
  const response = await fetch(url, {
    method,
    headers: headers.map(({ name, value }): [string, string] => [name, value]),
    ...(sentBody !== undefined && { body: sentBody }),
  });
  const text = await response.text();
  return {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers].map(([name, value]) => ({ name, value })),
    body: text,
    bytes: Buffer.byteLength(text),
    timeMs: Math.round(performance.now() - before),
  };
}

function bodyOf(body: WireRequest['body']): string | URLSearchParams | undefined {
  if (body.kind === 'text') return body.text;
  if (body.kind === 'form')
    return new URLSearchParams(body.fields.map(({ name, value }): [string, string] => [name, value]));
  return undefined;
}
