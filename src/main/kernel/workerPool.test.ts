import { expect, onTestFinished, test } from 'vitest';
import type { PoolJobs } from '#test/support/poolWorker.ts';
import { WorkerPool, workerFile } from './workerPool.ts';

function openPool(size = 1): WorkerPool<PoolJobs> {
  const pool = new WorkerPool<PoolJobs>({
    name: 'test',
    file: new URL('../../../test/support/poolWorker.ts', import.meta.url),
    size,
    idleMs: 1_000,
    resourceLimits: { maxOldGenerationSizeMb: 64 },
    errors: {
      cancelled: () => new Error('cancelled'),
      tookTooLong: (seconds) => new Error(`longer than ${seconds} s`),
      tookTooMuchMemory: () => new Error('too much memory'),
      workerEnded: () => new Error('ended'),
    },
  });
  onTestFinished(() => pool.close());
  return pool;
}

test('does one job after the other on one thread', async () => {
  const pool = openPool();
  const echoes = await Promise.all(['a', 'b', 'c'].map((text) => pool.run('echo', { text })));
  expect(echoes.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  expect(new Set(echoes.map(({ thread }) => thread)).size).toBe(1);
});

test('goes on beside a job that takes long, where it has a second thread', async () => {
  const pool = openPool(2);
  const controller = new AbortController();
  const long = expect(pool.run('spin', null, { signal: controller.signal })).rejects.toThrow('cancelled');
  expect(await pool.run('echo', { text: 'a' })).toMatchObject({ text: 'a' });
  controller.abort();
  await long;
});

test('reports progress, and gets for the worker what it asks for', async () => {
  const seen: number[] = [];
  const echo = await openPool().run(
    'echo',
    { text: 'hello', ask: 'name' },
    {
      onProgress: ({ done }) => seen.push(done),
      onRequest: async (request) => Buffer.from(request.toUpperCase()),
    },
  );
  expect(echo.text).toBe('hello NAME');
  expect(seen).toEqual([50]);
});

test.each([
  ['is cancelled', 'spin', 'cancelled'],
  ['takes too long', 'spin', 'longer than 1 s'],
  ['costs the processor too much', 'spin', 'longer than 1 s'],
  ['needs too much memory', 'fill', 'too much memory'],
] as const)('ends by force a job that %s, and does the next one', async (how, kind, message) => {
  const pool = openPool();
  const first = await pool.run('echo', { text: 'before' });
  const controller = new AbortController();
  const limits = { 'takes too long': { timeoutMs: 500 }, 'costs the processor too much': { cpuMs: 500 } };
  const hooks = how in limits ? limits[how as keyof typeof limits] : { signal: controller.signal };
  const doomed = expect(pool.run(kind, null, hooks)).rejects.toThrow(message);
  const next = pool.run('echo', { text: 'after' });
  if (how === 'is cancelled') controller.abort();
  await doomed;
  const second = await next;
  expect(second.text).toBe('after');
  expect(second.thread).not.toBe(first.thread);
});

test('drops a cancelled job that only waits, and begins none after it is closed', async () => {
  const pool = openPool();
  const controller = new AbortController();
  const running = expect(pool.run('spin', null)).rejects.toThrow('cancelled');
  const waiting = expect(pool.run('echo', { text: 'a' }, { signal: controller.signal })).rejects.toThrow('cancelled');
  controller.abort();
  await waiting;
  await pool.close();
  await running;
  await expect(pool.run('echo', { text: 'b' })).rejects.toThrow('cancelled');
});

test('finds a worker below its importer from source, and beside its chunk when bundled', () => {
  const from = (importer: string) => workerFile(importer, './worker/someWorker').pathname;
  expect(from('file:///src/domain/work.ts')).toBe('/src/domain/worker/someWorker.ts');
  expect(from('file:///out/main/chunk-1.js')).toBe('/out/main/someWorker.js');
});
