import { randomUUID } from 'node:crypto';
import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { Fault } from '#contract/fault.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import { atOnce, checkIntegration, connectionFor, inTurn } from './check.ts';
import type { Checked, HealthDeps } from './deps.ts';
import { localMinuteOfDay, type MinuteOfDay, nextCheckAt } from './nextCheck.ts';
import { findSchedule, ofKey, scheduleOf } from './schedule.ts';
import { healthLease, healthSchedules, type ScheduleRow } from './table.ts';

/** Calls `work` once after so many milliseconds; answers what takes it back. */
type After = (ms: number, work: () => void) => () => void;

interface SchedulerOptions extends ScheduleChance {
  readonly after: After;
}

/** Checks integrations at their times for as long as the console runs. */
interface HealthScheduler {
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

/** What the checks by schedule take from chance and from the clock on the wall. */
interface ScheduleChance {
  /** From 0 to 1. */
  readonly random: () => number;
  readonly minuteOfDay: MinuteOfDay;
}

/** A check that must wait for the vault is tried again after so long. */
const lockedMs = 60_000;

/** One scheduled check: sent, kept, told where the status changed, and the next one planned. */
async function runScheduled(
  deps: HealthDeps,
  chance: ScheduleChance,
  due: DueCheck,
  signal: AbortSignal,
): Promise<void> {
  const { row, actor } = due;
  if (waitsForVault(deps, due)) return saveState(deps, row, { nextAt: deps.now() + lockedMs });
  try {
    const result = await checkIntegration(deps, actor, row.integrationId, signal, reachOf(due));
    finish(deps, chance, due, result);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (error.code !== 'CANCELLED') saveState(deps, row, { nextAt: deps.now() + lockedMs });
  }
}

function waitsForVault({ store, vault }: HealthDeps, due: DueCheck): boolean {
  if (vault.state().status === 'unlocked') return false;
  return connectionFor(store.read, due.actor, due.row.integrationId, reachOf(due)) !== null;
}

const reachOf = ({ row, actor }: DueCheck) => (row.setBy === actor.userId ? 'own' : 'team');

function finish(deps: HealthDeps, { random, minuteOfDay }: ScheduleChance, due: DueCheck, result: Checked): void {
  const current = findSchedule(deps.store.read, due.row);
  if (current === undefined) return;
  const { ok, outcome, message, told } = result;
  // Neither a success nor a failure: all that is planned is the next one.
  const counts = outcome !== 'needsConnection';
  const failures = !counts ? current.failures : ok ? 0 : current.failures + 1;
  const nextAt = nextCheckAt({ schedule: scheduleOf(current), failures }, deps.now(), random(), minuteOfDay);
  saveState(deps, current, { nextAt, failures, ...(counts ? { lastOk: ok } : {}) });
  if (!counts) return;
  const changed = ok ? current.lastOk === false : current.lastOk !== false;
  // The connection's own notice says the same, and more.
  if (changed && current.notify && !told) notifyChange(deps, due, ok, message);
}

type Plan = Partial<Pick<ScheduleRow, 'nextAt' | 'failures' | 'lastOk'>>;

function saveState({ store, events }: HealthDeps, row: ScheduleRow, set: Plan): void {
  store.record((w) => void w.update(healthSchedules).set(set).where(ofKey(row)).run());
  events.changed('health', row.tenantId, [row.integrationId]);
}

function notifyChange({ events }: HealthDeps, { row, displayName }: DueCheck, ok: boolean, message: string): void {
  events.notice({
    tenantId: row.tenantId,
    level: ok ? 'info' : 'error',
    title: ok ? `${displayName} works again` : `${displayName} does not work`,
    body: message,
    path: `/integrations/${row.integrationId}`,
  });
}

/** A scheduled check whose time has come, with the person it goes out as. */
interface DueCheck {
  readonly row: ScheduleRow;
  readonly displayName: string;
  readonly actor: Actor;
}

const mostAtOnce = 200;

const isOpen = and(eq(healthSchedules.enabled, true), isNotNull(healthSchedules.nextAt));
const standing = and(
  eq(integrations.tenantId, healthSchedules.tenantId),
  eq(integrations.id, healthSchedules.integrationId),
  eq(integrations.active, true),
  isNull(integrations.deletedAt),
);

/** Those whose time has come, the longest due first, at most 200. */
function dueChecks(r: Reader, now: number): DueCheck[] {
  return r
    .select({
      row: healthSchedules,
      displayName: integrations.displayName,
      userId: users.id,
      name: users.name,
      role: memberships.role,
    })
    .from(healthSchedules)
    .innerJoin(integrations, standing)
    .innerJoin(memberships, member)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(isOpen, lte(healthSchedules.nextAt, now)))
    .orderBy(asc(healthSchedules.nextAt))
    .limit(mostAtOnce)
    .all()
    .map(({ row, displayName, ...person }) => ({ row, displayName, actor: { ...person, kind: 'system' as const, tenantId: row.tenantId } }));
}

/** Who set it, or the first admin where that person left the tenant or only looks by now. */
const member = and(
  eq(memberships.tenantId, healthSchedules.tenantId),
  eq(
    memberships.userId,
    sql`coalesce(
      (SELECT m.user_id FROM memberships AS m WHERE m.tenant_id = ${healthSchedules.tenantId}
        AND m.user_id = ${healthSchedules.setBy} AND m.role <> 'viewer'),
      (SELECT m.user_id FROM memberships AS m WHERE m.tenant_id = ${healthSchedules.tenantId} AND m.role = 'admin'
        ORDER BY m.created_at, m.user_id LIMIT 1))`,
  ),
);

/** When the next one is due; null where none is. */
function nextDueAt(r: Reader): number | null {
  const next = r
    .select({ at: healthSchedules.nextAt })
    .from(healthSchedules)
    .innerJoin(integrations, standing)
    .innerJoin(memberships, member)
    .where(isOpen)
    .orderBy(asc(healthSchedules.nextAt))
    .limit(1)
    .get();
  return next?.at ?? null;
}

/** Takes or keeps the right to check by schedule until a time. @returns whether `holder` has it; another keeps it until its own time is over. */
export function holdLease(w: Writer, holder: string, now: number, until: number): boolean {
  const free = sql`${healthLease.holder} = ${holder} OR ${healthLease.until} < ${now}`;
  return (
    w
      .insert(healthLease)
      .values({ id: 1, holder, until })
      .onConflictDoUpdate({ target: healthLease.id, set: { holder, until }, setWhere: free })
      .run().changes > 0
  );
}

function releaseLease(w: Writer, holder: string): void {
  w.delete(healthLease).where(eq(healthLease.holder, holder)).run();
}
