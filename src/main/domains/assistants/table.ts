import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { AssistantId, AttachmentId, ConnectionId, IntegrationId, TenantId, UserId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { json, timestampMs } from '#main/store/index.ts';

/** Mirror of `0012_assistants.sql`. */
export const assistants = sqliteTable(
  'assistants',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<AssistantId>().notNull(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    description: text('description').notNull(),
    instructions: text('instructions').notNull(),
    providerId: text('provider_id').$type<IntegrationId>(),
    model: text('model'),
    visibility: text('visibility').$type<Connection['visibility']>().notNull(),
    ownerId: text('owner_id').$type<UserId>().notNull(),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
    deletedAt: timestampMs('deleted_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type AssistantRow = typeof assistants.$inferSelect;

export const attachments = sqliteTable(
  'attachments',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<AttachmentId>().notNull(),
    assistantId: text('assistant_id').$type<AssistantId>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>().notNull(),
    connectionId: text('connection_id').$type<ConnectionId>(),
    operations: json('operations', z.array(z.string())),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type AttachmentRow = typeof attachments.$inferSelect;
