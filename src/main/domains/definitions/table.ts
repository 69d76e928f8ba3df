import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { DefinitionId, IntegrationId, OperationId, TenantId } from '#contract/common.ts';
import { handParameter } from '#contract/definitions.ts';
import { definitionReport, effectiveSecurity } from '#contract/openapi.ts';
import { bytes, flag, json, timestampMs } from '#main/store/index.ts';

/** storing: a worker writes it. staged: waits for a person's yes. current: in use. replaced: to be swept away. */
export type DefinitionState = 'storing' | 'staged' | 'current' | 'replaced';
export type DefinitionFormat = 'json' | 'yaml';

const tenantId = () => text('tenant_id').$type<TenantId>().notNull();
const definitionId = () => text('definition_id').$type<DefinitionId>().notNull();

/** Mirror of `0005_definitions.sql`. */
export const definitions = sqliteTable(
  'definitions',
  {
    tenantId: tenantId(),
    id: text('id').$type<DefinitionId>().notNull(),
    state: text('state').$type<DefinitionState>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>(),
    format: text('format').$type<DefinitionFormat>().notNull(),
    bytes: integer('bytes').notNull(),
    length: integer('length').notNull(),
    sourceUrl: text('source_url'),
    createdAt: timestampMs('created_at').notNull(),
    importedAt: timestampMs('imported_at'),
    report: json('report', definitionReport),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const definitionTexts = sqliteTable(
  'definition_texts',
  {
    tenantId: tenantId(),
    definitionId: definitionId(),
    start: integer('start').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.definitionId, table.start] })],
);

export const definitionRemotes = sqliteTable(
  'definition_remotes',
  {
    tenantId: tenantId(),
    definitionId: definitionId(),
    address: text('address').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.definitionId, table.address] })],
);

export const definitionOperations = sqliteTable(
  'definition_operations',
  {
    tenantId: tenantId(),
    definitionId: definitionId(),
    ordinal: integer('ordinal').notNull(),
    key: text('key').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    operationId: text('operation_id'),
    summary: text('summary'),
    tags: json('tags', z.array(z.string())).notNull(),
    deprecated: flag('deprecated').notNull(),
    security: json('security', effectiveSecurity).notNull(),
    pointer: text('pointer').notNull(),
    fingerprint: text('fingerprint').notNull(),
    search: text('search').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.definitionId, table.ordinal] })],
);

const integrationId = () => text('integration_id').$type<IntegrationId>().notNull();

export const handOperations = sqliteTable(
  'hand_operations',
  {
    tenantId: tenantId(),
    id: text('id').$type<OperationId>().notNull(),
    integrationId: integrationId(),
    key: text('key').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    summary: text('summary').notNull(),
    description: text('description').notNull(),
    parameters: json('parameters', z.array(handParameter)).notNull(),
    bodyMediaType: text('body_media_type'),
    search: text('search').notNull(),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type HandRecord = typeof handOperations.$inferSelect;

export const operationEdits = sqliteTable(
  'operation_edits',
  {
    tenantId: tenantId(),
    integrationId: integrationId(),
    key: text('key').notNull(),
    summary: text('summary'),
    description: text('description'),
    hidden: flag('hidden').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId, table.key] })],
);

interface Searched {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string | undefined;
  readonly summary?: string | undefined;
  readonly tags?: readonly string[];
}

/** Lower case of everything that the list of operations is searched by. */
export function searchKey({ method, path, operationId = '', summary = '', tags = [] }: Searched): string {
  return [`${method} ${path}`, operationId, summary, ...tags].join('\n').toLowerCase();
}
