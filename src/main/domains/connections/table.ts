import { and, count, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { integer, primaryKey, type SQLiteColumn, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import {
  type ConnectionId,
  type IntegrationId,
  type TenantId,
  timestamp,
  type UserId,
  userId,
} from '#contract/common.ts';
import {
  type Connection,
  type ConnectionPart,
  connectionKind,
  connectionPart,
  type Placement,
  partConfig,
  placement,
} from '#contract/connections.ts';
import { commonFaults } from '#contract/fault.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import { memberships } from '#main/domains/tenants/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { flag, json, leniently, oneOf, type Reader, timestampMs, type Writer } from '#main/store/index.ts';

/** What the last check said; every other state follows from the vault, the end and the suspension at the time of asking. */
export const storedStates = ['unchecked', 'valid', 'refused', 'failing'] as const;

/** What ended a connection from outside, until a person signs in again. */
export const suspensions = ['revoked', 'needsSignIn'] as const;

/** A part after the first. */
const furtherPart = connectionPart.extend({ placement });

/** The secret before the last rotation, sealed beside the new one until `until`. */
const previousSecret = z.object({
  secretHint: z.string(),
  usernameHint: z.string().nullable(),
  config: partConfig.nullable(),
  expiresAt: timestamp.nullable(),
  secretChangedAt: timestamp,
  secretBy: userId.nullable(),
});

/** The columns of a connection, also of one that was deleted. */
export const connectionColumns = () => ({
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  id: text('id').$type<ConnectionId>().notNull(),
  integrationId: text('integration_id').$type<IntegrationId>().notNull(),
  name: text('name').notNull(),
  kind: oneOf('kind', connectionKind.options).notNull(),
  schemeKey: text('scheme_key'),
  placement: json('placement', placement).notNull(),
  secretHint: text('secret_hint').notNull(),
  usernameHint: text('username_hint'),
  allowedHosts: json('allowed_hosts', z.array(z.string())).notNull(),
  visibility: text('visibility').$type<Connection['visibility']>().notNull(),
  ownerId: text('owner_id').$type<UserId>().notNull(),
  isDefault: flag('is_default').notNull(),
  createdAt: timestampMs('created_at').notNull(),
  secretChangedAt: timestampMs('secret_changed_at').notNull(),
  /** Who entered the secrets; null where that is not one person any more. */
  secretBy: text('secret_by').$type<UserId>(),
  config: json('config', partConfig),
  more: json('more', z.array(furtherPart)).notNull(),
  secretsNeeded: integer('secrets_needed').notNull(),
  expiresAt: timestampMs('expires_at'),
  previous: json('previous', previousSecret),
  previousUntil: timestampMs('previous_until'),
});

export const connections = sqliteTable('connections', connectionColumns(), (table) => [
  primaryKey({ columns: [table.tenantId, table.id] }),
]);
export type ConnectionRow = typeof connections.$inferSelect;

/**
 * What is true of a connection on this device alone, and never synchronises. A trigger adds the row of a new connection, a foreign key
 * takes it along with the last one.
 */
export const connectionStates = sqliteTable(
  'connection_state',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    connectionId: text('connection_id').$type<ConnectionId>().notNull(),
    state: text('state', { enum: storedStates }).notNull(),
    stateReason: text('state_reason'),
    suspension: text('suspension', { enum: suspensions }),
    suspensionReason: text('suspension_reason'),
    lastUsedAt: timestampMs('last_used_at'),
    lastCheckedAt: timestampMs('last_checked_at'),
    lastSucceededAt: timestampMs('last_succeeded_at'),
    lastStatus: integer('last_status'),
    expiryNoticedAt: timestampMs('expiry_noticed_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.connectionId] })],
);
export type StateRow = typeof connectionStates.$inferSelect;

/** Joins a connection with its state. */
export const ofConnection = and(
  eq(connectionStates.tenantId, connections.tenantId),
  eq(connectionStates.connectionId, connections.id),
);

export function inIntegration(actor: Pick<Actor, 'tenantId'>, id: IntegrationId) {
  return and(eq(connections.tenantId, actor.tenantId), eq(connections.integrationId, id));
}

type Key = Pick<ConnectionRow, 'tenantId' | 'id'>;

export function oneRow({ tenantId, id }: Key) {
  return and(eq(connections.tenantId, tenantId), eq(connections.id, id));
}

/** One scheme of a connection, as it is stored. `index` counts from 0 and names the fields of its secret. */
export interface Part extends Omit<ConnectionPart, 'placement'> {
  readonly index: number;
  readonly placement: Placement;
}

type Parted = Pick<
  ConnectionRow,
  'schemeKey' | 'kind' | 'placement' | 'config' | 'secretHint' | 'usernameHint' | 'more'
>;

/** The parts of a connection: the first is in the row's own columns. */
export function partsOf({ more, schemeKey, kind, placement, config, secretHint, usernameHint }: Parted): Part[] {
  const first = { schemeKey, kind, placement, config, secretHint, usernameHint };
  return [first, ...more].map((part, index) => ({ ...part, index }));
}

/** The first OAuth2 part; undefined where the connection has none. */
export function oauthPart(row: Parted): Part | undefined {
  return partsOf(row).find(({ kind }) => kind === 'oauth2');
}

type Owned = Pick<ConnectionRow, 'ownerId' | 'visibility'>;

type OwnedColumns = Readonly<Record<'tenantId' | 'ownerId' | 'visibility', SQLiteColumn>>;

/** Whether the owner left the tenant. */
const orphanedIn = (of: OwnedColumns): SQL<number> => sql<number>`NOT EXISTS (SELECT 1 FROM ${memberships}
  WHERE ${memberships.tenantId} = ${of.tenantId} AND ${memberships.userId} = ${of.ownerId})`;

/** The same of a connection. */
export const orphanedColumn = orphanedIn(connections);

/**
 * The connections that exist for the actor: the team's and their own, of integrations that stand; for an admin also those whose owner
 * left, to reassign or delete them.
 */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(
    existsFor(actor),
    // The few that were deleted are looked up once, not one integration a row.
    sql`${connections.integrationId} NOT IN (SELECT ${integrations.id} FROM ${integrations}
      WHERE ${integrations.tenantId} = ${actor.tenantId} AND ${integrations.deletedAt} IS NOT NULL)`,
  );
}

/** The same also where the integration is deleted. */
export function existsFor(actor: Actor, of: OwnedColumns = connections): SQL | undefined {
  const toClearUp = actor.role === 'admin' ? orphanedIn(of) : undefined;
  return and(eq(of.tenantId, actor.tenantId), or(ownOrTeam(actor, of), toClearUp));
}

/** Of those, the ones that are not merely an admin's to clear up: the team's and the actor's own. */
export function reachableBy(actor: Actor): SQL | undefined {
  return and(visibleTo(actor), ownOrTeam(actor));
}

/** How many connections of these integrations there are, whoever they belong to. */
export function countConnectionsOf(r: Reader, { tenantId }: Actor, ids: readonly IntegrationId[]): number {
  const of = inArray(connections.integrationId, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`);
  const found = r
    .select({ total: count() })
    .from(connections)
    .where(and(eq(connections.tenantId, tenantId), of))
    .get();
  return found?.total ?? 0;
}

export function ownOrTeam(actor: Actor, { visibility, ownerId }: OwnedColumns = connections): SQL | undefined {
  return or(eq(visibility, 'team'), eq(ownerId, actor.userId));
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

/** Whether the actor may delete one that exists for them, or give it away. */
export function isDisposable(actor: Actor, row: Owned): boolean {
  return mayEdit(actor, row) || actor.role === 'admin';
}

/** The row, where the actor may delete it or give it away: what they may change, and for an admin what its owner left behind. */
export function requireDisposable(r: Reader, actor: Actor, id: ConnectionId): ConnectionRow {
  requireRole(actor, 'editor');
  // Also one whose settings cannot be read any more: deleting it is what helps.
  const row = leniently(() => requireVisible(r, actor, id));
  if (isDisposable(actor, row)) return row;
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
    todo: 'Ask its owner or an admin, or create your own connection.',
  });
}

const stateOf = ({ tenantId, id }: Key) =>
  and(eq(connectionStates.tenantId, tenantId), eq(connectionStates.connectionId, id));

/** What is known of a connection on this device; undefined where it is gone. */
export function readState(r: Reader, key: Key): StateRow | undefined {
  return r.select().from(connectionStates).where(stateOf(key)).get();
}

export function changeState(w: Writer, key: Key, changes: Partial<Omit<StateRow, 'tenantId' | 'connectionId'>>): void {
  w.update(connectionStates).set(changes).where(stateOf(key)).run();
}

/** A secret or setting that is another than the one that was checked. */
export const notCheckedYet = { state: 'unchecked', stateReason: null, lastStatus: null } as const;

export const notSuspended = { suspension: null, suspensionReason: null } as const;

/** Whom alone what a connection does is shown to; null where it is the team's. The rule of facts, history and activity alike. */
export function ownerAlone(connection: Pick<ConnectionRow, 'visibility' | 'ownerId'> | null): UserId | null {
  return connection === null ? null : (privacyOf(connection, '')?.to ?? null);
}

/** What a fact says of a private connection: to whom alone it is named, and what the others read. Undefined for one of the team. */
export function privacyOf(
  { visibility, ownerId }: Pick<ConnectionRow, 'visibility' | 'ownerId'>,
  publicSubject: string,
): { to: UserId; subject: string } | undefined {
  return visibility === 'private' ? { to: ownerId, subject: publicSubject } : undefined;
}
