import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { checkIntegration } from './checkIntegration.ts';
import type { HealthDeps } from './deps.ts';
import { inTurn } from './inTurn.ts';

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
          ...{ tenantId: actor.tenantId, job, label: 'Checking integrations' },
          ...{ done: counts.checked, total: all.length },
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
