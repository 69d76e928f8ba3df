import { Worker } from 'node:worker_threads';
import { Fault } from '#contract/fault.ts';
import { cancelled, tookTooLong, tookTooMuchMemory, workerEnded } from '../faults.ts';
import type { FromWorker, Job, Progress, Results, ToWorker, WorkerSetup } from './jobs.ts';

/** What happens to a job besides its result. */
export interface JobHooks {
  /** Ends the job with CANCELLED; the worker is terminated where it is at it. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Fetches another document for the worker; null where it cannot be had. */
  readonly fetch?: (address: string) => Promise<Uint8Array | null>;
}

interface Queued {
  readonly job: Job;
  readonly hooks: JobHooks;
  readonly resolve: (result: Results[Job['kind']]) => void;
  readonly reject: (error: unknown) => void;
}

const idleMs = 60_000;
// A last resort: what documents may cost is bounded by `checkWeight` and the limits of the openapi domain.
const resourceLimits = { maxOldGenerationSizeMb: 4_096, maxYoungGenerationSizeMb: 96, stackSizeMb: 4 };

/** Beside this file from source, and beside every chunk when bundled. */
const workerFile = import.meta.url.endsWith('.ts') ? './definitionWorker.ts' : './definitionWorker.js';

/**
 * One worker thread that does one job after the other. It starts with the first job, ends when it was idle for a
 * minute, and is ended by force when its job is cancelled, takes too long or needs too much memory.
 */
export class WorkerLane {
  readonly #setup: WorkerSetup;
  readonly #queue: Queued[] = [];
  #worker: Worker | undefined;
  #current: Queued | undefined;
  #idle: NodeJS.Timeout | undefined;
  #limit: NodeJS.Timeout | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(setup: WorkerSetup) {
    this.#setup = setup;
  }

  /** Starts the worker ahead of a job that will come soon. */
  warm(): void {
    if (this.#current || this.#closed) return;
    this.#start().unref();
    this.#rest();
  }

  run<J extends Job>(job: J, hooks: JobHooks = {}): Promise<Results[J['kind']]> {
    return new Promise((resolve, reject) => {
      if (this.#closed || hooks.signal?.aborted) return reject(cancelled());
      const queued: Queued = { job, hooks, resolve: resolve as Queued['resolve'], reject };
      hooks.signal?.addEventListener('abort', () => this.#cancel(queued), { once: true });
      this.#queue.push(queued);
      this.#next();
    });
  }

  /** Ends the worker for good; jobs that wait, run or come later are cancelled. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const queued of this.#queue.splice(0)) queued.reject(cancelled());
    this.#fail(cancelled());
    this.#terminate();
    await this.#ending;
  }

  #next(): void {
    if (this.#current) return;
    this.#current = this.#queue.shift();
    if (!this.#current) {
      this.#rest();
      return;
    }
    clearTimeout(this.#idle);
    const { job, hooks } = this.#current;
    const { timeoutMs } = hooks;
    if (timeoutMs !== undefined) {
      this.#limit = setTimeout(() => this.#abandon(tookTooLong(Math.round(timeoutMs / 1000))), timeoutMs);
    }
    const worker = this.#start();
    worker.ref();
    this.#post(worker, { type: 'job', job });
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const url = new URL(workerFile, import.meta.url);
    const worker = new Worker(url, { workerData: this.#setup, resourceLimits, name: 'definitions' });
    worker.on('message', (message: FromWorker) => this.#hear(worker, message));
    worker.on('error', (error) => this.#lost(worker, isOutOfMemory(error) ? tookTooMuchMemory() : error));
    worker.on('exit', () => this.#lost(worker, workerEnded()));
    this.#worker = worker;
    return worker;
  }

  #hear(worker: Worker, message: FromWorker): void {
    const current = this.#current;
    if (worker !== this.#worker || !current) return;
    if (message.type === 'progress') current.hooks.onProgress?.(message.progress);
    else if (message.type === 'fetch') void this.#fetch(worker, current, message.address);
    else if (message.type === 'done') this.#settle(() => current.resolve(message.result));
    else if (message.type === 'fault') this.#fail(faultOf(message.fault));
    else this.#fail(new Error(`The definition worker failed: ${message.stack}`));
  }

  async #fetch(worker: Worker, { hooks }: Queued, address: string): Promise<void> {
    const bytes = (await hooks.fetch?.(address).catch(() => null)) ?? null;
    if (worker === this.#worker) this.#post(worker, { type: 'fetched', address, bytes });
  }

  #post(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }

  #cancel(queued: Queued): void {
    if (queued === this.#current) this.#abandon(cancelled());
    const at = this.#queue.indexOf(queued);
    if (at === -1) return;
    this.#queue.splice(at, 1);
    queued.reject(cancelled());
  }

  /** Gives the running job up, by force. */
  #abandon(reason: Fault): void {
    this.#terminate();
    this.#fail(reason);
  }

  #lost(worker: Worker, error: unknown): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    this.#fail(error);
  }

  #fail(error: unknown): void {
    const current = this.#current;
    if (current) this.#settle(() => current.reject(error));
  }

  #settle(tell: () => void): void {
    clearTimeout(this.#limit);
    this.#current = undefined;
    this.#worker?.unref();
    tell();
    // A job that died by force must be gone, with its transaction, before the next one begins.
    void this.#ending.then(() => this.#next());
  }

  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#terminate(), idleMs);
    this.#idle.unref();
  }

  #terminate(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker) this.#ending = worker.terminate();
  }
}

function faultOf({
  code,
  status,
  message,
  data,
}: {
  code: string;
  status: number;
  message: string;
  data: Fault['data'];
}) {
  return new Fault(code, status, message, data);
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
