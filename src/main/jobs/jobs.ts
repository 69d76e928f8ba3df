import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { Fault } from '#contract/fault.ts';
import type { Job } from '#contract/jobs.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Events } from '#main/kernel/events.ts';
import type { LogSink } from '#main/kernel/host.ts';
import { isRead, type Reader, readRows, type Store, type Writer } from '#main/store/index.ts';
import type { JobHandler, JobType } from './jobTypes.ts';
import { heldLeases, leaseOwner, releaseLease, takeLease } from './lease.ts';
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

export type Jobs = ReturnType<typeof createJobs>;

interface JobsOptions {
  readonly store: Store;
  readonly events: Pick<Events, 'signal'>;
  readonly log: LogSink;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

const leaseMs = 90_000;
const renewMs = 30_000;
const mostWaitMs = 30_000;
const leastWaitMs = 100;
const heldWaitMs = 1_000;
const retryMs = { first: 30_000, most: 3_600_000 };

const leaseOf = ({ id }: Pick<JobRow, 'id'>) => `job:${id}`;

/** Durable work: added with the change that makes it necessary, run once by one process, tried again, and shown where it stays undone. */
export function createJobs({ store, events, log, now, random = Math.random }: JobsOptions) {
  const handlers = new Map<string, JobHandler>();
  const running = new Map<string, { kind: string; done: Promise<void> }>();
  const ending = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  /** Another process runs what is due; its lease is looked at now and then. */
  let heldElsewhere = false;

  const afterChange = () => {
    events.signal('jobs', null);
    if (started) plan();
  };

  function plan(): void {
    clearTimeout(timer);
    if (ending.signal.aborted) return;
    const next = claimable().length > 0 ? now() : nextRunAt(store.read, now());
    const wait = next === null ? mostWaitMs : Math.min(mostWaitMs, next - now());
    timer = setTimeout(turn, Math.max(heldElsewhere ? heldWaitMs : leastWaitMs, wait)).unref();
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

  /** Due jobs that this process could begin now, as far as it knows. */
  function claimable(): JobRow[] {
    const kinds = [...running.values()].map(({ kind }) => kind);
    return [...handlers.values()].flatMap(({ type }) => {
      const active = kinds.filter((kind) => kind === type.kind).length;
      const free = (type.concurrency ?? 1) - active;
      if (free <= 0) return [];
      return dueJobs(store.read, type, now(), free + active)
        .filter(({ id }) => !running.has(id))
        .slice(0, free);
    });
  }

  function begin(): void {
    heldElsewhere = false;
    for (const row of ending.signal.aborted ? [] : claimable()) {
      const handler = handlers.get(row.kind);
      const owner = leaseOwner();
      const mine = store.record((w) => isCurrent(w, row) && takeLease(w, leaseOf(row), owner, now(), now() + leaseMs));
      heldElsewhere ||= !mine;
      if (!mine || handler === undefined) continue;
      const done = run(handler, row, owner).finally(() => {
        running.delete(row.id);
        afterChange();
      });
      running.set(row.id, { kind: row.kind, done });
    }
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
      // Taken back, or planned again, while it ran: that stands.
      if (isCurrent(w, row)) work(w);
    });
  }

  const fresh = (runAt: number) => ({ runAt, attempts: 0, dead: false, lastError: null, createdAt: now() });

  function succeed(w: Writer, type: JobType, row: JobRow, again: number | undefined): void {
    const interval = intervalOf(row, type);
    const runAt = again ?? (interval && now() + Math.round(interval * (0.9 + 0.2 * random())));
    if (runAt === undefined) deleteJob(w, row.id);
    else changeJob(w, row.id, fresh(runAt));
  }

  function fail(w: Writer, { kind, attempts: most = 5 }: JobType, { id, attempts }: JobRow, error: unknown): void {
    const failed = attempts + 1;
    const expected = error instanceof Fault;
    if (!expected)
      log('error', 'A job failed.', {
        job: kind,
        id,
        trace: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    const lastError = expected ? error.message : `Something went wrong inside Patchbay. The log names job ${id}.`;
    const wait = Math.min(retryMs.most, retryMs.first * 2 ** attempts) * (0.8 + 0.4 * random());
    const runAt = failed < most ? Math.round(now() + wait) : now();
    changeJob(w, id, { attempts: failed, dead: failed >= most, lastError, runAt, createdAt: now() });
  }

  /** What a person decides of one job. Throws FORBIDDEN or NOT_FOUND. */
  function decide(actor: Actor, id: string, work: (w: Writer, row: JobRow, type: JobType | undefined) => void): void {
    requireRole(actor, 'admin');
    store.write((w) => {
      const row = findJob(w, actor.tenantId, id);
      if (!row) throw notFound('The job');
      work(w, row, handlers.get(row.kind)?.type);
      store.afterCommit(afterChange);
    });
  }

  return {
    /** Adds a job in the transaction that makes it necessary. */
    enqueue<P extends z.ZodType>(w: Writer, type: JobType<P>, job: NewJob<P>): void {
      insertJob(w, type, job, now());
      store.afterCommit(afterChange);
    },
    /** Takes the job with a key back; one that runs already comes to its end. */
    cancel(w: Writer, type: JobType, key: string): void {
      const { changes } = w.delete(table).where(keyed(type, key)).run();
      if (changes > 0) store.afterCommit(afterChange);
    },
    /** When the job with a key runs next, in milliseconds since 1970 UTC; null where there is none. */
    nextRunAt: (r: Reader, type: JobType, key: string): number | null =>
      r.select({ at: table.runAt }).from(table).where(keyed(type, key)).get()?.at ?? null,
    register(all: readonly JobHandler[]): void {
      for (const handler of all) handlers.set(handler.type.kind, handler);
    },
    /** Runs jobs at their times until `close`. Of several processes on one store each job runs in one. */
    start(): void {
      started = true;
      store.record((w) => {
        mendClock(w, now());
        for (const { type } of handlers.values())
          if (type.every) ensureRecurring(w, type, now() + type.every.firstMs, now());
      });
      plan();
    },
    /** Runs what is due now, and waits for it. */
    async runDue(): Promise<void> {
      do begin();
      while ((await Promise.all([...running.values()].map(({ done }) => done))).length > 0);
    },
    list(r: Reader, actor: Actor): Job[] {
      requireRole(actor, 'admin');
      const held = heldLeases(r, now());
      const show = (row: JobRow) => {
        const handler = handlers.get(row.kind);
        return shownJob(row, handler?.type, held, handler?.subject(r, actor, row.payload) ?? null);
      };
      // Without its title, which the list's contract says of it then.
      return readRows(
        () => listJobs(r, actor.tenantId),
        whole(show),
        (row) => ({ ...show(row), title: null }),
      );
    },
    runNow: (actor: Actor, id: string): void => decide(actor, id, (w, row) => changeJob(w, row.id, fresh(now()))),
    /** Gives a job up; one that recurs comes again at its next time. */
    discard: (actor: Actor, id: string): void =>
      decide(actor, id, (w, row, type) => {
        const interval = intervalOf(row, type);
        if (interval === undefined) deleteJob(w, row.id);
        else changeJob(w, row.id, fresh(now() + interval));
      }),
    /** Cancels what runs, waits for it, and lets another process take over. */
    async close(): Promise<void> {
      ending.abort();
      clearTimeout(timer);
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}

const whole =
  (show: (row: JobRow) => Job) =>
  (row: JobRow): Job => {
    if (!isRead(row.payload)) throw new Error('The payload cannot be read');
    return show(row);
  };

/** Whether it stands as it was read: not run, taken back or planned again by anyone since. */
function isCurrent(r: Reader, { id, runAt, createdAt }: JobRow): boolean {
  const same = and(eq(table.id, id), eq(table.runAt, runAt), eq(table.createdAt, createdAt), eq(table.dead, false));
  return r.select({ id: table.id }).from(table).where(same).get() !== undefined;
}

/** Milliseconds after which the job comes again; nothing for a single one, also of a kind that recurs. */
const intervalOf = ({ key }: JobRow, type: JobType | undefined): number | undefined =>
  key === recurringKey ? type?.every?.ms : undefined;

function shownJob(row: JobRow, type: JobType | undefined, held: ReadonlySet<string>, subject: string | null): Job {
  const { id, kind, runAt, attempts, lastError, createdAt } = row;
  const state = row.dead ? 'dead' : held.has(leaseOf(row)) ? 'running' : 'waiting';
  return {
    id,
    kind,
    title: type?.title ?? kind,
    subject,
    state,
    runAt,
    attempts,
    lastError,
    createdAt,
    recurring: intervalOf(row, type) !== undefined,
  };
}
