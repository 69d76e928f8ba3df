import { and, eq } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
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
  type ConnectionKind,
  type ConnectionPart,
  connectionPart,
  type Placement,
  partConfig,
  placement,
} from '#contract/connections.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { flag, json, timestampMs } from '#main/store/index.ts';
import { credentialKinds } from './credentials/kinds.ts';

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

export const connections = sqliteTable(
  'connections',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<ConnectionId>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    name: text('name').notNull(),
    kind: text('kind').$type<ConnectionKind>().notNull(),
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
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
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

export function oneRow({ tenantId, id }: Pick<ConnectionRow, 'tenantId' | 'id'>) {
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

/** The parts of a connection: the first stands in the row's own columns. */
export function partsOf({ more, schemeKey, kind, placement, config, secretHint, usernameHint }: Parted): Part[] {
  const first = { schemeKey, kind, placement, config, secretHint, usernameHint };
  return [first, ...more].map((part, index) => ({ ...part, index }));
}

/** A part as the contract shows it: no placement where the kind has a place of its own. */
export function shownPart({ index: _index, ...part }: Part): ConnectionPart {
  return { ...part, placement: credentialKinds[part.kind].placed ? part.placement : null };
}

/** The first OAuth2 part; undefined where the connection has none. */
export function oauthPart(row: Parted): Part | undefined {
  return partsOf(row).find(({ kind }) => kind === 'oauth2');
}
