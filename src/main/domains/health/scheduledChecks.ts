import { and, eq, isNull, sql } from 'drizzle-orm';
import type { UserId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { type HealthReport, type HealthSchedule, healthSchedule } from '#contract/health.ts';
import { withoutUndefined } from '#core/json/value.ts';
import { connectionFor } from '#main/domains/connections/index.ts';
import { integrations, readRecord } from '#main/domains/integrations/index.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import type { Subscriber } from '#main/facts/index.ts';
import type { JobResult } from '#main/jobs/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import type { Reader } from '#main/store/index.ts';
import { checkIntegration } from './check.ts';
import type { Checked, HealthContext } from './context.ts';
import { longestWait, nextCheckAt } from './nextCheck.ts';
import { readReport } from './report.ts';
import {
  findSchedule,
  type HealthState,
  healthJobs,
  healthSchedules,
  jobKey,
  planCheck,
  readState,
  scheduleFacts,
  scheduleOf,
  type Watched,
  writeState,
} from './table.ts';

/** The first check comes soon, so that a person sees that it works. */
const firstMs = 5_000;
/** A check that must wait for the vault is tried again after so long. */
const lockedMs = 60_000;

interface ScheduleChange extends Pick<Watched, 'integrationId'> {
  /** What is left out stays. */
  readonly schedule: { readonly [K in keyof HealthSchedule]?: HealthSchedule[K] | undefined };
  readonly expected?: Expected;
}

/**
 * Sets when an integration is checked by itself, as the person who says so. Throws FORBIDDEN, NOT_FOUND or CHANGED_MEANWHILE.
 */
export function setSchedule(
  context: HealthContext,
  actor: Actor,
  { integrationId, schedule, expected }: ScheduleChange,
): HealthReport {
  requireRole(actor, 'editor');
  const watched = { tenantId: actor.tenantId, integrationId };
  context.store.write((w) => {
    const { displayName } = readRecord(w, actor.tenantId, integrationId);
    // One that is damaged counts as none, so that setting it again fixes it.
    const { data: before = scheduleOf(undefined) } = healthSchedule.safeParse(scheduleOf(findSchedule(w, watched)));
    requireUnchanged(`The schedule of ${displayName}`, before, schedule, expected);
    const after = healthSchedule.parse({ ...before, ...withoutUndefined(schedule) });
    const { enabled, intervalMinutes, quietHours, notify } = after;
    const set = {
      enabled,
      intervalMinutes,
      quietFrom: quietHours?.from ?? null,
      quietTo: quietHours?.to ?? null,
      notify,
      setBy: actor.userId,
    };
    w.insert(healthSchedules)
      .values({ ...set, ...watched })
      .onConflictDoUpdate({ target: [healthSchedules.tenantId, healthSchedules.integrationId], set })
      .run();
    const nextAt = enabled ? context.now() + firstMs : null;
    writeState(w, watched, { failures: 0, lastOk: readState(w, watched).lastOk, nextAt });
    if (nextAt === null) context.jobs.cancel(w, healthJobs.check, jobKey(watched));
    else planCheck(context.jobs, w, watched, nextAt);
    context.facts.emit(w, scheduleFacts.set, {
      actor,
      entity: { id: integrationId, name: displayName },
      integrationId,
      before,
      after,
    });
  });
  return readReport(context, actor, { integrationId, hours: 24 });
}

/** Gives every schedule that is on its job; one from before there were jobs, or from another device, has none. */
export function planMissing({ store, jobs, now }: HealthContext): void {
  store.record((w) => {
    for (const row of w.select().from(healthSchedules).where(eq(healthSchedules.enabled, true)).all()) {
      if (jobs.nextRunAt(w, healthJobs.check, jobKey(row)) !== null) continue;
      const state = readState(w, row);
      // A time that no schedule waits for was written by a clock that was ahead.
      const known = state.nextAt !== null && state.nextAt <= now() + longestWait(row) ? state.nextAt : null;
      const nextAt = known ?? now() + firstMs;
      writeState(w, row, { ...state, nextAt });
      planCheck(jobs, w, row, nextAt);
    }
  });
}

/** The checks of an integration rest while it is inactive or deleted, and go on soon after. */
export function resumeChecks({ jobs, now }: HealthContext): Subscriber {
  return {
    name: 'health',
    types: ['integration.activated', 'integration.restored', 'integration.changed'],
    handle: (w, { tenantId, integrationId, after, type }) => {
      if (type === 'integration.changed' && after?.active !== true) return undefined;
      const row = w
        .select()
        .from(healthSchedules)
        .where(
          and(
            eq(healthSchedules.tenantId, tenantId),
            sql`${healthSchedules.integrationId} = ${integrationId}`,
            eq(healthSchedules.enabled, true),
          ),
        )
        .get();
      if (row === undefined) return undefined;
      const nextAt = now() + firstMs;
      writeState(w, row, { ...readState(w, row), nextAt });
      planCheck(jobs, w, row, nextAt);
      return undefined;
    },
  };
}

/** A check whose time has come, with the person on whose behalf it goes out. */
interface DueCheck {
  readonly watched: Watched;
  readonly schedule: HealthSchedule;
  readonly setBy: UserId;
  readonly displayName: string;
  readonly actor: Actor;
}

/** One check by schedule: sent, kept, with a notice where the status changed, and the next one planned. */
export async function runScheduledCheck(
  context: HealthContext,
  watched: Watched,
  signal: AbortSignal,
): Promise<JobResult> {
  const due = findDue(context.store.read, watched);
  if (due === null) return stop(context, watched);
  if (waitsForVault(context, due)) return postpone(context, watched);
  try {
    const result = await checkIntegration(context, due.actor, watched.integrationId, signal, reachOf(due));
    return finish(context, due, result);
  } catch (error) {
    // What the end of the console cancels runs again at the next start.
    if (!(error instanceof Fault) || error.code === 'CANCELLED') throw error;
    return postpone(context, watched);
  }
}

/** Null where the schedule is off or gone, or the integration is deleted or inactive. */
function findDue(r: Reader, watched: Watched): DueCheck | null {
  const found = r
    .select({
      row: healthSchedules,
      displayName: integrations.displayName,
      userId: users.id,
      name: users.name,
      role: memberships.role,
    })
    .from(healthSchedules)
    .innerJoin(integrations, watchable)
    .innerJoin(memberships, onBehalfOf)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(healthSchedules.tenantId, watched.tenantId),
        eq(healthSchedules.integrationId, watched.integrationId),
        eq(healthSchedules.enabled, true),
      ),
    )
    .get();
  if (found === undefined) return null;
  const { row, displayName, userId, name, role } = found;
  const actor: Actor = { kind: 'system', userId, name, role, tenantId: row.tenantId };
  return { watched, schedule: scheduleOf(row), setBy: row.setBy, displayName, actor };
}

const watchable = and(
  eq(integrations.tenantId, healthSchedules.tenantId),
  eq(integrations.id, healthSchedules.integrationId),
  eq(integrations.active, true),
  isNull(integrations.deletedAt),
);

/** Who set it, or the first admin where that person left the tenant or only looks by now. */
const onBehalfOf = and(
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

function waitsForVault({ store, vault }: HealthContext, due: DueCheck): boolean {
  if (vault.standing().status === 'unlocked') return false;
  return connectionFor(store.read, due.actor, due.watched.integrationId, reachOf(due)) !== null;
}

const reachOf = ({ setBy, actor }: DueCheck) => (setBy === actor.userId ? 'own' : 'team');

function finish(context: HealthContext, due: DueCheck, { ok, outcome, message, noticed }: Checked): JobResult {
  const { store, now, random, minuteOfDay } = context;
  const { watched } = due;
  const before = readState(store.read, watched);
  const schedule = scheduleOf(findSchedule(store.read, watched));
  // Neither a success nor a failure: all that is planned is the next one.
  const counts = outcome !== 'needsConnection';
  const failures = !counts ? before.failures : ok ? 0 : before.failures + 1;
  const nextAt = nextCheckAt({ schedule, failures }, now(), random(), minuteOfDay);
  saveState(context, watched, { failures, lastOk: counts ? ok : before.lastOk, nextAt });
  const changed = counts && (ok ? before.lastOk === false : before.lastOk !== false);
  // The connection's own notice says the same, and more.
  if (changed && schedule.notify && !noticed) notifyChange(context, due, ok, message);
  return { runAt: nextAt };
}

function postpone(context: HealthContext, watched: Watched): JobResult {
  const nextAt = context.now() + lockedMs;
  saveState(context, watched, { ...readState(context.store.read, watched), nextAt });
  return { runAt: nextAt };
}

function stop(context: HealthContext, watched: Watched): undefined {
  const state = readState(context.store.read, watched);
  if (state.nextAt !== null) saveState(context, watched, { ...state, nextAt: null });
}

/** A schedule that was set again, or deleted, while the check ran stays as it is. */
function saveState({ store, facts, jobs, now }: HealthContext, watched: Watched, state: HealthState): void {
  store.record((w) => {
    const planned = jobs.nextRunAt(w, healthJobs.check, jobKey(watched));
    if (planned !== null && planned <= now()) writeState(w, watched, state);
  });
  facts.signal('scheduled', watched.tenantId, [watched.integrationId]);
}

function notifyChange({ events }: HealthContext, due: DueCheck, ok: boolean, message: string): void {
  const { displayName, watched } = due;
  events.notice({
    tenantId: watched.tenantId,
    level: ok ? 'info' : 'error',
    title: ok ? `${displayName} works again` : `${displayName} does not work`,
    body: message,
    path: `/integrations/${watched.integrationId}`,
  });
}
