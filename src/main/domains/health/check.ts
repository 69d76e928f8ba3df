import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { CheckResult } from '#contract/connections.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import { type ConnectionReach, connectionFor } from '#main/domains/connections/index.ts';
import { findRecord, integrations, readRecord, setStatus } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { unreadableFault } from '#main/kernel/unreadable.ts';
import { leniently } from '#main/store/index.ts';
import type { Checked, HealthContext } from './context.ts';
import { healthResults, mostChecks } from './table.ts';

/**
 * One check with the integration's own connection, its result kept for the chart. What prevents the sending is a failed
 * check too, damaged records among it; NOT_FOUND, VAULT_LOCKED and CANCELLED are thrown, and nothing is kept then. What
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
  const result = await sendCheck(context, actor, integrationId, reach, signal);
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
    if (!leniently(() => findRecord(w, key.tenantId, key.integrationId))) return;
    w.insert(healthResults)
      .values({ ...key, ...point })
      .onConflictDoUpdate({ target, set: point })
      .run();
  });
}

const passedOn = ['NOT_FOUND', 'FORBIDDEN', 'VAULT_LOCKED', 'CANCELLED'];

async function sendCheck(
  context: HealthContext,
  actor: Actor,
  integrationId: IntegrationId,
  reach: ConnectionReach,
  signal?: AbortSignal,
): Promise<Checked> {
  const { store, check, now } = context;
  let connectionId: ConnectionId | null = null;
  try {
    readRecord(store.read, actor.tenantId, integrationId);
    connectionId = connectionFor(store.read, actor, integrationId, reach);
    return await check(actor, { integrationId, connectionId }, signal);
  } catch (error) {
    const fault = error instanceof Fault ? error : unreadableFault(error, ['health'], { integrationId, connectionId });
    if (fault === null || passedOn.includes(fault.code)) throw error;
    const failed = failedBy(fault, now());
    if (!(error instanceof Fault)) keepUnreadable(context, actor, integrationId, failed);
    return failed;
  }
}

function failedBy({ message, data }: Fault, at: number): Checked {
  return {
    ok: false,
    outcome: 'failed',
    at,
    method: 'GET',
    url: '',
    status: null,
    durationMs: null,
    message,
    todo: data.todo ?? null,
    noticed: false,
  };
}

/** Says of the integration that a damaged record keeps it from being checked; what else prevents a check has said so by itself. */
function keepUnreadable(
  { store, facts }: HealthContext,
  actor: Actor,
  id: IntegrationId,
  { at, message: reason }: Checked,
): void {
  const { tenantId } = actor;
  store.record((w) => {
    const subject = leniently(() => findRecord(w, tenantId, id))?.displayName;
    if (subject === undefined) return;
    setStatus(w, { tenantId, id, status: 'error', reason, at });
    const line = {
      tenantId,
      actor,
      kind: 'check',
      action: 'checked',
      subject,
      integrationId: id,
      privateTo: null,
    } as const;
    facts.recordTraffic(w, {
      ...line,
      at,
      result: 'failed',
      durationMs: null,
      details: [{ name: 'Result', value: reason }],
    });
  });
  facts.signal('checked', tenantId, [id]);
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

/** Null where it was cancelled, or the integration went in the meantime. */
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
