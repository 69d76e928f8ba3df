import { randomUUID } from 'node:crypto';
import { atOnce, inTurn } from './check.ts';
import type { HealthDeps } from './deps.ts';
import { dueChecks, nextDueAt } from './dueChecks.ts';
import { holdLease, releaseLease } from './lease.ts';
import { localMinuteOfDay } from './nextCheck.ts';
import { runScheduled, type ScheduleChance } from './runScheduled.ts';

/** Calls `work` once after so many milliseconds; answers what takes it back. */
export type After = (ms: number, work: () => void) => () => void;

export interface SchedulerOptions extends ScheduleChance {
  readonly after: After;
}

/** Checks integrations at their times for as long as the console runs. */
export interface HealthScheduler {
  /** Stops, cancels what is under way, waits for it and lets another process take over. */
  stop(): Promise<void>;
}

/** The lease is renewed at every round; a process that died lets go of it after this long. */
const leaseMs = 90_000;
const mostWaitMs = 30_000;
const leastWaitMs = 250;

/** Starts the checks by schedule. Of several processes on one store only one checks, told by a row in it. */
export function startScheduler(deps: HealthDeps, options: SchedulerOptions): HealthScheduler {
  const holder = randomUUID();
  const ending = new AbortController();
  let running: Promise<void> | null = null;
  let cancel = () => {};
  const plan = (ms: number) => {
    cancel();
    if (!ending.signal.aborted) cancel = options.after(ms, begin);
  };
  // What changes during a round is looked at when it ends.
  const begin = () => {
    running ??= round(deps, options, holder, ending.signal)
      .catch((error: unknown) => deps.log('error', 'Scheduled checks failed.', { trace: String(error) }))
      .then(() => {
        running = null;
        plan(waitOf(deps, ending.signal));
      });
  };
  const deaf = deps.events.onEvent((event) => {
    if (event.type === 'changed' && (event.topic === 'vault' || event.topic === 'health')) plan(leastWaitMs);
  });
  plan(leastWaitMs);
  return {
    stop: async () => {
      deaf();
      ending.abort();
      cancel();
      await running;
      deps.store.write((w) => releaseLease(w, holder));
    },
  };
}

async function round(deps: HealthDeps, chance: ScheduleChance, holder: string, signal: AbortSignal): Promise<void> {
  const now = deps.now();
  if (signal.aborted || nextDueAt(deps.store.read) === null) return;
  if (!deps.store.record((w) => holdLease(w, holder, now, now + leaseMs))) return;
  await inTurn(dueChecks(deps.store.read, now), atOnce, (due) => runScheduled(deps, chance, due, signal), signal);
}

function waitOf({ store, now }: HealthDeps, { aborted }: AbortSignal): number {
  const next = aborted ? null : nextDueAt(store.read);
  return next === null ? mostWaitMs : Math.min(mostWaitMs, Math.max(leastWaitMs, next - now()));
}

/** Starts the checks by schedule with the real clock, timers and chance. */
export function startHealthChecks(deps: HealthDeps): HealthScheduler {
  const after: After = (ms, work) => {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  };
  return startScheduler(deps, { after, random: Math.random, minuteOfDay: localMinuteOfDay });
}
