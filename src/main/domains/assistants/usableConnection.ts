import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { Fault } from '#contract/fault.ts';
import { connections, readConnection, readConnections } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { ReadDeps } from './deps.ts';

/** A connection that exists for the actor; undefined where it is gone or someone else's alone. */
export function findConnection(deps: ReadDeps, r: Reader, actor: Actor, id: ConnectionId): Connection | undefined {
  try {
    return readConnection(deps, r, actor, id);
  } catch (error) {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

/** The connections of some integrations that exist for the actor, by integration, in the order of their names. */
export function connectionsOf(
  deps: ReadDeps,
  r: Reader,
  actor: Actor,
  ids: readonly IntegrationId[],
): Map<IntegrationId, Connection[]> {
  const { tenantId, integrationId, visibility, ownerId } = connections;
  const own = r
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(tenantId, actor.tenantId),
        inArray(integrationId, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`),
        or(eq(visibility, 'team'), eq(ownerId, actor.userId)),
      ),
    )
    .orderBy(sql`${connections.name} COLLATE NOCASE`)
    .all()
    .map(({ id }) => id);
  const found = readConnections(deps, r, actor, own);
  return Map.groupBy(found, (connection) => connection.integrationId);
}
