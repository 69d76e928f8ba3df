import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { ConnectionId, IntegrationId, TenantId, UserId } from '#contract/common.ts';
import { type Connection, type ConnectionKind, placement } from '#contract/connections.ts';
import { flag, json, timestampMs } from '#main/store/index.ts';

/** States that are stored; `locked` and `missing` follow from the vault at the time of asking. */
export const storedStates = ['unchecked', 'valid', 'refused', 'failing'] as const;

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
    state: text('state', { enum: storedStates }).notNull(),
    stateReason: text('state_reason'),
    createdAt: timestampMs('created_at').notNull(),
    secretChangedAt: timestampMs('secret_changed_at').notNull(),
    lastUsedAt: timestampMs('last_used_at'),
    lastCheckedAt: timestampMs('last_checked_at'),
    lastSucceededAt: timestampMs('last_succeeded_at'),
    lastStatus: integer('last_status'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type ConnectionRow = typeof connections.$inferSelect;
