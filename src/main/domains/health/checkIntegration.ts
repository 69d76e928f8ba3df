import { and, desc, eq, or, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import { connectionStates, connections, ofConnection } from '#main/domains/connections/index.ts';
import { findRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { Checked, HealthDeps } from './deps.ts';
import { healthResults } from './table.ts';

/** `team` leaves the actor's own private connections out: who stands in for someone else does not lend them. */
export type ConnectionScope = 'own' | 'team';

/**
 * The connection that a check of an integration goes out with: the default, else one of the team, else the actor's own; those that
 * worked last come first. Null where there is none.
 */
export function connectionFor(
  r: Reader,
  actor: Actor,
  id: IntegrationId,
  scope: ConnectionScope = 'own',
): ConnectionId | null {
  const { tenantId, integrationId, visibility, ownerId, isDefault } = connections;
  const team = eq(visibility, 'team');
  const usable = scope === 'team' ? team : or(team, eq(ownerId, actor.userId));
  const found = r
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(connectionStates, ofConnection)
    .where(and(eq(tenantId, actor.tenantId), eq(integrationId, id), usable))
    .orderBy(desc(isDefault), desc(sql`${visibility} = 'team'`), desc(connectionStates.lastSucceededAt), connections.id)
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
  scope: ConnectionScope = 'own',
): Promise<Checked> {
  const { tenantId } = actor;
  readRecord(deps.store.read, tenantId, integrationId);
  const connectionId = connectionFor(deps.store.read, actor, integrationId, scope);
  const result = await attempt(deps, actor, { integrationId, connectionId }, signal);
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

const thrown = ['NOT_FOUND', 'FORBIDDEN', 'VAULT_LOCKED', 'CANCELLED'];

async function attempt(
  { check, now }: HealthDeps,
  actor: Actor,
  input: Parameters<HealthDeps['check']>[1],
  signal?: AbortSignal,
): Promise<Checked> {
  try {
    return await check(actor, input, signal);
  } catch (error) {
    if (!(error instanceof Fault) || thrown.includes(error.code)) throw error;
    const nothing = { method: 'GET', url: '', status: null, durationMs: null };
    const said = { message: error.message, todo: error.data.todo ?? null };
    return { ok: false, outcome: 'failed', at: now(), ...nothing, ...said, noticed: false };
  }
}
