import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection, ConnectionState } from '#contract/connections.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { countOnce, type Reader } from '#main/store/index.ts';
import { mayEdit, orphanedColumn, reachableBy, visibleTo } from './access.ts';
import type { ConnectionsDeps } from './deps.ts';
import { connectionState, reasonOf, statesForPerson } from './lifeState.ts';
import { filters, type ListInput, orderOf, window } from './listFilters.ts';
import { oauthPart, partsOf, shownPart } from './partsOf.ts';
import { isComplete, presentColumn, stateColumn, type VaultSight } from './state.ts';
import { connections } from './table.ts';

type Deps = Pick<ConnectionsDeps, 'vault' | 'now' | 'tokens'>;

/** A window of the connections that exist for the actor, with how many there are and how many of them need a person. */
export function listConnections(deps: ConnectionsDeps, actor: Actor, input: ListInput) {
  const r = deps.store.read;
  const now = deps.now();
  const vault = deps.vault.state();
  const state = stateColumn({ ...vault, complete: knownComplete(r, actor, vault) }, now);
  const visible = visibleTo(actor);
  const chosen = and(...filters(deps, r, actor, input, { state, now }));
  // The window is found first, so that what is costly is computed for its rows alone.
  const ids = window(r, actor, and(visible, chosen), orderOf(input, state), input);
  const uses = usesOf(deps, r, actor, ids);
  const rows = readMany(deps, r, actor, ids, vault).map((row) => ({ ...row, uses: uses.get(row.id) ?? 0 }));
  return { rows, ...counts(r, actor, input, { vault, now, visible, chosen, state }) };
}

function usesOf({ useCounts = [] }: ConnectionsDeps, r: Reader, { tenantId }: Actor, ids: readonly ConnectionId[]) {
  const sums = new Map<ConnectionId, number>();
  if (ids.length === 0) return sums;
  for (const { id, uses } of useCounts.flatMap((count) => count(r, tenantId, ids)))
    sums.set(id, (sums.get(id) ?? 0) + uses);
  return sums;
}

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

function readMany(
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

const ofIntegration = and(
  eq(integrations.tenantId, connections.tenantId),
  eq(integrations.id, connections.integrationId),
);

type Selected = NonNullable<ReturnType<ReturnType<typeof select>['get']>>;

function toConnection(deps: Deps, r: Reader, actor: Actor, vault: VaultSight, selected: Selected): Connection {
  const { row, integrationName, ownerName, present, orphaned } = selected;
  const now = deps.now();
  const locked = vault.status === 'locked';
  const known = oauthPart(row) === undefined ? null : (deps.tokens?.stateOf(r, row) ?? null);
  const own = connectionState({ ...row, present: present === 1, locked, now });
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

const knownComplete = (r: Reader, { tenantId }: Actor, vault: VaultSight): boolean =>
  countOnce(r, JSON.stringify(['complete', tenantId, vault.method]), () => (isComplete(r, tenantId, vault) ? 1 : 0)) ===
  1;

interface Counted {
  readonly vault: VaultSight;
  readonly now: number;
  readonly visible: SQL | undefined;
  readonly chosen: SQL | undefined;
  readonly state: SQL<ConnectionState>;
}

/** States change with the clock, too: what is counted holds for a minute at most. */
const countedForMs = 60_000;

function counts(r: Reader, actor: Actor, input: ListInput, { vault, now, visible, chosen, state }: Counted) {
  const seen = [actor.tenantId, actor.userId, actor.role, vault.status, vault.method, Math.floor(now / countedForMs)];
  const { offset: _, limit: __, sort: ___, direction: ____, ...filter } = input;
  const count = (key: unknown[], where: SQL | undefined) =>
    countOnce(r, JSON.stringify(['connections', ...seen, ...key]), () => countWhere(r, and(visible, where)));
  return { total: count([filter], chosen), attention: count(['attention'], inArray(state, [...statesForPerson])) };
}

function countWhere(r: Reader, where: SQL | undefined): number {
  return r.select({ total: sql<number>`count(*)` }).from(connections).where(where).get()?.total ?? 0;
}
