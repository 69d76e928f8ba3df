import { parentPort } from 'node:worker_threads';
import { Fault, type FaultData } from '#contract/fault.ts';

/** The jobs of a pool by their kind: what each is given, and what it answers. Both cross by structured clone. */
export type JobTypes = Readonly<Record<string, { readonly input: unknown; readonly result: unknown }>>;

export interface WorkerProgress {
  readonly label: string;
  /** Of 100. */
  readonly done: number;
}

/** What a job can say and ask while it runs. */
export interface JobContext {
  progress(label: string, done: number): void;
  /** Gets something that only the main thread can; null where it cannot be had. */
  request(request: string): Promise<Uint8Array | null>;
}

/** What the main thread says to its worker. */
export type ToWorker =
  | { readonly type: 'job'; readonly kind: string; readonly input: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Uint8Array | null };

/** What the worker says to the main thread. */
export type FromWorker =
  | { readonly type: 'progress'; readonly progress: WorkerProgress }
  | { readonly type: 'request'; readonly id: number; readonly request: string }
  | { readonly type: 'done'; readonly result: unknown }
  | {
      readonly type: 'fault';
      readonly code: string;
      readonly status: number;
      readonly message: string;
      readonly data: FaultData;
    }
  | { readonly type: 'defect'; readonly stack: string };

export type JobHandlers<Jobs extends JobTypes> = {
  readonly [K in keyof Jobs]: (
    input: Jobs[K]['input'],
    context: JobContext,
  ) => Jobs[K]['result'] | Promise<Jobs[K]['result']>;
};

interface JobMessage<Jobs extends JobTypes, K extends keyof Jobs> {
  readonly kind: K;
  readonly input: Jobs[K]['input'];
}

/**
 * The worker's side of a `WorkerPool` with the same jobs: does what arrives, one job at a time.
 * @param afterJob runs when the answer is out, before the next job
 */
export function serveJobs<Jobs extends JobTypes>(
  handlers: JobHandlers<Jobs>,
  afterJob: (kind: keyof Jobs) => void = () => undefined,
): void {
  if (!parentPort) throw new Error('This file runs as a worker thread.');
  const port = parentPort;
  const send = (message: FromWorker): void => port.postMessage(message);
  const waiting = new Map<number, (answer: Uint8Array | null) => void>();
  let requests = 0;
  const context: JobContext = {
    progress: (label, done) => send({ type: 'progress', progress: { label, done } }),
    request: (request) =>
      new Promise((resolve) => {
        requests += 1;
        waiting.set(requests, resolve);
        send({ type: 'request', id: requests, request });
      }),
  };
  async function run<K extends keyof Jobs>({ kind, input }: JobMessage<Jobs, K>): Promise<void> {
    try {
      send({ type: 'done', result: await handlers[kind](input, context) });
      afterJob(kind);
    } catch (error) {
      send(failureOf(error));
    }
  }
  port.on('message', (message: JobMessage<Jobs, keyof Jobs> | Extract<ToWorker, { type: 'answer' }>) => {
    if ('kind' in message) return void run(message);
    waiting.get(message.id)?.(message.answer);
    waiting.delete(message.id);
  });
}

function failureOf(error: unknown): FromWorker {
  if (!(error instanceof Fault))
    return { type: 'defect', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const { code, status, message, data } = error;
  return { type: 'fault', code, status, message, data };
}
