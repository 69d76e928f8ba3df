import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import { type ConnectionReach, connectionFor } from '#main/domains/connections/index.ts';
import { findRecord, integrations, readRecord } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Checked, HealthContext } from './context.ts';
import { healthResults, mostChecks } from './table.ts';

/**
 * One check with the integration's own connection, its result kept for the chart. What prevents the sending is a failed
 * check too; NOT_FOUND, VAULT_LOCKED and CANCELLED are thrown, and nothing is kept then. What
 * needs a connection where there is none is neither a success nor a failure: it has no place in the chart.
 */
export async function checkIntegration(
  context: HealthContext,
  actor: Actor,
  integrationId: IntegrationId,
  signal?: AbortSignal,
  reach: ConnectionReach = 'own',
): Promise<Checked> {
  const { tenantId } = actor;
  readRecord(context.store.read, tenantId, integrationId);
  const connectionId = connectionFor(context.store.read, actor, integrationId, reach);
  const result = await sendCheck(context, actor, { integrationId, connectionId }, signal);
  if (result.outcome !== 'needsConnection') keepPoint(context, { tenantId, integrationId }, result);
  context.facts.signal('scheduled', tenantId, [integrationId]);
  return result;
}

function keepPoint(
  { store }: HealthContext,
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
  { check, now }: HealthContext,
  actor: Actor,
  input: Parameters<HealthContext['check']>[1],
  signal?: AbortSignal,
): Promise<Checked> {
  try {
    return await check(actor, input, signal);
  } catch (error) {
    if (!(error instanceof Fault) || passedOn.includes(error.code)) throw error;
    return {
      ok: false,
      outcome: 'failed',
      at: now(),
      method: 'GET',
      url: '',
      status: null,
      durationMs: null,
      message: error.message,
      todo: error.data.todo ?? null,
      noticed: false,
    };
  }
}

/** Checks one integration now. Throws FORBIDDEN, NOT_FOUND, VAULT_LOCKED or CANCELLED. */
export function checkNow(
  context: HealthContext,
  actor: Actor,
  { integrationId }: { integrationId: IntegrationId },
  signal?: AbortSignal,
): Promise<CheckResult> {
  requireRole(actor, 'editor');
  return checkIntegration(context, actor, integrationId, signal);
}

/**
 * Checks every active integration, eight at once. Those that took longest before begin first, so that the slowest server decides how
 * long it takes. Throws CANCELLED where the caller goes; what was checked until then is kept.
 */
export async function checkAll(
  context: HealthContext,
  actor: Actor,
  { job }: { job?: string | undefined },
  signal: AbortSignal = new AbortController().signal,
): Promise<{ checked: number; failed: number }> {
  requireRole(actor, 'editor');
  const { events } = context;
  const all = slowestFirst(context, actor);
  const counts = { checked: 0, failed: 0 };
  await inTurn(
    all,
    mostChecks,
    async (id) => {
      const ok = await succeeds(context, actor, id, signal);
      if (ok === null) return;
      counts.checked += 1;
      counts.failed += ok ? 0 : 1;
      if (job !== undefined)
        events.progress({
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
  context: HealthContext,
  actor: Actor,
  id: IntegrationId,
  signal: AbortSignal,
): Promise<boolean | null> {
  try {
    const { ok, outcome } = await checkIntegration(context, actor, id, signal);
    return ok || outcome === 'needsConnection';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code === 'VAULT_LOCKED' ? false : null;
  }
}

function slowestFirst({ store }: HealthContext, { tenantId }: Actor): IntegrationId[] {
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

/** Works through items with so many at once at most. Ends early when the signal is aborted. */
async function inTurn<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) {
      if (signal.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
