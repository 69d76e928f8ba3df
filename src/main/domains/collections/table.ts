import { and, eq, isNull } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { ConnectionId, ExampleId, GroupId, IntegrationId, SavedRequestId, TenantId } from '#contract/common.ts';
import { requestAuth, requestSettings } from '#contract/requestParts.ts';
import { operationShape } from '#core/openapi/operationShape.ts';
import { defineFacts } from '#main/facts/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { json, oneOf, type Reader, timestampMs } from '#main/store/index.ts';

const settingColumns = {
  followRedirects: integer('follow_redirects', { mode: 'boolean' }),
  maxRedirects: integer('max_redirects'),
  connectSeconds: integer('connect_seconds'),
  responseSeconds: integer('response_seconds'),
  timeoutSeconds: integer('timeout_seconds'),
  httpVersion: text('http_version').$type<'1.1' | '2'>(),
  useCookies: integer('use_cookies', { mode: 'boolean' }),
};
/** The columns of settings, by their names in the contract. */
export const settingNames = requestSettings.keyof().options;

const commonColumns = {
  tenantId: text('tenant_id').$type<TenantId>().notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  position: text('position').notNull(),
  connectionId: text('connection_id').$type<ConnectionId>(),
  auth: json('auth', requestAuth).notNull(),
  ...settingColumns,
  beforeScript: text('before_script').notNull(),
  afterScript: text('after_script').notNull(),
  createdAt: timestampMs('created_at').notNull(),
  updatedAt: timestampMs('updated_at').notNull(),
  deletedAt: timestampMs('deleted_at'),
};

/** Mirror of `0026_collections.sql`. */
export const requestGroups = sqliteTable(
  'request_groups',
  {
    ...commonColumns,
    id: text('id').$type<GroupId>().notNull(),
    parentId: text('parent_id').$type<GroupId>(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type GroupRecord = typeof requestGroups.$inferSelect;

const bodyKinds = ['none', 'text', 'form', 'file', 'graphql'] as const;

export const savedRequests = sqliteTable(
  'saved_requests',
  {
    ...commonColumns,
    id: text('id').$type<SavedRequestId>().notNull(),
    groupId: text('group_id').$type<GroupId>(),
    integrationId: text('integration_id').$type<IntegrationId>(),
    operationKey: text('operation_key'),
    operationShape: json('operation_shape', operationShape),
    method: text('method').notNull(),
    url: text('url').notNull(),
    server: text('server'),
    serverVariables: json('server_variables', z.record(z.string(), z.string())).notNull(),
    bodyKind: oneOf('body_kind', bodyKinds).notNull(),
    bodyMediaType: text('body_media_type'),
    bodyText: text('body_text'),
    bodyMore: json('body_more', z.record(z.string(), z.json())),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type SavedRecord = typeof savedRequests.$inferSelect;

/** The lists that requests and groups have. */
export const rowLists = ['parameters', 'fields', 'headers', 'variables', 'assertions', 'captures'] as const;
export type RowList = (typeof rowLists)[number];

export const requestRows = sqliteTable(
  'request_rows',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').notNull(),
    requestId: text('request_id').$type<SavedRequestId>(),
    groupId: text('group_id').$type<GroupId>(),
    list: oneOf('list', rowLists).notNull(),
    position: integer('position').notNull(),
    entry: json('entry', z.record(z.string(), z.json())).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const requestExamples = sqliteTable(
  'request_examples',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<ExampleId>().notNull(),
    requestId: text('request_id').$type<SavedRequestId>().notNull(),
    name: text('name').notNull(),
    position: integer('position').notNull(),
    status: integer('status').notNull(),
    statusText: text('status_text').notNull(),
    headers: json('headers', z.array(z.object({ name: z.string(), value: z.string() }))).notNull(),
    body: text('body').notNull(),
    createdAt: timestampMs('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

const named = z.strictObject({ name: z.string() });

export const savedRequestFacts = defineFacts('savedRequest', {
  created: { kind: null, action: 'saved', change: named },
  changed: { kind: null, action: 'changed', change: named },
  moved: { kind: null, action: 'moved', change: named },
  deleted: { kind: null, action: 'deleted', change: named },
  restored: { kind: null, action: 'restored', change: named },
});

export const groupFacts = defineFacts('requestGroup', {
  created: { kind: 'change', action: 'created', change: named },
  changed: { kind: 'change', action: 'changed', change: named },
  moved: { kind: null, action: 'moved', change: named },
  deleted: { kind: 'change', action: 'deleted', change: named },
  restored: { kind: 'change', action: 'restored', change: named },
  imported: { kind: 'change', action: 'imported', change: z.strictObject({ requests: z.int(), format: z.string() }) },
});

/** The tenant's requests without the deleted. */
export const standingRequests = ({ tenantId }: Pick<Actor, 'tenantId'>) =>
  and(eq(savedRequests.tenantId, tenantId), isNull(savedRequests.deletedAt));

/** The tenant's groups without the deleted. */
export const standingGroups = ({ tenantId }: Pick<Actor, 'tenantId'>) =>
  and(eq(requestGroups.tenantId, tenantId), isNull(requestGroups.deletedAt));

export const oneRequest = (actor: Actor, id: SavedRequestId) => and(standingRequests(actor), eq(savedRequests.id, id));
export const oneGroup = (actor: Actor, id: GroupId) => and(standingGroups(actor), eq(requestGroups.id, id));

/** Throws NOT_FOUND. */
export function requireGroup(r: Reader, actor: Actor, id: GroupId): GroupRecord {
  const found = r.select().from(requestGroups).where(oneGroup(actor, id)).get();
  if (!found) throw notFound('The collection or folder');
  return found;
}

/** Throws NOT_FOUND. */
export function requireSaved(r: Reader, actor: Actor, id: SavedRequestId): SavedRecord {
  const found = r.select().from(savedRequests).where(oneRequest(actor, id)).get();
  if (!found) throw notFound('The saved request');
  return found;
}
