import { expect, test } from 'vitest';
import { z } from 'zod';
import { type Role, role } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { kernelRig } from '#test/support/kernelRig.ts';
import { createJobs, defineJobs, handleJobs, type Jobs } from './index.ts';

const types = defineJobs('test', {
  fail: { title: 'Fail', payload: z.object({}), attempts: 4 },
  often: { title: 'Often', payload: z.object({}), attempts: 100 },
  usual: { title: 'As usual', payload: z.object({}) },
  sweep: { title: 'Sweep', payload: z.object({}), every: { ms: 60_000, firstMs: 1_000 } },
});

/** Jobs whose chance is what the test says, on a store of their own. */
function rig(
  random: () => number = () => 0.5,
  failure: () => unknown = () => commonFaults.fault('CONFLICT', 'Not now.'),
) {
  const logged: [string, string, Record<string, unknown>][] = [];
  const made = kernelRig();
  const { store, events } = made.kernel;
  const log = (level: string, message: string, values = {}) => void logged.push([level, message, values]);
  const jobs: Jobs = createJobs({ store, events, log, now: () => made.clock.at, random });
  const throwing = async () => {
    throw failure();
  };
  let failing = true;
  const sometimes = async () => (failing ? await throwing() : undefined);
  jobs.register(handleJobs(types, { fail: sometimes, often: sometimes, usual: sometimes, sweep: sometimes }));
  const admin = made.newActor();
  return {
    ...made,
    jobs,
    store,
    admin,
    logged,
    succeed: () => {
      failing = false;
    },
    list: () => jobs.list(store.read, admin),
    enqueue: (
      name: keyof typeof types,
      more: { tenantId?: typeof admin.tenantId; key?: string; runAt?: number } = {},
    ) => store.write((w) => jobs.enqueue(w, types[name], { tenantId: null, payload: {}, ...more })),
  };
}

/** The waits of a job that fails each time, in milliseconds, with the clock set on to each next time. */
async function waitsOf({ jobs, list, clock }: ReturnType<typeof rig>, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let count = 0; count < times; count += 1) {
    await jobs.runDue();
    const [job] = list();
    waits.push((job?.runAt ?? 0) - clock.at);
    clock.at = job?.runAt ?? 0;
  }
  return waits;
}

test.each([
  [0, 0.8],
  [0.5, 1],
  [1, 1.2],
])('waits twice as long after each failure, an hour at most, by a chance of %d times %d', async (chance, factor) => {
  const made = rig(() => chance);
  made.enqueue('often');
  const doubled = [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600].map((seconds) => seconds * 1_000 * factor);
  expect(await waitsOf(made, doubled.length)).toEqual(doubled.map(Math.round));
});

test.each([
  ['fail', 4],
  ['usual', 5],
] as const)(
  '%s is dead after %d failures, waits no more, and is tried as often again once a person says so',
  async (name, most) => {
    const { jobs, list, admin, clock, enqueue, ...made } = rig();
    enqueue(name);
    for (let round = 0; round < 2; round += 1) {
      for (let failed = 1; failed <= most; failed += 1) {
        await jobs.runDue();
        const [job] = list();
        expect(job).toMatchObject({
          attempts: failed,
          state: failed < most ? 'waiting' : 'dead',
          lastError: 'Not now.',
        });
        if (failed === most) expect(job?.runAt).toBe(clock.at);
        clock.at = job?.runAt ?? 0;
      }
      jobs.runNow(admin, list()[0]?.id ?? '');
      expect(list()).toMatchObject([{ attempts: 0, state: 'waiting', lastError: null, runAt: clock.at }]);
    }
    made.succeed();
    await jobs.runDue();
    expect(list()).toEqual([]);
  },
);

test('one that succeeds after failures begins anew at its next time, with nothing left of them', async () => {
  const { jobs, list, clock, store, succeed } = rig();
  jobs.start();
  clock.at += 1_000;
  await jobs.runDue();
  expect(list()).toMatchObject([{ attempts: 1, lastError: 'Not now.', recurring: true }]);
  clock.at = list()[0]?.runAt ?? 0;
  succeed();
  await jobs.runDue();
  expect(list()).toMatchObject([{ attempts: 0, lastError: null, runAt: clock.at + 60_000, createdAt: clock.at }]);
  expect(store.sqlite.prepare('SELECT count(*) FROM leases').pluck().get()).toBe(0);
  await jobs.close();
});

test.each([
  [0, 54_000],
  [0.5, 60_000],
  [1, 66_000],
])('one that recurs comes a tenth sooner or later by a chance of %d', async (chance, wait) => {
  const { jobs, list, clock, succeed } = rig(() => chance);
  succeed();
  jobs.start();
  clock.at += 1_000;
  await jobs.runDue();
  expect(list()).toMatchObject([{ runAt: clock.at + wait }]);
  await jobs.close();
});

test('discarding takes a single one away, and puts one that recurs off until its next time, dead or not', async () => {
  const { jobs, list, admin, clock, enqueue } = rig();
  jobs.start();
  enqueue('fail', { runAt: clock.at + 5_000 });
  const [sweep, single] = list();
  jobs.discard(admin, sweep?.id ?? '');
  jobs.discard(admin, single?.id ?? '');
  expect(list()).toMatchObject([{ id: sweep?.id, runAt: clock.at + 60_000, attempts: 0, state: 'waiting' }]);
  for (let failed = 0; failed < 5; failed += 1) {
    clock.at = list()[0]?.runAt ?? 0;
    await jobs.runDue();
  }
  expect(list()).toMatchObject([{ state: 'dead', attempts: 5 }]);
  jobs.discard(admin, sweep?.id ?? '');
  expect(list()).toMatchObject([{ state: 'waiting', attempts: 0, lastError: null, runAt: clock.at + 60_000 }]);
  await jobs.close();
});

test.each<[string, unknown, RegExp]>([
  ['an error', new Error('canary-4711'), /canary-4711\n\s+at /],
  ['an error without a trace', Object.assign(new Error('canary-4711'), { stack: undefined }), /^canary-4711$/],
  ['a text', 'canary-4711', /^canary-4711$/],
])('an unexpected failure, %s, is in the log and nowhere else', async (_, failure, trace) => {
  const { jobs, list, enqueue, logged } = rig(undefined, () => failure);
  enqueue('fail');
  await jobs.runDue();
  const [job] = list();
  expect(logged).toEqual([
    ['error', 'A job failed.', { job: 'test.fail', id: job?.id, trace: expect.stringMatching(trace) }],
  ]);
  expect(job?.lastError).toBe(`Something went wrong inside Patchbay. The log names job ${job?.id}.`);
});

test('an expected failure is told as it is, and is not in the log', async () => {
  const { jobs, list, enqueue, logged } = rig();
  enqueue('fail');
  await jobs.runDue();
  expect([list()[0]?.lastError, logged]).toEqual(['Not now.', []]);
});

test.each(role.options)('whether a %s sees and decides jobs', (own: Role) => {
  const { jobs, store, admin, enqueue, list } = rig();
  enqueue('fail');
  const id = list()[0]?.id ?? '';
  const actor = { ...admin, role: own };
  for (const attempt of [
    () => jobs.list(store.read, actor),
    () => jobs.runNow(actor, id),
    () => jobs.discard(actor, id),
  ]) {
    if (own === 'admin') expect(attempt).not.toThrow();
    else expect(attempt).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  }
  expect(list()).toHaveLength(own === 'admin' ? 0 : 1);
});

test('an admin sees the jobs of the own tenant and of the whole console, and decides no others', () => {
  const { jobs, admin, newActor, enqueue, list, store } = rig();
  const other = newActor();
  enqueue('fail', { tenantId: other.tenantId, key: 'theirs' });
  enqueue('usual', { tenantId: admin.tenantId, key: 'mine' });
  enqueue('often', { key: 'everyone’s' });
  expect(
    list()
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['test.often', 'test.usual']);
  const [theirs] = jobs.list(store.read, other).filter(({ kind }) => kind === 'test.fail');
  for (const decide of [jobs.runNow, jobs.discard])
    for (const id of [theirs?.id ?? '', 'none'])
      expect(() => decide(admin, id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  expect(jobs.list(store.read, other)).toHaveLength(2);
});

test('lists dead ones first, then those that are due first, by the name of their kind where nobody knows it', async () => {
  const { jobs, list, clock, enqueue, store } = rig();
  const at = clock.at;
  enqueue('usual', { runAt: at + 9_000 });
  enqueue('often', { runAt: at + 3_000 });
  enqueue('fail', { runAt: at + 6_000 });
  store.sqlite.prepare("UPDATE jobs SET dead = 1 WHERE kind = 'test.fail'").run();
  store.sqlite.prepare("UPDATE jobs SET kind = 'gone.job' WHERE kind = 'test.usual'").run();
  expect(list().map(({ title, state }) => [title, state])).toEqual([
    ['Fail', 'dead'],
    ['Often', 'waiting'],
    ['gone.job', 'waiting'],
  ]);
  clock.at += 60_000;
  await jobs.runDue();
  expect(list().map(({ title, attempts }) => [title, attempts])).toEqual([
    ['Fail', 0],
    ['gone.job', 0],
    ['Often', 1],
  ]);
});

test('one whose payload cannot be read is listed without its title, and fails when it runs', async () => {
  const { jobs, list, enqueue, store } = rig();
  enqueue('usual');
  store.sqlite.prepare("UPDATE jobs SET payload = '{'").run();
  expect(list()).toMatchObject([{ kind: 'test.usual', title: null }]);
  await jobs.runDue();
  expect(list()).toMatchObject([{ attempts: 1, lastError: expect.stringMatching(/Something went wrong/) }]);
});

test('pages are told once the change is saved: of a new one, of one that is taken back, and of what a person decides', () => {
  const { jobs, kernel, admin, list, enqueue, store } = rig();
  const told: boolean[] = [];
  kernel.events.onEvent((event) => {
    if (event.type === 'changed' && event.topic === 'jobs') told.push(store.sqlite.inTransaction);
  });
  const toldBy = (work: () => void) => {
    told.length = 0;
    work();
    return [...told];
  };
  expect(toldBy(() => enqueue('fail', { key: 'k' }))).toEqual([false]);
  expect(toldBy(() => enqueue('fail', { key: 'k' }))).toEqual([false]);
  expect(toldBy(() => jobs.runNow(admin, list()[0]?.id ?? ''))).toEqual([false]);
  expect(toldBy(() => store.write((w) => jobs.cancel(w, types.fail, 'other')))).toEqual([]);
  expect(toldBy(() => store.write((w) => jobs.cancel(w, types.fail, 'k')))).toEqual([false]);
  enqueue('fail');
  expect(toldBy(() => jobs.discard(admin, list()[0]?.id ?? ''))).toEqual([false]);
});

test('one that was taken back or planned anew while it ran is left as it stands then', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { kernel, clock, newActor } = kernelRig();
  const { jobs, store } = kernel;
  jobs.register(
    handleJobs(types, {
      fail: () => gate.promise,
      often: () => gate.promise,
      usual: () => gate.promise,
      sweep: () => gate.promise,
    }),
  );
  const admin = newActor();
  const add = (type: (typeof types)['fail'], runAt: number) =>
    store.write((w) => jobs.enqueue(w, type, { tenantId: null, payload: {}, key: 'k', runAt }));
  add(types.fail, clock.at);
  add(types.usual, clock.at);
  const done = jobs.runDue();
  expect(jobs.list(store.read, admin).map(({ state }) => state)).toEqual(['running', 'running']);
  add(types.fail, clock.at + 7_000);
  store.write((w) => jobs.cancel(w, types.usual, 'k'));
  gate.resolve(undefined);
  await done;
  expect(jobs.list(store.read, admin)).toMatchObject([
    { kind: 'test.fail', state: 'waiting', runAt: clock.at + 7_000 },
  ]);
});

test('one of a kind runs at a time where its domain says nothing else', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { kernel } = kernelRig();
  const { jobs, store } = kernel;
  let begun = 0;
  const wait = () => {
    begun += 1;
    return gate.promise;
  };
  jobs.register(handleJobs(types, { fail: wait, often: wait, usual: wait, sweep: wait }));
  for (const type of [types.usual, types.usual, types.often])
    store.write((w) => jobs.enqueue(w, type, { tenantId: null, payload: {} }));
  const done = jobs.runDue();
  expect(begun).toBe(2);
  gate.resolve(undefined);
  await done;
  expect(begun).toBe(3);
});
