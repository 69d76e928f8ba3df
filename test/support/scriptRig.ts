import {
  createScriptRunner,
  type Script,
  type ScriptHost,
  type ScriptOutput,
  type WireResponse,
} from '#main/scripts/index.ts';

export const jsonResponse: WireResponse = {
  status: 200,
  statusText: 'OK',
  headers: [
    { name: 'Content-Type', value: 'application/json' },
    { name: 'Set-Cookie', value: 'session=abc; Path=/; HttpOnly' },
  ],
  body: '{"user":{"name":"Ada"},"items":[{"id":1},{"id":2}]}',
  bytes: 51,
  timeMs: 12,
};

const script: Script = {
  phase: 'after',
  source: '',
  request: {
    method: 'POST',
    url: 'https://api.example.org/users?page=1',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    body: { kind: 'text', mediaType: 'application/json', text: '{"n":1}' },
  },
  response: jsonResponse,
  variables: {
    environment: { base: 'https://api.example.org', old: 'x' },
    collection: { c: 'collection' },
    globals: { g: 'global' },
    local: {},
    data: { row: 1 },
  },
  cookies: [{ name: 'session', value: 'abc' }],
  info: {
    requestName: 'List users',
    path: ['Shop', 'Users'],
    requestId: 'r1',
    environmentName: 'Test',
    iteration: 0,
    iterationCount: 1,
  },
};

const noHost: ScriptHost = { send: () => Promise.reject(new Error('Nothing is sent here.')) };

export interface ScriptRig {
  /** Runs a script after a response, unless `given` says otherwise. */
  run(source: string, given?: Partial<Script>, host?: ScriptHost, signal?: AbortSignal): Promise<ScriptOutput>;
  close(): Promise<void>;
}

/** @param timeMs for tests that wait for it, shorter than the product's five seconds */
export function openScriptRig(timeMs?: number, threads = 2): ScriptRig {
  const runner = createScriptRunner({ threads, ...(timeMs !== undefined && { timeMs }) });
  return {
    run: (source, given = {}, host = noHost, signal) => runner.run({ ...script, ...given, source }, host, signal),
    close: () => runner.close(),
  };
}

/** The names of the tests that failed, with their messages. */
export const failedTests = ({ tests }: ScriptOutput): string[] =>
  tests.filter(({ passed }) => !passed).map(({ name, error }) => `${name}: ${error?.message}`);

export const logLines = ({ logs }: ScriptOutput): string[] => logs.map(({ text }) => text);
