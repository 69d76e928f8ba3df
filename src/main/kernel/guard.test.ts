import { ORPCError } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { expect, test } from 'vitest';
import { tenantId, userId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { DamagedValue } from '#main/store/index.ts';
import type { Client } from '#test/support/testConsole.ts';
import type { Actor, CallContext } from './actor.ts';
import { type AllRoutes, routerOf } from './router.ts';

const id = '00000000-0000-4000-8000-000000000001';
const actor: Actor = {
  kind: 'person',
  userId: userId.parse(id),
  tenantId: tenantId.parse(id),
  name: 'Ada',
  role: 'admin',
};

interface Logged {
  readonly level: string;
  readonly message: string;
  readonly values: Record<string, unknown>;
}

/** Some routes of the contract, each served by `serve`. */
function guarded(serve: (...call: unknown[]) => unknown, context: Partial<CallContext> = {}) {
  const log: Logged[] = [];
  let uses = 0;
  const serves = { serve: (...call: unknown[]) => serve(...call) };
  const routes = {
    jobs: { list: serves.serve, runNow: serves.serve, discard: serves.serve },
    tenants: { create: serves.serve, addMember: serves.serve, members: serves.serve },
    connections: { create: serves.serve },
  } as unknown as AllRoutes;
  const router = routerOf(routes, {
    log: (level, message, values = {}) => void log.push({ level, message, values }),
    onUse: () => {
      uses += 1;
    },
  });
  const session = { actor: () => actor, switchTenant: () => undefined };
  const client: Client = createRouterClient(router, { context: { session, ...context } });
  return { client, log, uses: () => uses };
}

async function failureOf(call: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ORPCError) return error;
  throw new Error('The call did not fail as calls do');
}

/** A value with so many levels of arrays and objects. */
const nested = (levels: number, wrap: (inner: unknown) => unknown): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => wrap(inner), 'end');

const wraps: [string, (inner: unknown) => unknown][] = [
  ['arrays', (inner) => [inner]],
  ['objects', (inner) => ({ inner })],
  ['both, beside others', (inner) => [1, { a: null, inner }, 'x']],
];

test.each(wraps)('an input of up to 256 levels of %s reaches the contract, a deeper one does not', async (_, wrap) => {
  const { client } = guarded(() => []);
  const levelsOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(levelsOf)) : 0;
  const call = (value: unknown) => failureOf(client.jobs.runNow(value as { id: string }));
  const step = levelsOf(wrap('end'));
  const within = nested(256 / step, wrap);
  expect(levelsOf(within)).toBe(256);
  expect((await call(within)).message).not.toContain('nested');
  const deeper = await call([within]);
  expect(deeper).toMatchObject({ code: 'BAD_REQUEST', status: 400, data: { kept: 'Nothing was changed.' } });
  expect(deeper.message).toContain('256 levels');
  // Without end, as no recursion could walk it.
  expect((await call(nested(20_000, wrap))).message).toContain('256 levels');
});

test('what is no plain value has no levels', async () => {
  const seen: unknown[] = [];
  const { client } = guarded((_actor, input) => {
    seen.push(input);
    return [];
  });
  await client.jobs.runNow({ id: 'a', date: new Date(0), blob: new Blob([]) } as { id: string });
  expect(seen).toEqual([{ id: 'a' }]);
});

test.each([
  ['a person acts', 'runNow', {}, 1],
  ['an open page asks again by itself', 'list', {}, 0],
  ['a program acts', 'runNow', { unattended: true }, 0],
] as const)('whether it counts as use of the vault that %s', async (_, name, context, expected) => {
  const { client, uses } = guarded(() => [], context);
  await (name === 'list' ? client.jobs.list() : client.jobs.runNow({ id: 'a' }));
  expect(uses()).toBe(expected);
});

test('each call is served with its actor, what the contract makes of the input, a signal and the session', async () => {
  const calls: unknown[][] = [];
  const { client } = guarded((...call) => {
    calls.push(call);
    return { id, name: 'x', createdAt: 1, role: 'admin' };
  });
  await client.tenants.create({ name: '  Name  ' }, { signal: new AbortController().signal });
  expect(calls).toMatchObject([[actor, { name: 'Name' }, expect.any(AbortSignal), { actor: expect.any(Function) }]]);
});

test.each<[string, (client: Client) => Promise<unknown>, RegExp, string]>([
  [
    'one field',
    (client) => client.tenants.addMember({ name: 'A', email: 'nowhere', role: 'admin' }),
    /^email: Enter a mail address\.$/,
    'email',
  ],
  [
    'three fields',
    (client) => client.tenants.addMember({ name: 'A'.repeat(500), email: 'nowhere', role: 'x' as 'admin' }),
    /^name: [^;]+; email: [^;]+; role: [^;]+$/,
    'name',
  ],
  ['no field', (client) => client.jobs.runNow(7 as never), /^[^:]+: expected object[^:]*$/, ''],
  [
    'more than three',
    (client) => client.connections.create({} as never),
    /^(\w+: [^;]+; ){2}\w+: [^;]+ \(and [1-9]\d* more\)$/,
    'integrationId',
  ],
])('an input that the contract refuses in %s is told by field', async (_, call, says, field) => {
  const { client, log } = guarded(() => {
    throw new Error('is not served');
  });
  const failure = await failureOf(call(client));
  expect(failure).toMatchObject({ code: 'BAD_REQUEST', status: 400 });
  expect(failure.message).toMatch(says);
  expect(failure.data).toEqual({
    kept: 'Nothing was changed.',
    todo: 'Correct what is named and try again.',
    field: expect.stringMatching(new RegExp(`^(${field})$`)),
  });
  expect(log).toEqual([]);
});

test('a fault passes as it is, and is not in the log', async () => {
  const fault = commonFaults.fault('CONFLICT', 'Not now.', { todo: 'Wait.' });
  const { client, log } = guarded(() => {
    throw fault;
  });
  expect(await failureOf(client.jobs.list())).toMatchObject({ code: 'CONFLICT', status: 409, message: 'Not now.' });
  expect(log).toEqual([]);
});

test.each<[string, unknown, RegExp]>([
  ['an error', new Error('canary-4711'), /canary-4711[\s\S]* at /],
  ['a text', 'canary-4711', /^canary-4711$/],
  ['nothing', undefined, /^undefined$/],
  ['an answer of the server', new ORPCError('INTERNAL_SERVER_ERROR', { cause: new Error('canary-4711') }), /canary/],
])('what is thrown as %s is in the log alone, under an id that the person sees', async (_, thrown, trace) => {
  const { client, log } = guarded(() => {
    throw thrown;
  });
  const failure = await failureOf(client.jobs.list());
  expect(failure).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', status: 500 });
  expect(JSON.stringify(failure) + failure.message).not.toContain('canary');
  const [, shown] = /^Something went wrong inside Patchbay \(error ([0-9a-f]{12})\)\.$/.exec(failure.message) ?? [];
  expect(log).toEqual([
    { level: 'error', message: expect.any(String), values: { id: shown, call: 'jobs.list', trace: expect.anything() } },
  ]);
  expect(log[0]?.values.trace).toMatch(trace);
});

test('a damaged record is told in words, and in the log', async () => {
  const { client, log } = guarded(() => {
    throw new DamagedValue('jobs', 'payload', null);
  });
  expect(await failureOf(client.jobs.runNow({ id: 'j1' }))).toMatchObject({
    code: 'UNREADABLE',
    message: 'What is stored of this job cannot be read (payload). Its id is j1.',
  });
  expect(log.map(({ values }) => values.call)).toEqual(['jobs.runNow']);
});

test('an answer that is not what the contract says is a damaged record, which was written', async () => {
  const { client } = guarded(() => ({ id, name: 7, createdAt: -1, role: 'admin' }));
  const failure = await failureOf(client.tenants.create({ name: 'x' }));
  expect(failure.message).toMatch(/^What is stored of this tenant cannot be read \(name(, createdAt)?\)\.$/);
  expect(failure.data).toMatchObject({ kept: 'It stays as it is stored, the damaged part included.' });
});
