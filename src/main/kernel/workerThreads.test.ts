import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PoolJobs } from '#test/support/poolWorker.ts';
import { WorkerPool } from './workerPool.ts';

function openPool(setup?: unknown) {
  const pool = new WorkerPool<PoolJobs>({
    name: 'test',
    file: new URL('../../../test/support/poolWorker.ts', import.meta.url),
    setup,
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

/** Every thread that Node starts from now on. */
function startedThreads(): Worker[] {
  const started: Worker[] = [];
  const note = (worker: Worker) => void started.push(worker);
  process.on('worker', note);
  onTestFinished(() => void process.off('worker', note));
  return started;
}

const endOf = (thread: Worker | undefined) => new Promise((resolve) => thread?.once('exit', resolve));

/** The pool's timers run when the test says so; threads and their messages do as they are. */
function ownTime() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
}

/** An echo that waits for an answer of the main thread until the test gives one. */
function waitingEcho(pool: WorkerPool<PoolJobs>, timeoutMs?: number, requestMs?: number) {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Uint8Array | null>();
  const result = pool.run(
    'echo',
    { text: 'hello', ask: 'x' },
    {
      timeoutMs,
      requestMs,
      onRequest: () => {
        asked.resolve();
        return answer.promise;
      },
    },
  );
  return { asked: asked.promise, answer: (text: string) => answer.resolve(Buffer.from(text)), result };
}

/** How a job can end without an answer, what it is rejected with, and whether its thread is gone with it. */
const failures = [
  ['fault', { code: 'NOT_FOUND', status: 404, message: 'The page does not exist.', data: { line: 3 } }, false],
  ['error', { message: expect.stringMatching(/^The test worker failed: TypeError: broken\n\s+at /) }, false],
  ['text', { message: 'The test worker failed: only a text' }, false],
  ['exit', { message: 'ended' }, true],
  ['uncaught', { name: 'TypeError', message: 'broken' }, true],
] as const;

test('a job that fails is told as what it is, and the next one is done, by another thread only where that is gone', async () => {
  const started = startedThreads();
  const pool = openPool({ colour: 'blue' });
  let done = 0;
  let threads = 1;
  for (const [how, failure, isGone] of failures) {
    const doomed = expect(pool.run('fail', how), how).rejects.toMatchObject(failure);
    const next = await pool.run('tell', null);
    await doomed;
    if (isGone) threads += 1;
    if (isGone) done = 0;
    expect(next, how).toEqual({ setup: { colour: 'blue' }, done });
    expect(started.length, how).toBe(threads);
    done += 1;
  }
});

test('one that is cancelled before it begins is never begun, and starts no thread', async () => {
  const started = startedThreads();
  const pool = openPool();
  await expect(pool.run('echo', { text: 'a' }, { signal: AbortSignal.abort() })).rejects.toThrow('cancelled');
  await pool.close();
  pool.warm();
  expect(started).toHaveLength(0);
});

test('a request of a worker that nobody answers, or that fails, gets nothing, and its job goes on', async () => {
  const pool = openPool();
  const failing = () => Promise.reject(new Error('no'));
  for (const hooks of [{}, { onRequest: async () => null }, { onRequest: failing }])
    expect(await pool.run('echo', { text: 'hello', ask: 'x' }, hooks)).toMatchObject({ text: 'hello' });
});

test('an answer that comes after its job was given up reaches no other one', async () => {
  const pool = openPool();
  const controller = new AbortController();
  const answer = Promise.withResolvers<Uint8Array | null>();
  const asked = Promise.withResolvers<void>();
  const onRequest = () => {
    asked.resolve();
    return answer.promise;
  };
  const first = pool.run('echo', { text: 'first', ask: 'x' }, { onRequest, signal: controller.signal });
  await asked.promise;
  controller.abort();
  await expect(first).rejects.toThrow('cancelled');
  const second = waitingEcho(pool);
  await second.asked;
  answer.resolve(Buffer.from('late'));
  await answer.promise;
  second.answer('in time');
  expect(await second.result).toMatchObject({ text: 'hello in time' });
});

test('a limit counts from the beginning of its job, and ends with it', async () => {
  ownTime();
  const pool = openPool();
  const first = waitingEcho(pool, 1_000);
  await first.asked;
  const second = waitingEcho(pool, 1_000);
  vi.advanceTimersByTime(900);
  first.answer('1');
  expect((await first.result).text).toBe('hello 1');
  await second.asked;
  // The first one's limit is over, the second one's is not.
  vi.advanceTimersByTime(900);
  second.answer('2');
  expect((await second.result).text).toBe('hello 2');
  const third = waitingEcho(pool, 1_000);
  await third.asked;
  const late = expect(third.result).rejects.toThrow('longer than 1 s');
  vi.advanceTimersByTime(1_000);
  await late;
});

test('a thread ends once it was without a job for as long as was set, and not while it has one', async () => {
  ownTime();
  const started = startedThreads();
  const pool = openPool();
  await pool.run('echo', { text: 'a' });
  vi.advanceTimersByTime(900);
  const job = waitingEcho(pool);
  await job.asked;
  vi.advanceTimersByTime(5_000);
  job.answer('b');
  expect((await job.result).text).toBe('hello b');
  vi.advanceTimersByTime(900);
  await pool.run('echo', { text: 'c' });
  expect(started).toHaveLength(1);
  const ended = endOf(started[0]);
  vi.advanceTimersByTime(1_000);
  await ended;
  await pool.run('echo', { text: 'd' });
  expect(started).toHaveLength(2);
});

test('a warm thread takes the next job, and ends where none comes', async () => {
  ownTime();
  const started = startedThreads();
  const pool = openPool();
  pool.warm();
  pool.warm();
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toHaveLength(1);
  await pool.run('echo', { text: 'a' });
  expect(started).toHaveLength(1);
  const ended = endOf(started[0]);
  vi.advanceTimersByTime(1_000);
  await ended;
  await pool.run('echo', { text: 'b' });
  expect(started).toHaveLength(2);
});

test('waiting for the main thread does not count as long as it is allowed for', async () => {
  ownTime();
  vi.spyOn(performance, 'now').mockImplementation(() => elapsed);
  onTestFinished(() => void vi.restoreAllMocks());
  let elapsed = 0;
  const pass = (ms: number) => {
    elapsed += ms;
    vi.advanceTimersByTime(ms);
  };
  const pool = openPool();
  const first = waitingEcho(pool, 1_000, 5_000);
  await first.asked;
  pass(5_900);
  first.answer('1');
  expect((await first.result).text).toBe('hello 1');
  const second = waitingEcho(pool, 1_000, 5_000);
  await second.asked;
  const late = expect(second.result).rejects.toThrow('longer than 1 s');
  pass(6_000);
  await late;
});

test('a job that waits for its thread has its whole time from its first progress on', async () => {
  ownTime();
  const pool = openPool();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Uint8Array | null>();
  const hooks = { timeoutMs: 1_000, startMs: 5_000, onProgress: () => vi.advanceTimersByTime(900) };
  const onRequest = () => {
    asked.resolve();
    return answer.promise;
  };
  const first = pool.run('echo', { text: 'hello', ask: 'x' }, { ...hooks, onRequest });
  vi.advanceTimersByTime(5_900);
  const late = expect(first).rejects.toThrow('longer than 1 s');
  await asked.promise;
  vi.advanceTimersByTime(99);
  expect(await Promise.race([first, Promise.resolve('running')])).toBe('running');
  vi.advanceTimersByTime(1);
  await late;
});
