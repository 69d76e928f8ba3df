import { type ResourceLimits, Worker } from 'node:worker_threads';
import { Fault } from '#contract/fault.ts';
import { TimeLimit } from './timeLimit.ts';
import type { FromWorker, JobTypes, ToWorker, WorkerProgress } from './workerJobs.ts';

/** What happens to a job besides its result. */
export interface JobHooks {
  /** Cancels the job; the thread that is at it is ended by force. */
  readonly signal?: AbortSignal | undefined;
  /** Longest that the job may run; the time in the queue does not count. */
  readonly timeoutMs?: number | undefined;
  /** Waiting for `onRequest` may take so long in all without counting for `timeoutMs`; nothing by default. */
  readonly requestMs?: number | undefined;
  /** Until the job's first progress it may take so long besides: the limit begins anew with that. For jobs that need a thread that is ready. */
  readonly startMs?: number | undefined;
  /** Most that the job may cost the processor; other programs that are busy do not count. */
  readonly cpuMs?: number | undefined;
  readonly onProgress?: (progress: WorkerProgress) => void;
  /** Gets for the worker what only the main thread can; null where it cannot be had. */
  readonly onRequest?: (request: string) => Promise<Uint8Array | null>;
}

export interface WorkerPoolOptions {
  /** For the names of the threads and of their defects. */
  readonly name: string;
  /** From `workerFile`. */
  readonly file: URL;
  /** What each thread is given when it starts, as its `workerData`. */
  readonly setup?: unknown;
  /** Threads at most; one by default, which does one job after the other. */
  readonly size?: number;
  /** After so long without a job a thread ends. */
  readonly idleMs: number;
  readonly resourceLimits: ResourceLimits;
  /** What a job is rejected with that ended without an answer of its own. */
  readonly errors: {
    cancelled(): Error;
    tookTooLong(seconds: number): Error;
    tookTooMuchMemory(): Error;
    workerEnded(): Error;
  };
}

interface QueuedJob {
  readonly kind: string;
  readonly input: unknown;
  readonly hooks: JobHooks;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The file of a worker, for `new Worker`: below the importing file from source, beside every chunk when bundled.
 * @param importer `import.meta.url` of the file that starts the worker
 * @param entry its path from there, without the ending
 */
export function workerFile(importer: string, entry: `./${string}Worker`): URL {
  const bundled = `./${entry.slice(entry.lastIndexOf('/') + 1)}.js`;
  return new URL(importer.endsWith('.ts') ? `${entry}.ts` : bundled, importer);
}

/**
 * Threads for heavy computation. They start with the first job, end when they were idle, and are ended by force when
 * their job is cancelled, takes too long or needs too much memory.
 */
export class WorkerPool<Jobs extends JobTypes> {
  readonly #options: WorkerPoolOptions;
  readonly #queue: QueuedJob[] = [];
  readonly #threads: PooledThread[];
  #closed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    const next = () => this.#queue.shift();
    this.#threads = Array.from({ length: options.size ?? 1 }, () => new PooledThread(options, next));
  }

  /** Starts a thread ahead of a job that will come soon. */
  warm(): void {
    if (!this.#closed) this.#threads[0]?.warm();
  }

  run<K extends keyof Jobs & string>(
    kind: K,
    input: Jobs[K]['input'],
    hooks: JobHooks = {},
  ): Promise<Jobs[K]['result']> {
    return new Promise((resolve, reject) => {
      if (this.#closed || hooks.signal?.aborted) return reject(this.#options.errors.cancelled());
      const job: QueuedJob = { kind, input, hooks, resolve, reject };
      hooks.signal?.addEventListener('abort', () => this.#cancel(job), { once: true });
      this.#queue.push(job);
      this.#threads.find((thread) => thread.isFree)?.work();
    });
  }

  /** Ends the threads for good; jobs that wait, run or come later are cancelled. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(this.#options.errors.cancelled());
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #cancel(job: QueuedJob): void {
    const at = this.#queue.indexOf(job);
    if (at !== -1) this.#queue.splice(at, 1);
    const thread = this.#threads.find((each) => each.job === job);
    if (thread) thread.abandon(this.#options.errors.cancelled());
    else job.reject(this.#options.errors.cancelled());
  }
}

class PooledThread {
  readonly #options: WorkerPoolOptions;
  readonly #next: () => QueuedJob | undefined;
  #worker: Worker | undefined;
  #job: QueuedJob | undefined;
  #idle: NodeJS.Timeout | undefined;
  #limit: TimeLimit | undefined;
  /** The job has shown progress. */
  #hasBegun = false;
  #meter: NodeJS.Timeout | undefined;
  /** Set while a worker that was ended by force is not gone yet. */
  #ending: Promise<unknown> | undefined;

  constructor(options: WorkerPoolOptions, next: () => QueuedJob | undefined) {
    this.#options = options;
    this.#next = next;
  }

  get job(): QueuedJob | undefined {
    return this.#job;
  }

  get isFree(): boolean {
    return !this.#job && !this.#ending;
  }

  warm(): void {
    if (!this.isFree) return;
    this.#start().unref();
    this.#rest();
  }

  /** Takes the next job, or rests where there is none. It waits for a worker that is being ended, and for its transaction. */
  work(): void {
    if (!this.isFree) return;
    this.#job = this.#next();
    if (this.#job) this.#begin(this.#job);
    else this.#rest();
  }

  #begin({ kind, input, hooks }: QueuedJob): void {
    clearTimeout(this.#idle);
    this.#hasBegun = false;
    this.#limitTo(hooks, hooks.startMs ?? 0);
    const worker = this.#start();
    worker.ref();
    post(worker, { type: 'job', kind, input });
    if (hooks.cpuMs !== undefined) void this.#measure(worker, hooks.cpuMs);
  }

  #limitTo({ timeoutMs, requestMs = 0 }: JobHooks, besides: number): void {
    if (timeoutMs === undefined) return;
    const late = () => this.abandon(this.#options.errors.tookTooLong(Math.round(timeoutMs / 1000)));
    this.#limit?.clear();
    this.#limit = new TimeLimit(timeoutMs + besides, requestMs, late);
  }

  #progressed({ hooks }: QueuedJob, progress: WorkerProgress): void {
    if (hooks.startMs !== undefined && !this.#hasBegun) this.#limitTo(hooks, 0);
    this.#hasBegun = true;
    hooks.onProgress?.(progress);
  }

  /** Looks now and then at what the job has cost. The worker's clock of the processor runs on from its last job. */
  async #measure(worker: Worker, cpuMs: number): Promise<void> {
    const job = this.#job;
    const before = await cpuOf(worker);
    const look = async () => {
      const spent = (await cpuOf(worker)) - before;
      if (this.#job === job && spent > cpuMs) this.abandon(this.#options.errors.tookTooLong(Math.round(cpuMs / 1000)));
    };
    if (this.#job === job) this.#meter = setInterval(() => void look(), Math.min(250, cpuMs));
  }

  /** Gives the running job up, by force. */
  abandon(reason: unknown): void {
    this.#terminate();
    this.#fail(reason);
  }

  async close(): Promise<void> {
    this.abandon(this.#options.errors.cancelled());
    await this.#ending;
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const { file, setup, resourceLimits, name, errors } = this.#options;
    const worker = new Worker(file, { workerData: setup, resourceLimits, name });
    worker.on('message', (message: FromWorker) => this.#receive(worker, message));
    worker.on('error', (error) => this.#lost(worker, isOutOfMemory(error) ? errors.tookTooMuchMemory() : error));
    worker.on('exit', () => this.#lost(worker, errors.workerEnded()));
    this.#worker = worker;
    return worker;
  }

  #receive(worker: Worker, message: FromWorker): void {
    const job = this.#job;
    if (worker !== this.#worker || !job) return;
    if (message.type === 'progress') this.#progressed(job, message.progress);
    else if (message.type === 'request') void this.#answer(worker, job, message);
    else if (message.type === 'done') this.#settle(() => job.resolve(message.result));
    else if (message.type === 'fault')
      this.#fail(new Fault(message.code, message.status, message.message, message.data));
    else this.#fail(new Error(`The ${this.#options.name} worker failed: ${message.stack}`));
  }

  async #answer(worker: Worker, { hooks }: QueuedJob, { id, request }: { id: number; request: string }): Promise<void> {
    const limit = this.#limit;
    limit?.pause();
    const answer = (await hooks.onRequest?.(request).catch(() => null)) ?? null;
    limit?.resume();
    if (worker === this.#worker) post(worker, { type: 'answer', id, answer });
  }

  #lost(worker: Worker, error: unknown): void {
    if (worker === this.#worker) this.abandon(error);
  }

  #fail(error: unknown): void {
    const job = this.#job;
    if (job) this.#settle(() => job.reject(error));
  }

  #settle(settle: () => void): void {
    this.#limit?.clear();
    this.#limit = undefined;
    clearInterval(this.#meter);
    this.#job = undefined;
    this.#worker?.unref();
    settle();
    this.work();
  }

  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#terminate(), this.#options.idleMs);
    this.#idle.unref();
  }

  #terminate(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    this.#ending = worker.terminate().finally(() => {
      this.#ending = undefined;
      this.work();
    });
  }
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

/** Milliseconds of the processor that a thread has used; 0 where it is gone, or this Node cannot say. */
async function cpuOf(worker: Worker): Promise<number> {
  if (typeof worker.cpuUsage !== 'function') return 0;
  const used = await worker.cpuUsage().catch(() => ({ user: 0, system: 0 }));
  return (used.user + used.system) / 1000;
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
