import { and, eq, inArray } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { mayEdit, orphanedColumn, reachableBy, visibleTo } from './access.ts';
import type { ConnectionsDeps } from './deps.ts';
import { currentState, presentColumn, reasonOf, type VaultSight } from './state.ts';
import { connections, oauthPart, partsOf, shownPart } from './table.ts';

type Deps = Pick<ConnectionsDeps, 'vault' | 'now' | 'tokens'>;

/** One connection as the actor sees it. Throws NOT_FOUND. */
export function readConnection(deps: Deps, r: Reader, actor: Actor, id: ConnectionId): Connection {
  const [found] = readConnections(deps, r, actor, [id]);
  if (!found) throw notFound('The connection');
  return found;
}

/** A connection as the actor would see it, also where it no longer exists for them: the answer to the one who gave it away. */
export function findConnection(deps: Deps, r: Reader, actor: Actor, id: ConnectionId): Connection {
  const vault = deps.vault.state();
  const row = select(r, vault)
    .where(and(eq(connections.tenantId, actor.tenantId), eq(connections.id, id)))
    .get();
  if (!row) throw notFound('The connection');
  return toConnection(deps, r, actor, vault, row);
}

/** One connection that is the team's or the actor's own, for things that will use it. Throws NOT_FOUND. */
export function readReachable(deps: Deps, r: Reader, actor: Actor, id: ConnectionId): Connection {
  const [found] = readManyReachable(deps, r, actor, [id]);
  if (!found) throw notFound('The connection');
  return found;
}

/** Those of these ids that are the team's or the actor's own, in the order of the ids. */
export function readManyReachable(deps: Deps, r: Reader, actor: Actor, ids: readonly ConnectionId[]): Connection[] {
  return readMany(deps, r, actor, ids, deps.vault.state(), reachableBy(actor));
}

/** The connections of these ids that exist for the actor, in the order of the ids. */
function readConnections(deps: Deps, r: Reader, actor: Actor, ids: readonly ConnectionId[]): Connection[] {
  return readMany(deps, r, actor, ids, deps.vault.state());
}

export function readMany(
  deps: Deps,
  r: Reader,
  actor: Actor,
  ids: readonly ConnectionId[],
  vault: VaultSight,
  where = visibleTo(actor),
): Connection[] {
  if (ids.length === 0) return [];
  const rows = select(r, vault)
    .where(and(inArray(connections.id, [...ids]), where))
    .all();
  const byId = new Map(rows.map((row) => [row.row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []).map((row) => toConnection(deps, r, actor, vault, row));
}

function select(r: Reader, vault: VaultSight) {
  return r
    .select({
      row: connections,
      integrationName: integrations.displayName,
      ownerName: users.name,
      present: presentColumn(vault).as('present'),
      orphaned: orphanedColumn.as('orphaned'),
    })
    .from(connections)
    .innerJoin(integrations, ofIntegration)
    .leftJoin(users, eq(users.id, connections.ownerId))
    .$dynamic();
}

export const ofIntegration = and(
  eq(integrations.tenantId, connections.tenantId),
  eq(integrations.id, connections.integrationId),
);

type Selected = NonNullable<ReturnType<ReturnType<typeof select>['get']>>;

function toConnection(deps: Deps, r: Reader, actor: Actor, vault: VaultSight, selected: Selected): Connection {
  const { row, integrationName, ownerName, present, orphaned } = selected;
  const now = deps.now();
  const locked = vault.status === 'locked';
  const known = oauthPart(row) === undefined ? null : (deps.tokens?.stateOf(r, row) ?? null);
  const own = currentState({ ...row, present: present === 1, locked, now });
  const state = own === 'missing' || own === 'locked' ? own : (known?.state ?? own);
  const { id, integrationId, name, kind, schemeKey, placement, secretHint, usernameHint, allowedHosts, visibility } =
    row;
  const { isDefault, createdAt, secretChangedAt, lastUsedAt, lastCheckedAt, lastSucceededAt, lastStatus } = row;
  return {
    ...{ id, integrationId, integrationName, name, kind, schemeKey, placement, secretHint, usernameHint, allowedHosts },
    ...{ visibility, isDefault, createdAt, secretChangedAt, lastUsedAt, lastCheckedAt, lastSucceededAt, lastStatus },
    parts: partsOf(row).map(shownPart),
    owner: { id: row.ownerId, name: ownerName ?? 'A former member' },
    orphaned: orphaned === 1,
    expiresAt: row.expiresAt,
    tokens: known?.tokens ?? null,
    rotation: rotationOf(row, now),
    state,
    stateReason: reasonOf(state, row, now),
    editable: mayEdit(actor, row),
  };
}

function rotationOf({ previous, previousUntil }: Selected['row'], now: number): Connection['rotation'] {
  if (previous === null || previousUntil === null || previousUntil <= now) return null;
  return { previousHint: previous.secretHint, until: previousUntil };
}
