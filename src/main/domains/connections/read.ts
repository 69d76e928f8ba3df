import { and, count, eq, inArray, max, type SQL, sql } from 'drizzle-orm';
import type { ConnectionId, IntegrationId, TenantId } from '#contract/common.ts';
import { type Connection, type ConnectionPart, readableConnection } from '#contract/connections.ts';
import type { VaultState } from '#contract/vault.ts';
import { behindLock, type ConnectionState, currentState, nearMs, stateReason } from '#core/connections/state.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { type Reader, readRows } from '#main/store/index.ts';
import { secrets, sessionSecrets } from '#main/vault/table.ts';
import type { ReadContext } from './context.ts';
import { credentialKinds } from './credentials/kinds.ts';
import {
  connectionStates,
  connections,
  inIntegration,
  mayEdit,
  oauthPart,
  ofConnection,
  orphanedColumn,
  type Part,
  partsOf,
  reachableBy,
  visibleTo,
} from './table.ts';

/** One connection as the actor sees it. Throws NOT_FOUND. */
export function readConnection(context: ReadContext, r: Reader, actor: Actor, id: ConnectionId): Connection {
  const [found] = readConnections(context, r, actor, [id]);
  if (!found) throw notFound('The connection');
  return found;
}

/** A connection as the actor would see it, also where it no longer exists for them: the answer to the one who gave it away. */
export function findConnection(context: ReadContext, r: Reader, actor: Actor, id: ConnectionId): Connection {
  const vault = context.vault.standing();
  const row = select(r, vault)
    .where(and(eq(connections.tenantId, actor.tenantId), eq(connections.id, id)))
    .get();
  if (!row) throw notFound('The connection');
  return toConnection(context, r, actor, vault, row);
}

/** Those of these ids that are the team's or the actor's own, in the order of the ids. */
export function readReachable(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  ids: readonly ConnectionId[],
): Connection[] {
  return readMany(context, r, actor, ids, context.vault.standing(), reachableBy(actor));
}

/** The connections of an integration that exist for the actor. */
export function readOfIntegration(context: ReadContext, r: Reader, actor: Actor, id: IntegrationId): Connection[] {
  const own = and(inIntegration(actor, id), visibleTo(actor));
  const ids = r.select({ id: connections.id }).from(connections).where(own).all();
  return readConnections(
    context,
    r,
    actor,
    ids.map((row) => row.id),
  );
}

/** The connections of these ids that exist for the actor, in the order of the ids. */
function readConnections(context: ReadContext, r: Reader, actor: Actor, ids: readonly ConnectionId[]): Connection[] {
  return readMany(context, r, actor, ids, context.vault.standing());
}

export function readMany(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  ids: readonly ConnectionId[],
  vault: VaultSight,
  where = visibleTo(actor),
): Connection[] {
  if (ids.length === 0) return [];
  const query = select(r, vault).where(and(inArray(connections.id, [...ids]), where));
  const show = (row: Selected) => toConnection(context, r, actor, vault, row);
  const rows = readRows(
    () => query.all(),
    show,
    (row) => partsOfDamaged(actor, row),
  );
  const byId = new Map(rows.map((row) => [row.id, readableConnection.parse(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** What is known of a connection that cannot be read: enough to find it, enter it again, or delete it. */
function partsOfDamaged(actor: Actor, { row, integrationName, ownerName, orphaned }: Selected) {
  const owner = { id: row.ownerId, name: ownerName ?? 'A former member' };
  return { ...row, integrationName, owner, orphaned: orphaned === 1, editable: mayEdit(actor, row) };
}

function select(r: Reader, vault: VaultSight) {
  return r
    .select({
      row: connections,
      device: connectionStates,
      integrationName: integrations.displayName,
      ownerName: users.name,
      present: presentColumn(vault).as('present'),
      orphaned: orphanedColumn.as('orphaned'),
    })
    .from(connections)
    .innerJoin(integrations, ofIntegration)
    .innerJoin(connectionStates, ofConnection)
    .leftJoin(users, eq(users.id, connections.ownerId))
    .$dynamic();
}

export const ofIntegration = and(
  eq(integrations.tenantId, connections.tenantId),
  eq(integrations.id, connections.integrationId),
);

type Selected = NonNullable<ReturnType<ReturnType<typeof select>['get']>>;

function toConnection(
  context: ReadContext,
  r: Reader,
  actor: Actor,
  vault: VaultSight,
  selected: Selected,
): Connection {
  const { row, device, integrationName, ownerName, present, orphaned } = selected;
  const now = context.now();
  const known = oauthPart(row) === undefined ? null : context.tokens.stateOf(r, row);
  const { expiresAt, secretChangedAt } = row;
  const facts = { state: device.state, suspension: device.suspension, expiresAt, secretChangedAt };
  const locked = vault.status === 'locked';
  const own = currentState({ ...facts, present: present === 1, locked, now });
  const state = own === 'missing' ? own : behindLock(known?.state ?? own, locked);
  return {
    id: row.id,
    integrationId: row.integrationId,
    integrationName,
    name: row.name,
    kind: row.kind,
    schemeKey: row.schemeKey,
    placement: row.placement,
    secretHint: row.secretHint,
    usernameHint: row.usernameHint,
    parts: partsOf(row).map(shownPart),
    allowedHosts: row.allowedHosts,
    visibility: row.visibility,
    owner: { id: row.ownerId, name: ownerName ?? 'A former member' },
    orphaned: orphaned === 1,
    expiresAt,
    tokens: known?.tokens ?? null,
    rotation: rotationOf(row, now),
    isDefault: row.isDefault,
    state,
    stateReason: stateReason(
      state,
      { ...device, kind: row.kind, expiresAt, secretChangedAt, tokens: known?.tokens ?? null },
      now,
    ),
    createdAt: row.createdAt,
    secretChangedAt,
    lastUsedAt: device.lastUsedAt,
    lastCheckedAt: device.lastCheckedAt,
    lastSucceededAt: device.lastSucceededAt,
    lastStatus: device.lastStatus,
    editable: mayEdit(actor, row),
  };
}

/** A part as the contract shows it: no placement where the kind has a place of its own. */
function shownPart({ index: _index, ...part }: Part): ConnectionPart {
  return { ...part, placement: credentialKinds[part.kind].placed ? part.placement : null };
}

function rotationOf({ previous, previousUntil }: Selected['row'], now: number): Connection['rotation'] {
  if (previous === null || previousUntil === null || previousUntil <= now) return null;
  return { previousHint: previous.secretHint, until: previousUntil };
}

/** How the vault stands. */
export interface VaultSight extends Pick<VaultState, 'status' | 'method'> {
  /** It is known that no secret is missing, so that no row needs to be looked at. */
  readonly complete?: boolean;
}

/**
 * Whether no connection of the tenant misses a secret, told by two counts: a sealed first secret belongs to one connection, and none
 * that needs no secret has one. It spares the lists a look into the vault for every row. False says only that each must be looked at.
 */
export function isComplete(r: Reader, tenantId: TenantId, vault: VaultSight): boolean {
  const rows = vault.method === 'session' ? sessionSecrets : secrets;
  const needed = r
    .select({
      count: sql<number>`count(*) FILTER (WHERE ${connections.secretsNeeded} > 0)`,
      most: max(connections.secretsNeeded),
    })
    .from(connections)
    .where(eq(connections.tenantId, tenantId))
    .get();
  if (needed === undefined || (needed.most ?? 0) > 1) return false;
  const owned = and(eq(rows.tenantId, tenantId), eq(rows.ownerTable, 'connections'), eq(rows.field, 'secret'));
  return r.select({ count: count() }).from(rows).where(owned).get()?.count === needed.count;
}

/** How many of a connection's secrets are sealed where the vault keeps them now; 0 counts for enough where none is needed. */
export function presentColumn(vault: VaultSight): SQL<number> {
  if (vault.complete) return sql<number>`1`;
  const rows = vault.method === 'session' ? sessionSecrets : secrets;
  const owned = and(
    eq(rows.tenantId, connections.tenantId),
    eq(rows.ownerTable, 'connections'),
    eq(rows.ownerId, connections.id),
  );
  const one = sql`EXISTS (SELECT 1 FROM ${rows} WHERE ${owned} AND ${rows.field} = 'secret')`;
  const all = sql`(SELECT count(*) FROM ${rows} WHERE ${owned} AND ${rows.field} >= 'secret' AND ${rows.field} < 'secret;')`;
  return sql<number>`(${connections.secretsNeeded} = 0 OR CASE WHEN ${connections.secretsNeeded} = 1 AND ${connections.more} = '[]'
    THEN ${one} ELSE ${all} >= ${connections.secretsNeeded} END)`;
}

/** The same as `currentState`, for filters and order in SQL; the query joins the connections with their states. */
export function stateColumn(vault: VaultSight, now: number): SQL<ConnectionState> {
  const { state, suspension } = connectionStates;
  const { expiresAt, secretChangedAt } = connections;
  const locked = vault.status === 'locked' ? sql`1` : sql`0`;
  return sql<ConnectionState>`CASE
    WHEN NOT ${presentColumn(vault)} THEN 'missing'
    WHEN ${suspension} IS NOT NULL THEN ${suspension}
    WHEN ${expiresAt} <= ${now} THEN 'expired'
    WHEN ${state} IN ('refused', 'failing') THEN ${state}
    WHEN ${expiresAt} - ${now} <= iif(${secretChangedAt} > ${now}, ${nearMs},
      min(${nearMs}, (${expiresAt} - ${secretChangedAt}) / 10)) THEN 'expiring'
    WHEN ${locked} THEN 'locked'
    ELSE ${state} END`;
}
