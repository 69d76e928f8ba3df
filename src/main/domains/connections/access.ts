import { and, eq, isNull, or, type SQL } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { type Actor, notFound, requireRole } from '#main/actor.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Reader } from '#main/store/index.ts';
import { type ConnectionRow, connections } from './table.ts';

type Owned = Pick<ConnectionRow, 'ownerId' | 'visibility'>;

/** The connections that exist for the actor: the team's and their own, of integrations that stand. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    eq(connections.tenantId, actor.tenantId),
    or(eq(connections.visibility, 'team'), eq(connections.ownerId, actor.userId)),
    isNull(integrations.deletedAt),
  );
}

/** Its owner changes a connection, and so does an admin where the team sees it. Viewers change none. */
export function mayEdit(actor: Actor, row: Owned): boolean {
  if (actor.role === 'viewer') return false;
  return row.ownerId === actor.userId || (actor.role === 'admin' && row.visibility === 'team');
}

/** The row, where it exists for the actor. Throws NOT_FOUND. */
export function requireVisible(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  const found = r
    .select({ connection: connections })
    .from(connections)
    .innerJoin(
      integrations,
      and(eq(integrations.tenantId, connections.tenantId), eq(integrations.id, connections.integrationId)),
    )
    .where(and(eq(connections.id, id), visibleTo(actor)))
    .get();
  if (!found) throw notFound('The connection');
  return found.connection;
}

/** The row, where the actor may change it. Throws NOT_FOUND or FORBIDDEN. */
export function requireEditable(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  requireRole(actor, 'editor');
  const row = requireVisible(r, actor, id);
  if (mayEdit(actor, row)) return row;
  throw commonFaults.fault('FORBIDDEN', `${row.name} belongs to someone else.`, {
    kept: 'Nothing was changed.',
    todo: 'Ask its owner or an admin, or make a connection of your own.',
  });
}

/** The row, where the actor may send with it. Throws NOT_FOUND or FORBIDDEN. */
export function requireUsable(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  requireRole(actor, 'editor');
  return requireVisible(r, actor, id);
}
