import { and, inArray, sql } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import { connectionFaults } from '#contract/connections.ts';
import { counted } from '#core/counted.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Use } from '#main/kernel/domain.ts';
import { leniently, type Reader } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import { setAside } from './deleted.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { readConnection } from './read.ts';
import { connections, isDisposable, requireDisposable, requireVisible, visibleTo } from './table.ts';

/** What uses the connection, by name, so that a deletion can say what is lost. */
export function usesOf(context: ConnectionsContext, actor: Actor, { id }: { id: ConnectionId }): Use[] {
  const r = context.store.read;
  return context.references.uses(r, actor.tenantId, 'connection', leniently(() => requireVisible(r, actor, id)).id);
}

/** Deletes the connection, and its secret for good; `restoreConnections` brings back the rest for 30 days. Throws IN_USE unless confirmed where something uses it. */
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
    setAside(context, w, row);
    return { id };
  });
}

interface Ids {
  ids: ConnectionId[];
}

/** What deleting these would take along; one thing that uses several of them is named once. */
export function removalOf(context: ConnectionsContext, actor: Actor, { ids }: Ids) {
  const r = context.store.read;
  const rows = readAmong(r, actor, ids);
  const own = rows.filter((row) => isDisposable(actor, row)).map(({ id }) => id);
  const used = context.references.counts(r, actor.tenantId, 'connection', own);
  const uses = new Map<string, Use>();
  for (const id of used.keys())
    for (const use of context.references.uses(r, actor.tenantId, 'connection', id))
      uses.set(JSON.stringify([use.kind, use.name, use.path]), use);
  return { connections: own.length, othersOwn: rows.length - own.length, uses: [...uses.values()] };
}

/** Deletes those that are the actor's to delete, as `removeConnection` does; the others are passed over. */
export function removeConnections(context: ConnectionsContext, actor: Actor, { ids }: Ids): Ids {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const gone = readAmong(w, actor, ids).filter((row) => isDisposable(actor, row));
    for (const row of gone) {
      emitFact(context, w, connectionFacts.deleted, actor, { connection: readConnection(context, w, actor, row.id) });
      setAside(context, w, row);
    }
    return { ids: gone.map(({ id }) => id) };
  });
}

/** Those of these that exist for the actor, also where their settings cannot be read. */
function readAmong(r: Reader, actor: Actor, ids: readonly ConnectionId[]) {
  const among = inArray(connections.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  return leniently(() =>
    r
      .select()
      .from(connections)
      .where(and(among, visibleTo(actor)))
      .all(),
  );
}

function inUse(name: string, uses: readonly Use[]) {
  const names = uses.map((use) => `${use.kind}: ${use.name}`);
  return connectionFaults.fault('IN_USE', `${name} is used by ${counted(uses.length, 'thing')}.`, {
    kept: 'The connection was not deleted.',
    todo: 'Confirm the deletion, or let them use another connection first.',
    names,
  });
}
