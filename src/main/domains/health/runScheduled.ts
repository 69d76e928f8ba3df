import { Fault } from '#contract/fault.ts';
import { checkIntegration, connectionFor } from './check.ts';
import type { Checked, HealthDeps } from './deps.ts';
import type { DueCheck } from './dueChecks.ts';
import { type MinuteOfDay, nextCheckAt } from './nextCheck.ts';
import { findSchedule, ofKey, scheduleOf } from './schedule.ts';
import { healthSchedules, type ScheduleRow } from './table.ts';

/** What the checks by schedule take from chance and from the clock on the wall. */
export interface ScheduleChance {
  /** From 0 to 1. */
  readonly random: () => number;
  readonly minuteOfDay: MinuteOfDay;
}

/** A check that must wait for the vault is tried again after so long. */
const lockedMs = 60_000;

/** One scheduled check: sent, kept, told where the status changed, and the next one planned. */
export async function runScheduled(
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
