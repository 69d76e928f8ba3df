import { and, asc, desc, eq, isNull, or, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import { connections } from '#main/domains/connections/index.ts';
import { findRecord, integrations, readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { Checked, HealthDeps } from './deps.ts';
import { healthResults } from './table.ts';

/** `team` leaves the actor's own private connections out: who stands in for someone else does not lend them. */
type ConnectionReach = 'own' | 'team';

/**
 * The connection that a check of an integration goes out with: the default, else one of the team, else the actor's own; those that
 * worked last come first. Null where there is none.
 */
export function connectionFor(
  r: Reader,
  actor: Actor,
  id: IntegrationId,
  scope: ConnectionReach = 'own',
): ConnectionId | null {
  const { tenantId, integrationId, visibility, ownerId, isDefault, lastSucceededAt } = connections;
  const team = eq(visibility, 'team');
  const usable = scope === 'team' ? team : or(team, eq(ownerId, actor.userId));
  const found = r
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(tenantId, actor.tenantId), eq(integrationId, id), usable))
    .orderBy(desc(isDefault), desc(sql`${visibility} = 'team'`), desc(lastSucceededAt), connections.id)
    .limit(1)
    .get();
  return found?.id ?? null;
}

/**
 * One check with the connection that stands for the integration, its result kept for the chart. What prevents the sending is a failed
 * check too; NOT_FOUND, VAULT_LOCKED and CANCELLED are thrown, and nothing is kept then. What
 * asks for a connection where there is none is neither a success nor a failure: it has no place in the chart.
 */
export async function checkIntegration(
  deps: HealthDeps,
  actor: Actor,
  integrationId: IntegrationId,
  signal?: AbortSignal,
  scope: ConnectionReach = 'own',
): Promise<Checked> {
  const { tenantId } = actor;
  readRecord(deps.store.read, tenantId, integrationId);
  const connectionId = connectionFor(deps.store.read, actor, integrationId, scope);
  const result = await sendCheck(deps, actor, { integrationId, connectionId }, signal);
  if (result.outcome !== 'needsConnection') keepPoint(deps, { tenantId, integrationId }, result);
  deps.events.changed('health', tenantId, [integrationId]);
  return result;
}

function keepPoint(
  { store }: HealthDeps,
  key: Pick<typeof healthResults.$inferInsert, 'tenantId' | 'integrationId'>,
  { at, ok, status, durationMs: latencyMs }: Checked,
): void {
  const point = { at, ok, status, latencyMs };
  const target = [healthResults.tenantId, healthResults.integrationId, healthResults.at];
  store.record((w) => {
    // Deleted while it was checked: there is nothing left to keep it with.
    if (!findRecord(w, key.tenantId, key.integrationId)) return;
    w.insert(healthResults)
      .values({ ...key, ...point })
      .onConflictDoUpdate({ target, set: point })
      .run();
  });
}

const passedOn = ['NOT_FOUND', 'FORBIDDEN', 'VAULT_LOCKED', 'CANCELLED'];

async function sendCheck(
  { check, now }: HealthDeps,
  actor: Actor,
  input: Parameters<HealthDeps['check']>[1],
  signal?: AbortSignal,
): Promise<Checked> {
  try {
    return await check(actor, input, signal);
  } catch (error) {
    if (!(error instanceof Fault) || passedOn.includes(error.code)) throw error;
    const nothing = { method: 'GET', url: '', status: null, durationMs: null };
    const said = { message: error.message, todo: error.data.todo ?? null };
    return { ok: false, outcome: 'failed', at: now(), ...nothing, ...said, told: false };
  }
}

/** Checks one integration now. Throws FORBIDDEN, NOT_FOUND, VAULT_LOCKED or CANCELLED. */
export function checkNow(
  deps: HealthDeps,
  actor: Actor,
  { integrationId }: { integrationId: IntegrationId },
  signal?: AbortSignal,
): Promise<CheckResult> {
  requireRole(actor, 'editor');
  return checkIntegration(deps, actor, integrationId, signal);
}

/** Checks under way at the same time, by schedule or at once. */
export const atOnce = 8;

/**
 * Checks every active integration, eight at once. Those that took longest before begin first, so that the slowest server decides how
 * long it takes. Throws CANCELLED where the caller goes; what was checked until then is kept.
 */
export async function checkAll(
  deps: HealthDeps,
  actor: Actor,
  { job }: { job?: string | undefined },
  signal: AbortSignal = new AbortController().signal,
): Promise<{ checked: number; failed: number }> {
  requireRole(actor, 'editor');
  const { events } = deps;
  const all = slowestFirst(deps, actor);
  const counts = { checked: 0, failed: 0 };
  await inTurn(
    all,
    atOnce,
    async (id) => {
      const ok = await succeeds(deps, actor, id, signal);
      if (ok === null) return;
      counts.checked += 1;
      counts.failed += ok ? 0 : 1;
      if (job !== undefined)
        events.progress({
          type: 'progress',
          tenantId: actor.tenantId,
          job,
          label: 'Checking integrations',
          done: counts.checked,
          total: all.length,
        });
    },
    signal,
  );
  if (signal.aborted) throw cancelled(counts.checked, all.length);
  return counts;
}

/** Null where it was cancelled, or the integration went meanwhile. */
async function succeeds(
  deps: HealthDeps,
  actor: Actor,
  id: IntegrationId,
  signal: AbortSignal,
): Promise<boolean | null> {
  try {
    const { ok, outcome } = await checkIntegration(deps, actor, id, signal);
    return ok || outcome === 'needsConnection';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code === 'VAULT_LOCKED' ? false : null;
  }
}

function slowestFirst({ store }: HealthDeps, { tenantId }: Actor): IntegrationId[] {
  const last = sql`(SELECT h.latency_ms FROM health_results AS h WHERE h.tenant_id = ${integrations.tenantId}
    AND h.integration_id = ${integrations.id} ORDER BY h.at DESC LIMIT 1)`;
  return store.read
    .select({ id: integrations.id })
    .from(integrations)
    .where(and(eq(integrations.tenantId, tenantId), eq(integrations.active, true), isNull(integrations.deletedAt)))
    .orderBy(desc(sql`${integrations.status} = 'error'`), desc(last), asc(integrations.id))
    .all()
    .map(({ id }) => id);
}

function cancelled(done: number, total: number) {
  return commonFaults.fault('CANCELLED', `The checks were cancelled after ${done} of ${total}.`, {
    kept: 'The results until then are kept.',
  });
}

/** Works through items with so many at once at most; an item that fails is for `work` to tell. Ends early when the signal says so. */
export async function inTurn<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) {
      if (signal.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
}
