import type { ConnectionId } from '#contract/common.ts';
import { connectionFaults } from '#contract/connections.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Use } from '#main/kernel/domain.ts';
import { leniently } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import { forgetMaterial } from './credentials/secrets.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { readConnection } from './read.ts';
import { connections, oneRow, requireDisposable, requireVisible } from './table.ts';

/** What uses the connection, by name, so that a deletion can say what is lost. */
export function usesOf(context: ConnectionsContext, actor: Actor, { id }: { id: ConnectionId }): Use[] {
  const r = context.store.read;
  return context.references.uses(r, actor.tenantId, 'connection', leniently(() => requireVisible(r, actor, id)).id);
}

/** Deletes the connection with its secret, for good. Throws IN_USE unless confirmed where something uses it. */
export function removeConnection(
  context: ConnectionsContext,
  actor: Actor,
  { id, confirmed }: { id: ConnectionId; confirmed: boolean },
): { id: ConnectionId } {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const row = requireDisposable(w, actor, id);
    const uses = context.references.uses(w, row.tenantId, 'connection', id);
    if (uses.length > 0 && !confirmed) throw inUse(row.name, uses);
    emitFact(context, w, connectionFacts.deleted, actor, { connection: readConnection(context, w, actor, id) });
    forgetMaterial(context, w, row);
    w.delete(connections).where(oneRow(row)).run();
    return { id };
  });
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
