import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { DefinitionId, IntegrationId, TenantId } from '#contract/common.ts';
import { definitionSummary, type IntegrationStatus, type IntegrationType, manualAuth } from '#contract/integrations.ts';
import { flag, json, timestampMs } from '#main/store/index.ts';

/** Mirror of `0004_integrations.sql`. */
export const integrations = sqliteTable(
  'integrations',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<IntegrationId>().notNull(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    displayName: text('display_name').notNull(),
    displayKey: text('display_key').notNull(),
    type: text('type').$type<IntegrationType>().notNull(),
    provider: text('provider').notNull(),
    baseUrl: text('base_url').notNull(),
    active: flag('active').notNull(),
    status: text('status').$type<IntegrationStatus>().notNull(),
    statusReason: text('status_reason'),
    authBits: integer('auth_bits').notNull(),
    needsAuth: flag('needs_auth').notNull(),
    operations: integer('operations').notNull(),
    logoFile: text('logo_file'),
    lastCheckedAt: timestampMs('last_checked_at'),
    lastSyncAt: timestampMs('last_sync_at'),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
    deletedAt: timestampMs('deleted_at'),
    search: text('search').notNull(),
    baseSearch: text('base_search').notNull(),
    manualAuth: json('manual_auth', manualAuth).notNull(),
    checkPath: text('check_path'),
    model: text('model'),
    fallbackId: text('fallback_id').$type<IntegrationId>(),
    definitionId: text('definition_id').$type<DefinitionId>(),
    definition: json('definition', definitionSummary),
    description: text('description').notNull(),
    modelConfiguration: text('model_configuration'),
    providerMetadata: text('provider_metadata'),
    costConfiguration: text('cost_configuration'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('integrations_name').on(table.tenantId, table.nameKey),
    uniqueIndex('integrations_provider').on(table.tenantId, table.provider),
    index('integrations_list').on(table.tenantId, table.displayKey, table.id),
  ],
);

export type IntegrationRecord = typeof integrations.$inferSelect;
