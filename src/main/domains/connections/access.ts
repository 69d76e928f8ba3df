import { and, desc, eq, or, type SQL, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { memberships } from '#main/domains/tenants/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { type ConnectionRow, connectionStates, connections, inIntegration, ofConnection } from './table.ts';

type Owned = Pick<ConnectionRow, 'ownerId' | 'visibility'>;

/** Whether the owner of a connection left its tenant. */
export const orphanedColumn: SQL<number> = sql<number>`NOT EXISTS (SELECT 1 FROM ${memberships}
  WHERE ${memberships.tenantId} = ${connections.tenantId} AND ${memberships.userId} = ${connections.ownerId})`;

/**
 * The connections that exist for the actor: the team's and their own, of integrations that stand; for an admin also those whose owner
 * left, to reassign or delete them.
 */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(connections.tenantId, actor.tenantId),
    or(ownOrTeam(actor), actor.role === 'admin' ? orphanedColumn : undefined),
    // The few that were deleted are looked up once, not one integration a row.
    sql`${connections.integrationId} NOT IN (SELECT ${integrations.id} FROM ${integrations}
      WHERE ${integrations.tenantId} = ${actor.tenantId} AND ${integrations.deletedAt} IS NOT NULL)`,
  );
}

/** Of those, the ones that are not merely an admin's to clear up: the team's and the actor's own. */
export function reachableBy(actor: Actor): SQL | undefined {
  return and(visibleTo(actor), ownOrTeam(actor));
}

function ownOrTeam(actor: Actor): SQL | undefined {
  return or(eq(connections.visibility, 'team'), eq(connections.ownerId, actor.userId));
}

/** Its owner changes a connection, and so does an admin where the team sees it. Viewers change none. */
export function mayEdit(actor: Actor, row: Owned): boolean {
  if (actor.role === 'viewer') return false;
  return row.ownerId === actor.userId || (actor.role === 'admin' && row.visibility === 'team');
}

/** The row, where it exists for the actor. Throws NOT_FOUND. */
export function requireVisible(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  return found(r, and(eq(connections.id, id), visibleTo(actor)));
}

/** The row, where the actor may change it. Throws NOT_FOUND or FORBIDDEN. */
export function requireEditable(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  requireRole(actor, 'editor');
  const row = requireVisible(r, actor, id);
  if (mayEdit(actor, row)) return row;
  throw notTheirs(row);
}

/** The row, where the actor may delete it or give it away: what they may change, and for an admin what its owner left behind. */
export function requireDisposable(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  requireRole(actor, 'editor');
  const row = requireVisible(r, actor, id);
  if (mayEdit(actor, row) || actor.role === 'admin') return row;
  throw notTheirs(row);
}

/** The row, where the actor may send with it; another's private one is nobody's to use. Throws NOT_FOUND or FORBIDDEN. */
export function requireUsable(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  requireRole(actor, 'editor');
  return found(r, and(eq(connections.id, id), reachableBy(actor)));
}

function found(r: Reader, where: SQL | undefined): ConnectionRow {
  const row = r.select().from(connections).where(where).get();
  if (!row) throw notFound('The connection');
  return row;
}

function notTheirs({ name }: Pick<ConnectionRow, 'name'>) {
  return commonFaults.fault('FORBIDDEN', `${name} belongs to someone else.`, {
    kept: 'Nothing was changed.',
    todo: 'Ask its owner or an admin, or make a connection of your own.',
  });
}

/**
 * A scalar subquery: how many connections the actor may use for the integration whose columns are given. Viewers use none.
 * Served by the unique index on (tenant_id, integration_id, name).
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
