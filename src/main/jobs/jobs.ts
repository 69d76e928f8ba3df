import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { Fault } from '#contract/fault.ts';
import type { Job } from '#contract/jobs.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { LogSink } from '#main/kernel/host.ts';
import type { Reader, Store, Writer } from '#main/store/index.ts';
import type { JobHandler, JobType } from './jobTypes.ts';
import { isLeased, leaseOwner, releaseLease, takeLease } from './lease.ts';
import {
  changeJob,
  deleteJob,
  dueJobs,
  ensureRecurring,
  findJob,
  insertJob,
  type JobRow,
  keyed,
  listJobs,
  mendClock,
  type NewJob,
  nextRunAt,
  recurringKey,
  jobs as table,
} from './queue.ts';

export interface Jobs {
  /** Adds a job in the transaction that makes it necessary. */
  enqueue<P extends z.ZodType>(w: Writer, type: JobType<P>, job: NewJob<P>): void;
  /** Takes the job with a key back; one that runs already comes to its end. */
  cancel(w: Writer, type: JobType, key: string): void;
  /** When the job with a key runs next, in milliseconds since 1970 UTC; null where there is none. */
  nextRunAt(r: Reader, type: JobType, key: string): number | null;
  register(handlers: readonly JobHandler[]): void;
  /** Runs jobs at their times until `close`. Of several processes on one store each job runs in one. */
  start(): void;
  /** Runs what is due now, and waits for it. */
  runDue(): Promise<void>;
  list(r: Reader, actor: Actor): Job[];
  runNow(actor: Actor, id: string): void;
  discard(actor: Actor, id: string): void;
  /** Cancels what runs, waits for it, and lets another process take over. */
  close(): Promise<void>;
}

interface JobsOptions {
  readonly store: Store;
  readonly log: LogSink;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** After a job changed, outside any transaction. */
  readonly onChange: () => void;
  /** From 0 to 1. */
  readonly random?: () => number;
}

const leaseMs = 90_000;
const renewMs = 30_000;
const mostWaitMs = 30_000;
const leastWaitMs = 100;
const firstRetryMs = 30_000;
const longestRetryMs = 3_600_000;

const leaseOf = ({ id }: Pick<JobRow, 'id'>) => `job:${id}`;

export function createJobs({ store, log, now, onChange, random = Math.random }: JobsOptions): Jobs {
  const handlers = new Map<string, JobHandler>();
  const running = new Map<string, { kind: string; done: Promise<void> }>();
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let changed = false;

  const offCommit = store.onCommit(() => {
    if (!changed) return;
    changed = false;
    onChange();
    if (started) plan();
  });

  function plan(): void {
    clearTimeout(timer);
    if (ending.signal.aborted) return;
    const next = dueJobs(store.read, now()).some(isFree) ? now() : nextRunAt(store.read, now());
    const wait = next === null ? mostWaitMs : Math.min(mostWaitMs, Math.max(leastWaitMs, next - now()));
    timer = setTimeout(turn, wait).unref();
  }

  function turn(): void {
    try {
      store.record((w) => mendClock(w, now()));
      begin();
    } catch (error) {
      log('error', 'Jobs could not be begun.', { trace: String(error) });
    }
    plan();
  }

  const isFree = ({ id, kind }: JobRow): boolean => {
    const handler = handlers.get(kind);
    if (handler === undefined || running.has(id)) return false;
    const active = [...running.values()].filter((each) => each.kind === kind).length;
    return active < (handler.type.concurrency ?? 1);
  };

  /** Begins what is due and free. @returns how many */
  function begin(): number {
    let begun = 0;
    for (const row of dueJobs(store.read, now())) {
      const handler = handlers.get(row.kind);
      if (ending.signal.aborted || handler === undefined || !isFree(row)) continue;
      const owner = leaseOwner();
      if (!store.record((w) => takeLease(w, leaseOf(row), owner, now(), now() + leaseMs))) continue;
      begun += 1;
      const done = run(handler, row, owner).finally(() => {
        running.delete(row.id);
        changed = true;
        if (!ending.signal.aborted) finishTurn();
      });
      running.set(row.id, { kind: row.kind, done });
    }
    return begun;
  }

  function finishTurn(): void {
    changed = false;
    onChange();
    if (started) plan();
  }

  async function run(handler: JobHandler, row: JobRow, owner: string): Promise<void> {
    const renew = setInterval(() => {
      store.record((w) => takeLease(w, leaseOf(row), owner, now(), now() + leaseMs));
    }, renewMs).unref();
    try {
      const { id, payload, tenantId } = row;
      const result = await handler.run({ id, payload, tenantId }, ending.signal);
      finish(row, owner, (w) => succeed(w, handler.type, row, result?.runAt));
    } catch (error) {
      const cancelled = ending.signal.aborted;
      finish(row, owner, (w) => cancelled || fail(w, handler.type, row, error));
    } finally {
      clearInterval(renew);
    }
  }

  function finish(row: JobRow, owner: string, work: (w: Writer) => unknown): void {
    store.write((w) => {
      releaseLease(w, leaseOf(row), owner);
      // Taken back, or planned anew, while it ran: that stands.
      const current = w.select().from(table).where(eq(table.id, row.id)).get();
      if (current && current.runAt === row.runAt && current.createdAt === row.createdAt) work(w);
    });
  }

  function succeed(w: Writer, { every }: JobType, { id, key }: JobRow, again: number | undefined): void {
    const recurs = every !== undefined && key === recurringKey;
    const runAt = again ?? (recurs ? now() + Math.round(every.ms * (0.9 + 0.2 * random())) : undefined);
    if (runAt === undefined) deleteJob(w, id);
    else changeJob(w, id, { runAt, attempts: 0, dead: false, lastError: null, createdAt: now() });
  }

  function fail(w: Writer, { kind, attempts: most = 5 }: JobType, { id, attempts }: JobRow, error: unknown): void {
    const failed = attempts + 1;
    const expected = error instanceof Fault;
    if (!expected) log('error', 'A job failed.', { job: kind, id, trace: traceOf(error) });
    const lastError = expected ? error.message : `Something went wrong inside Patchbay. The log names job ${id}.`;
    const wait = Math.min(longestRetryMs, firstRetryMs * 2 ** attempts) * (0.8 + 0.4 * random());
    const runAt = failed < most ? Math.round(now() + wait) : now();
    changeJob(w, id, { attempts: failed, dead: failed >= most, lastError, runAt, createdAt: now() });
  }

  function requireJob(actor: Actor, id: string): JobRow {
    requireRole(actor, 'admin');
    const row = findJob(store.read, actor.tenantId, id);
    if (!row) throw notFound('The job');
    return row;
  }

  return {
    enqueue: (w, type, job) => {
      insertJob(w, type, job, now());
      changed = true;
    },
    cancel: (w, type, key) => {
      w.delete(table).where(keyed(type, key)).run();
      changed = true;
    },
    nextRunAt: (r, type, key) => r.select({ at: table.runAt }).from(table).where(keyed(type, key)).get()?.at ?? null,
    register: (all) => {
      for (const handler of all) handlers.set(handler.type.kind, handler);
    },
    start: () => {
      started = true;
      store.record((w) => {
        mendClock(w, now());
        for (const { type } of handlers.values())
          if (type.every) ensureRecurring(w, type, now() + type.every.firstMs, now());
      });
      plan();
    },
    runDue: async () => {
      do begin();
      while (running.size > 0 && (await Promise.all([...running.values()].map(({ done }) => done))).length > 0);
    },
    list: (r, actor) => {
      requireRole(actor, 'admin');
      return listJobs(r, actor.tenantId).map((row) => shownJob(r, row, handlers.get(row.kind)?.type, now()));
    },
    runNow: (actor, id) => {
      const row = requireJob(actor, id);
      store.write((w) => changeJob(w, row.id, { runAt: now(), attempts: 0, dead: false, createdAt: now() }));
      finishTurn();
    },
    discard: (actor, id) => {
      const row = requireJob(actor, id);
      const every = handlers.get(row.kind)?.type.every;
      store.write((w) => {
        if (every === undefined) return deleteJob(w, row.id);
        const again = { runAt: now() + every.ms, attempts: 0, dead: false, lastError: null, createdAt: now() };
        changeJob(w, row.id, again);
      });
      finishTurn();
    },
    close: async () => {
      ending.abort();
      clearTimeout(timer);
      offCommit();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}

function shownJob(r: Reader, row: JobRow, type: JobType | undefined, now: number): Job {
  const { id, kind, runAt, attempts, lastError, createdAt } = row;
  const state = row.dead ? 'dead' : isLeased(r, leaseOf(row), now) ? 'running' : 'waiting';
  return {
    id,
    kind,
    title: type?.title ?? kind,
    state,
    runAt,
    attempts,
    lastError,
    createdAt,
    recurring: type?.every !== undefined,
  };
}

const traceOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
