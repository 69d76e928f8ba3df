import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { commonFaults } from '#contract/fault.ts';
import { kernelRig } from '#test/support/kernelRig.ts';
import { defineJobs, handleJobs, isLeased, leaseOwner, releaseLease, takeLease } from './index.ts';

const types = defineJobs('test', {
  greet: { title: 'Greet', payload: z.strictObject({ name: z.string() }), concurrency: 2, attempts: 3 },
  sweep: { title: 'Sweep', payload: z.object({}), every: { ms: 60_000, firstMs: 1_000 } },
});

type Greet = (name: string, signal: AbortSignal) => Promise<{ runAt: number } | undefined>;

function rig(greet: Greet = async () => undefined) {
  const made = kernelRig();
  const greeted: string[] = [];
  let swept = 0;
  made.kernel.jobs.register(
    handleJobs(types, {
      greet: async ({ payload }, signal) => {
        greeted.push(payload.name);
        return await greet(payload.name, signal);
      },
      sweep: async () => {
        swept += 1;
        return undefined;
      },
    }),
  );
  const { jobs, store } = made.kernel;
  const enqueue = (name: string, more: { key?: string; runAt?: number } = {}) =>
    store.write((w) => jobs.enqueue(w, types.greet, { tenantId: null, payload: { name }, ...more }));
  const admin = made.newActor();
  return {
    ...made,
    jobs,
    store,
    enqueue,
    greeted,
    admin,
    swept: () => swept,
    list: () => jobs.list(store.read, admin),
  };
}

describe('a job', () => {
  it('runs once, and is gone when it is done', async () => {
    const { jobs, enqueue, greeted, list } = rig();
    enqueue('Ada');
    expect(list()).toMatchObject([{ kind: 'test.greet', title: 'Greet', state: 'waiting' }]);
    await jobs.runDue();
    await jobs.runDue();
    expect(greeted).toEqual(['Ada']);
    expect(list()).toEqual([]);
  });

  it('does not exist where its transaction failed', async () => {
    const { jobs, store, greeted } = rig();
    const failing = () =>
      store.write((w) => {
        jobs.enqueue(w, types.greet, { tenantId: null, payload: { name: 'Ada' } });
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    await jobs.runDue();
    expect(greeted).toEqual([]);
  });

  it('waits for its time', async () => {
    const { jobs, enqueue, greeted, clock } = rig();
    enqueue('later', { runAt: clock.at + 5_000 });
    await jobs.runDue();
    expect(greeted).toEqual([]);
    clock.at += 5_000;
    await jobs.runDue();
    expect(greeted).toEqual(['later']);
  });

  it('tells when it runs next by its key, as long as it stands', async () => {
    const { jobs, store, enqueue, clock } = rig();
    const next = (key: string) => jobs.nextRunAt(store.read, types.greet, key);
    expect(next('k')).toBeNull();
    enqueue('Ada', { key: 'k', runAt: clock.at + 5_000 });
    enqueue('Bob', { key: 'other', runAt: clock.at + 7_000 });
    expect([next('k'), next('other')]).toEqual([clock.at + 5_000, clock.at + 7_000]);
    store.write((w) => jobs.cancel(w, types.greet, 'k'));
    expect([next('k'), next('other')]).toEqual([null, clock.at + 7_000]);
  });

  it('stands once for each key, with the latest payload', async () => {
    const { jobs, store, enqueue, greeted } = rig();
    enqueue('first', { key: 'k' });
    enqueue('second', { key: 'k' });
    await jobs.runDue();
    expect(greeted).toEqual(['second']);
    enqueue('third', { key: 'k' });
    store.write((w) => jobs.cancel(w, types.greet, 'k'));
    await jobs.runDue();
    expect(greeted).toEqual(['second']);
  });

  it('runs again when its handler says so, without counting as failed', async () => {
    const { jobs, enqueue, greeted, clock, list } = rig(async () => ({ runAt: clock.at + 1_000 }));
    enqueue('Ada');
    await jobs.runDue();
    expect(list()).toMatchObject([{ state: 'waiting', attempts: 0, runAt: clock.at + 1_000 }]);
    clock.at += 1_000;
    await jobs.runDue();
    expect(greeted).toEqual(['Ada', 'Ada']);
  });

  it('is tried again ever later, and is dead after its last attempt, until a person decides', async () => {
    const fault = commonFaults.fault('CONFLICT', 'Not now.');
    const { jobs, enqueue, greeted, clock, list, admin } = rig(async () => {
      throw fault;
    });
    enqueue('Ada');
    const waits: number[] = [];
    for (let count = 0; count < 2; count += 1) {
      await jobs.runDue();
      const [job] = list();
      waits.push((job?.runAt ?? 0) - clock.at);
      clock.at = job?.runAt ?? 0;
    }
    await jobs.runDue();
    expect(list()).toMatchObject([{ state: 'dead', attempts: 3, lastError: 'Not now.' }]);
    expect(waits[0]).toBeGreaterThanOrEqual(24_000);
    expect(waits[0]).toBeLessThanOrEqual(36_000);
    expect(waits[1]).toBeGreaterThanOrEqual(48_000);
    clock.at += 86_400_000;
    await jobs.runDue();
    expect(greeted).toHaveLength(3);
    jobs.runNow(admin, list()[0]?.id ?? '');
    await jobs.runDue();
    expect(greeted).toHaveLength(4);
    jobs.discard(admin, list()[0]?.id ?? '');
    expect(list()).toEqual([]);
  });

  it('says nothing of an unexpected failure but where to look', async () => {
    const { jobs, enqueue, list } = rig(async () => {
      throw new Error('canary-secret-4711');
    });
    enqueue('Ada');
    await jobs.runDue();
    expect(list()[0]?.lastError).toMatch(/^Something went wrong inside Patchbay\. The log names job /);
    expect(JSON.stringify(list())).not.toContain('canary');
  });

  it('runs beside others of its kind up to the limit', async () => {
    let active = 0;
    let most = 0;
    const { jobs, enqueue, greeted } = rig(async () => {
      active += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
      return undefined;
    });
    for (const name of ['a', 'b', 'c', 'd', 'e']) enqueue(name);
    await jobs.runDue();
    expect(greeted).toHaveLength(5);
    expect(most).toBe(2);
  });

  it('that is under way counts towards the limit, and does not hide those that wait behind it', async () => {
    const gate = Promise.withResolvers<undefined>();
    const { jobs, enqueue, greeted, clock } = rig(() => gate.promise);
    enqueue('a');
    const first = jobs.runDue();
    enqueue('b');
    const second = jobs.runDue();
    expect(greeted).toEqual(['a', 'b']);
    enqueue('c', { runAt: clock.at - 1 });
    const third = jobs.runDue();
    expect(greeted).toEqual(['a', 'b']);
    gate.resolve(undefined);
    await Promise.all([first, second, third]);
    expect(greeted).toEqual(['a', 'b', 'c']);
  });

  it('runs by itself once the queue is started, also one that is added later, and none after the close', async () => {
    const greetings = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { jobs, enqueue, greeted, store } = rig(async () => void greetings[greeted.length - 1]?.resolve());
    enqueue('before the start');
    jobs.start();
    await greetings[0]?.promise;
    enqueue('after it');
    await greetings[1]?.promise;
    await jobs.close();
    enqueue('after the close');
    await jobs.runDue();
    expect(greeted).toEqual(['before the start', 'after it']);
    expect(store.sqlite.prepare("SELECT count(*) FROM jobs WHERE kind = 'test.greet'").pluck().get()).toBe(1);
  });

  it('keeps its lease for as long as it runs', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const gate = Promise.withResolvers<undefined>();
    const { jobs, store, enqueue, clock, list } = rig(() => gate.promise);
    enqueue('Ada');
    const name = `job:${list()[0]?.id}`;
    const timers = vi.getTimerCount();
    const done = jobs.runDue();
    for (let count = 0; count < 10; count += 1) {
      clock.at += 30_000;
      vi.advanceTimersByTime(30_000);
    }
    expect([isLeased(store.read, name, clock.at + 89_999), isLeased(store.read, name, clock.at + 90_000)]).toEqual([
      true,
      false,
    ]);
    gate.resolve(undefined);
    await done;
    expect(isLeased(store.read, name, clock.at)).toBe(false);
    expect(vi.getTimerCount()).toBe(timers);
  });

  it('that another process holds is left to it, and taken over when its lease is over', async () => {
    const { jobs, store, enqueue, greeted, clock, list } = rig();
    enqueue('Ada');
    const name = `job:${list()[0]?.id}`;
    store.write((w) => takeLease(w, name, `${process.ppid}.other`, clock.at, clock.at + 90_000));
    await jobs.runDue();
    expect(greeted).toEqual([]);
    expect(list()).toMatchObject([{ state: 'running' }]);
    clock.at += 90_001;
    await jobs.runDue();
    expect(greeted).toEqual(['Ada']);
  });

  it('that runs is cancelled at the close, and waits for the next start', async () => {
    const started = Promise.withResolvers<void>();
    const { jobs, store, enqueue } = rig(
      (_name, signal) =>
        new Promise((_resolve, reject) => {
          started.resolve();
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    );
    enqueue('Ada');
    const done = jobs.runDue();
    await started.promise;
    await jobs.close();
    await done;
    expect(store.sqlite.prepare('SELECT attempts, dead FROM jobs').all()).toEqual([{ attempts: 0, dead: 0 }]);
    expect(store.sqlite.prepare('SELECT count(*) FROM leases').pluck().get()).toBe(0);
  });

  it('that a clock which was ahead has planned waits as long as it was meant to', async () => {
    const { jobs, store, enqueue, greeted, clock } = rig();
    clock.at += 10 * 365 * 86_400_000;
    enqueue('Ada', { runAt: clock.at + 1_000 });
    clock.at -= 10 * 365 * 86_400_000;
    jobs.start();
    expect(store.sqlite.prepare('SELECT run_at FROM jobs WHERE key IS NULL').pluck().get()).toBe(clock.at + 1_000);
    clock.at += 1_000;
    await jobs.runDue();
    expect(greeted).toEqual(['Ada']);
  });
});

describe('a recurring job', () => {
  it('stands from the start, comes again after each run, and cannot be lost by discarding', async () => {
    const { jobs, clock, swept, list, admin } = rig();
    jobs.start();
    jobs.start();
    expect(list()).toMatchObject([{ kind: 'test.sweep', recurring: true, runAt: clock.at + 1_000 }]);
    clock.at += 1_000;
    await jobs.runDue();
    expect(swept()).toBe(1);
    const next = (list()[0]?.runAt ?? 0) - clock.at;
    expect(next).toBeGreaterThanOrEqual(54_000);
    expect(next).toBeLessThanOrEqual(66_000);
    jobs.discard(admin, list()[0]?.id ?? '');
    expect(list()).toHaveLength(1);
  });
});

it('a single job of a kind that recurs is no recurring one, and is gone when it is done or discarded', async () => {
  const { jobs, store, list, admin } = rig();
  const add = () => store.write((w) => jobs.enqueue(w, types.sweep, { tenantId: null, payload: {} }));
  add();
  expect(list()).toMatchObject([{ kind: 'test.sweep', recurring: false }]);
  await jobs.runDue();
  expect(list()).toEqual([]);
  add();
  jobs.discard(admin, list()[0]?.id ?? '');
  expect(list()).toEqual([]);
});

describe('a lease', () => {
  it('is one owner’s until it is over, released, or its process has ended', () => {
    const { store, clock } = rig();
    const mine = leaseOwner();
    const take = (owner: string) => store.write((w) => takeLease(w, 'x', owner, clock.at, clock.at + 1_000));
    expect([take(mine), take(leaseOwner()), take(mine)]).toEqual([true, false, true]);
    expect(isLeased(store.read, 'x', clock.at)).toBe(true);
    clock.at += 1_000;
    expect(take('999999999.gone')).toBe(true);
    expect(take(mine)).toBe(true);
    store.write((w) => releaseLease(w, 'x', 'someone else'));
    expect(isLeased(store.read, 'x', clock.at)).toBe(true);
    store.write((w) => releaseLease(w, 'x', mine));
    expect(isLeased(store.read, 'x', clock.at)).toBe(false);
  });

  it('of another person’s process, which may not be signalled, holds', () => {
    const { store, clock } = rig();
    const kill = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    });
    onTestFinished(() => kill.mockRestore());
    store.write((w) => takeLease(w, 'x', '4711.other', clock.at, clock.at + 1_000));
    expect(isLeased(store.read, 'x', clock.at)).toBe(true);
    expect(store.write((w) => takeLease(w, 'x', leaseOwner(), clock.at, clock.at + 1_000))).toBe(false);
    expect(kill).toHaveBeenCalledWith(4711, 0);
  });

  it('that a clock which was ahead has given out is nobody’s, also where another process has its number by now', () => {
    const { store, clock } = rig();
    const tenYears = 10 * 365 * 86_400_000;
    const ahead = clock.at + tenYears;
    store.write((w) => takeLease(w, 'x', `${process.ppid}.other`, ahead, ahead + 90_000));
    expect(isLeased(store.read, 'x', ahead)).toBe(true);
    expect(isLeased(store.read, 'x', clock.at)).toBe(false);
    expect(store.write((w) => takeLease(w, 'x', leaseOwner(), clock.at, clock.at + 90_000))).toBe(true);
  });
});
