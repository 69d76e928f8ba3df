import { and, eq } from 'drizzle-orm';
import type { ConnectionId, UserId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { memberships, users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { requireDisposable } from './access.ts';
import type { ConnectionsDeps } from './deps.ts';
import { findConnection } from './list.ts';
import { oneRow } from './rows.ts';
import { connections } from './table.ts';
import { told } from './told.ts';

/**
 * Gives a connection to another member: its owner does, an admin the team's, and an admin what someone left behind. A private one
 * that is given away is no longer there for the giver. Throws NOT_FOUND, FORBIDDEN, or INVALID where the new owner could not use it.
 */
export function reassign(
  deps: ConnectionsDeps,
  actor: Actor,
  { id, userId }: { id: ConnectionId; userId: UserId },
): Connection {
  requireRole(actor, 'editor');
  const changed = deps.store.write((w) => {
    const row = requireDisposable(w, actor, id);
    const owner = requireMember(w, actor, userId);
    w.update(connections).set({ ownerId: userId }).where(oneRow(row)).run();
    // The giver may see it for this last time.
    return { connection: findConnection(deps, w, actor, id), owner };
  });
  told(deps, actor, 'reassigned', changed.connection, [{ name: 'Now belongs to', value: changed.owner }]);
  return changed.connection;
}

function requireMember(r: Reader, actor: Actor, userId: UserId): string {
  const found = r
    .select({ name: users.name, role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.tenantId, actor.tenantId), eq(memberships.userId, userId)))
    .get();
  if (!found) throw notFound('The member');
  if (found.role !== 'viewer') return found.name;
  throw commonFaults.fault('INVALID', `${found.name} is a viewer and cannot use connections.`, {
    kept: 'Nothing was changed.',
    todo: 'Choose an editor or an admin.',
    field: 'userId',
  });
}
