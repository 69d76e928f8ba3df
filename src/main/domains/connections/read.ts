import { and, eq, inArray } from 'drizzle-orm';
import type { ConnectionId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { currentState, stateReason } from '#core/connections/state.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { users } from '#main/domains/tenants/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import type { ReadContext } from './context.ts';
import { presentColumn, type VaultSight } from './lifecycle.ts';
import {
  connectionStates,
  connections,
  mayEdit,
  oauthPart,
  ofConnection,
  orphanedColumn,
  partsOf,
  reachableBy,
  shownPart,
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
  const rows = select(r, vault)
    .where(and(inArray(connections.id, [...ids]), where))
    .all();
  const byId = new Map(rows.map((row) => [row.row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []).map((row) => toConnection(context, r, actor, vault, row));
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
  const own = currentState({ ...facts, present: present === 1, locked: vault.status === 'locked', now });
  const state = own === 'missing' || own === 'locked' ? own : (known?.state ?? own);
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
    stateReason: stateReason(state, { ...device, expiresAt }, now),
    createdAt: row.createdAt,
    secretChangedAt,
    lastUsedAt: device.lastUsedAt,
    lastCheckedAt: device.lastCheckedAt,
    lastSucceededAt: device.lastSucceededAt,
    lastStatus: device.lastStatus,
    editable: mayEdit(actor, row),
  };
}

function rotationOf({ previous, previousUntil }: Selected['row'], now: number): Connection['rotation'] {
  if (previous === null || previousUntil === null || previousUntil <= now) return null;
  return { previousHint: previous.secretHint, until: previousUntil };
}
