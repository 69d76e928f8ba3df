import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { kernelRig } from '#test/support/kernelRig.ts';
import {
  createJobs,
  defineJobs,
  handleJobs,
  holdsLease,
  isLeased,
  leaseOwner,
  releaseLease,
  seizeLease,
  takeLease,
} from './index.ts';
import { heldLeases } from './lease.ts';

const types = defineJobs('test', {
  note: { title: 'Note', payload: z.object({ name: z.string() }), concurrency: 2 },
  tick: { title: 'Tick', payload: z.object({}), every: { ms: 60_000, firstMs: 1_000 } },
});

/** A started queue whose clock and timers are the test's. */
function rig({ gate = Promise.resolve(undefined) }: { gate?: Promise<undefined> } = {}) {
  const made = kernelRig();
  const { store, events } = made.kernel;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const done: string[] = [];
  const begun: string[] = [];
  const jobs = createJobs({ store, events, log: () => undefined, now: () => made.clock.at, random: () => 0.5 });
  onTestFinished(() => jobs.close());
  jobs.register(
    handleJobs(types, {
      note: async ({ payload }) => {
        begun.push(payload.name);
        await gate;
        return void done.push(payload.name);
      },
      tick: async () => void done.push('tick'),
    }),
  );
  /** Time passes for clock and timers alike, and what began comes to its end. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 100) {
      made.clock.at += Math.min(left, 100);
      await vi.advanceTimersByTimeAsync(Math.min(left, 100));
    }
    return done.splice(0);
  };
  const add = (name: string, inMs: number) =>
    store.write((w) =>
      jobs.enqueue(w, types.note, { tenantId: null, payload: { name }, runAt: made.clock.at + inMs, key: name }),
    );
  return { ...made, store, jobs, pass, add, begun };
}

test('what recurs runs soon after the start, and from then on by its interval', async () => {
  const { jobs, pass } = rig();
  jobs.start();
  expect(await pass(900)).toEqual([]);
  expect(await pass(300)).toEqual(['tick']);
  expect(await pass(59_500)).toEqual([]);
  expect(await pass(900)).toEqual(['tick']);
});

test.each([
  ['due at once', 0],
  ['overdue', -5_000],
  ['due in seven seconds', 7_000],
  ['due in two minutes', 120_000],
])('one that is added after the start and is %s runs within a moment of its time', async (_, inMs) => {
  const { jobs, pass, add } = rig();
  jobs.start();
  await pass(1_200);
  add('x', inMs);
  const names = await pass(Math.max(0, inMs - 100));
  expect(names.filter((name) => name === 'x')).toEqual([]);
  expect((await pass(300)).filter((name) => name === 'x')).toEqual(['x']);
});

test('none runs by itself before the start, and a dead one never', async () => {
  const { jobs, pass, add, store } = rig();
  add('early', 0);
  expect(await pass(60_000)).toEqual([]);
  add('dead', 500);
  store.sqlite.prepare("UPDATE jobs SET dead = 1 WHERE key = 'dead'").run();
  jobs.start();
  expect(await pass(400)).toEqual(['early']);
  expect(await pass(50_000)).toEqual(['tick']);
});

test('one that is put off meanwhile runs at its new time, and one that is taken back not at all', async () => {
  const { jobs, pass, add, store } = rig();
  jobs.start();
  add('later', 10_000);
  add('gone', 10_000);
  expect(await pass(5_000)).toEqual(['tick']);
  add('later', 10_000);
  store.write((w) => jobs.cancel(w, types.note, 'gone'));
  expect(await pass(9_800)).toEqual([]);
  expect(await pass(400)).toEqual(['later']);
});

test('two of a kind run at a time where it says so, and a third when one of them is done', async () => {
  const gate = Promise.withResolvers<undefined>();
  const { jobs, pass, add, begun } = rig({ gate: gate.promise });
  jobs.start();
  for (const name of ['a', 'b', 'c']) add(name, 0);
  await pass(5_000);
  expect(begun.toSorted()).toEqual(['a', 'b']);
  gate.resolve(undefined);
  await pass(300);
  expect(begun.toSorted()).toEqual(['a', 'b', 'c']);
});

test('one that another process holds is looked at every second, and begun once that lets go', async () => {
  const { jobs, pass, add, store, clock } = rig();
  add('theirs', 0);
  const id = store.sqlite.prepare("SELECT id FROM jobs WHERE key = 'theirs'").pluck().get();
  const theirs = `${process.ppid}.other`;
  store.write((w) => takeLease(w, `job:${String(id)}`, theirs, clock.at, clock.at + 90_000));
  jobs.start();
  expect((await pass(20_000)).filter((name) => name !== 'tick')).toEqual([]);
  store.write((w) => releaseLease(w, `job:${String(id)}`, theirs));
  expect(await pass(1_200)).toEqual(['theirs']);
});

test('nothing runs by itself after the close', async () => {
  const { jobs, pass, add } = rig();
  jobs.start();
  add('x', 500);
  await jobs.close();
  add('y', 0);
  expect(await pass(120_000)).toEqual([]);
});

test.each<[string, number]>([
  ['a minute', 60_000],
  ['less', 1],
])('a clock that was ahead by %s or less moves nothing', async (_, ahead) => {
  const { jobs, add, clock, store } = rig();
  clock.at += ahead;
  add('x', 5_000);
  const before = clock.at + 5_000;
  clock.at -= ahead;
  jobs.start();
  expect(jobs.nextRunAt(store.read, types.note, 'x')).toBe(before);
});

test('a clock that is set right while the queue runs holds nothing up for longer than it was meant to wait', async () => {
  const { jobs, add, clock, pass } = rig();
  clock.at += 3_600_000;
  jobs.start();
  await pass(1_200);
  add('x', 20_000);
  clock.at -= 3_600_000;
  // Nobody tells of the clock: the queue looks at least every half minute.
  expect(await pass(19_000)).toEqual([]);
  expect((await pass(32_000)).filter((name) => name === 'x')).toEqual(['x']);
});

test('one that should have run by a clock that was far ahead runs now', async () => {
  const { jobs, add, clock, pass } = rig();
  clock.at += 3_600_000;
  add('x', -9_000);
  clock.at -= 3_600_000;
  jobs.start();
  expect(await pass(300)).toEqual(['x']);
});

test('a lease is held by its owner from the taking until its end, and by nobody else', () => {
  const { store, clock } = rig();
  const [mine, other] = [leaseOwner(), leaseOwner()];
  expect(mine).not.toBe(other);
  const holders = () => [mine, other].map((owner) => holdsLease(store.read, 'x', owner));
  expect(holders()).toEqual([false, false]);
  store.write((w) => takeLease(w, 'x', mine, clock.at, clock.at + 1_000));
  store.write((w) => takeLease(w, 'y', other, clock.at, clock.at + 2_000));
  expect(holders()).toEqual([true, false]);
  expect([...heldLeases(store.read, clock.at)].toSorted()).toEqual(['x', 'y']);
  expect(['x', 'y', 'z'].map((name) => isLeased(store.read, name, clock.at))).toEqual([true, true, false]);
  expect([...heldLeases(store.read, clock.at + 1_000)]).toEqual(['y']);
  expect([999, 1_000].map((ms) => isLeased(store.read, 'x', clock.at + ms))).toEqual([true, false]);
  // Renewing is a taking of one's own.
  expect(store.write((w) => takeLease(w, 'x', mine, clock.at + 500, clock.at + 1_500))).toBe(true);
  expect(isLeased(store.read, 'x', clock.at + 1_499)).toBe(true);
  store.write((w) => seizeLease(w, 'x', other, clock.at + 3_000));
  expect(holders()).toEqual([false, true]);
  store.write((w) => releaseLease(w, 'x', mine));
  expect(holders()).toEqual([false, true]);
  store.write((w) => releaseLease(w, 'x', other));
  expect(holders()).toEqual([false, false]);
});

test.each([
  ['five minutes', 300_000, true],
  ['more, which only a clock that was ahead gives', 300_001, false],
])('a lease for %s', (_, ms, holds) => {
  const { store, clock } = rig();
  store.write((w) => takeLease(w, 'x', leaseOwner(), clock.at, clock.at + ms));
  expect(isLeased(store.read, 'x', clock.at)).toBe(holds);
});
