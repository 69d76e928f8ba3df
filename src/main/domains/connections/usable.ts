import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { connectionStates, connections, inIntegration, ofConnection, ownOrTeam } from './table.ts';

/**
 * A scalar subquery: how many connections the actor may use for the integration whose columns are given. Viewers use none.
 * Served by the index on (tenant_id, integration_id, visibility, owner_id).
 */
export function usableConnections(actor: Actor, integration: { tenantId: SQL; id: SQL }): SQL<number> {
  if (actor.role === 'viewer') return sql<number>`0`;
  const { tenantId, integrationId, visibility, ownerId } = connections;
  return sql<number>`(SELECT count(*) FROM ${connections}
    WHERE ${tenantId} = ${integration.tenantId} AND ${integrationId} = ${integration.id}
      AND (${visibility} = 'team' OR ${ownerId} = ${actor.userId}))`;
}

/** `team` leaves the actor's own private connections out: who acts for someone else does not lend them. */
export type ConnectionReach = 'own' | 'team';

/**
 * The connection that stands for an integration where none is named: the default, else one of the team, else the actor's own; those
 * that worked last come first. Null where there is none.
 */
export function connectionFor(
  r: Reader,
  actor: Actor,
  id: IntegrationId,
  reach: ConnectionReach = 'own',
): ConnectionId | null {
  const { visibility, isDefault } = connections;
  const usable = reach === 'team' ? eq(visibility, 'team') : ownOrTeam(actor);
  const found = r
    .select({ id: connections.id })
    .from(connections)
    .innerJoin(connectionStates, ofConnection)
    .where(and(inIntegration(actor, id), usable))
    .orderBy(desc(isDefault), desc(sql`${visibility} = 'team'`), desc(connectionStates.lastSucceededAt), connections.id)
    .limit(1)
    .get();
  return found?.id ?? null;
}
