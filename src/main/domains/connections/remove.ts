import type { ConnectionId } from '#contract/common.ts';
import { connectionFaults } from '#contract/connections.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { requireDisposable, requireVisible } from './access.ts';
import { forgetMaterial } from './credentials/secrets.ts';
import type { ConnectionsDeps, Use } from './deps.ts';
import { readConnection } from './read.ts';
import { type ConnectionRow, connections, oneRow } from './table.ts';
import { told } from './told.ts';

/** What uses the connection, by name, so that a deletion can say what is lost. */
export function usesOf(deps: ConnectionsDeps, actor: Actor, { id }: { id: ConnectionId }): Use[] {
  return gather(deps, deps.store.read, requireVisible(deps.store.read, actor, id));
}

/** Deletes the connection with its secret, for good. Throws IN_USE unless confirmed where something uses it. */
export function removeConnection(
  deps: ConnectionsDeps,
  actor: Actor,
  { id, confirmed }: { id: ConnectionId; confirmed: boolean },
): { id: ConnectionId } {
  requireRole(actor, 'editor');
  const gone = deps.store.write((w) => {
    const row = requireDisposable(w, actor, id);
    const uses = gather(deps, w, row);
    if (uses.length > 0 && !confirmed) throw inUse(row.name, uses);
    const before = readConnection(deps, w, actor, id);
    forgetMaterial(deps, w, row);
    w.delete(connections).where(oneRow(row)).run();
    return before;
  });
  told(deps, actor, 'deleted', gone);
  return { id };
}

function gather({ usersOf = [] }: ConnectionsDeps, r: Reader, row: ConnectionRow): Use[] {
  return usersOf.flatMap((find) => find(r, row.tenantId, row.id));
}

function inUse(name: string, uses: readonly Use[]) {
  const names = uses.map((use) => `${use.kind}: ${use.name}`);
  return connectionFaults.fault(
    'IN_USE',
    `${name} is used by ${uses.length === 1 ? 'one thing' : `${uses.length} things`}.`,
    {
      kept: 'The connection was not deleted.',
      todo: 'Confirm the deletion, or let them use another connection first.',
      names,
    },
  );
}
