import { and, eq, isNull, or, type SQL } from 'drizzle-orm';
import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { Assistant } from '#contract/assistants.ts';
import type { AssistantId, AttachmentId, ConnectionId, IntegrationId, TenantId, UserId } from '#contract/common.ts';
import type { Connection } from '#contract/connections.ts';
import { operationChoice } from '#core/assistants/operationChoice.ts';
import { type Change, defineFacts, type FactDetail, factSpec } from '#main/facts/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { json, type Reader, timestampMs } from '#main/store/index.ts';

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
    /** The connection that was deleted since; it is taken again when that comes back. Triggers of `0025_deleted.sql` keep it. */
    lostConnectionId: text('lost_connection_id').$type<ConnectionId>(),
    operations: json('operations', operationChoice.unwrap()),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type AttachmentRow = typeof attachments.$inferSelect;

type Owned = Pick<AssistantRow, 'ownerId' | 'visibility'>;

/** The assistants that the actor sees: the team's and their own, without the deleted. */
export function visibleTo(actor: Actor): SQL | undefined {
  return and(mineOrTeams(actor), isNull(assistants.deletedAt));
}

/** The same with the deleted. */
export function mineOrTeams(actor: Actor): SQL | undefined {
  return and(
    eq(assistants.tenantId, actor.tenantId),
    or(eq(assistants.visibility, 'team'), eq(assistants.ownerId, actor.userId)),
  );
}

/** Who sees an assistant and is no viewer changes it: it belongs to the team like an integration. */
export function mayEdit(actor: Actor): boolean {
  return actor.role !== 'viewer';
}

/** Who sees it is for its owner to say, or an admin; another editor would take it from the rest. */
export function mayChangeVisibility(actor: Actor, row: Owned): boolean {
  return row.ownerId === actor.userId || actor.role === 'admin';
}

/** Throws NOT_FOUND. */
export function requireVisible(r: Reader, actor: Actor, id: AssistantId): AssistantRow {
  const row = r
    .select()
    .from(assistants)
    .where(and(eq(assistants.id, id), visibleTo(actor)))
    .get();
  if (!row) throw notFound('The assistant');
  return row;
}

/** Throws FORBIDDEN or NOT_FOUND. */
export function requireEditable(r: Reader, actor: Actor, id: AssistantId): AssistantRow {
  requireRole(actor, 'editor');
  return requireVisible(r, actor, id);
}

export function oneRow({ tenantId, id }: Pick<AssistantRow, 'tenantId' | 'id'>) {
  return and(eq(assistants.tenantId, tenantId), eq(assistants.id, id));
}

const fields = z.strictObject({
  name: z.string(),
  visibility: z.string(),
  model: z.string().nullable(),
  providerIntegrationId: z.string().nullable(),
});
const attachment = z.strictObject({ integration: z.string(), connectionId: z.string().nullable() });
const counts = z.strictObject({ added: z.int(), removed: z.int() });

export const assistantFacts = defineFacts('assistant', {
  created: { kind: 'change', action: 'created', change: fields },
  changed: { kind: 'change', action: 'changed', change: fields },
  duplicated: { kind: 'change', action: 'duplicated', change: fields },
  deleted: { kind: 'change', action: 'deleted' },
  restored: { kind: 'change', action: 'restored' },
  attached: factSpec({
    kind: 'change',
    action: 'added an integration to',
    change: attachment,
    details: integrationDetail,
  }),
  configured: factSpec({
    kind: 'change',
    action: 'changed a connection of',
    change: attachment,
    details: integrationDetail,
  }),
  detached: factSpec({
    kind: 'change',
    action: 'removed an integration from',
    change: attachment,
    details: integrationDetail,
  }),
  attachmentsChanged: factSpec({
    kind: 'change',
    action: 'changed the integrations of',
    change: counts,
    details: (_before, { added = 0, removed = 0 }) => [
      { name: 'Added', value: String(added) },
      { name: 'Removed', value: String(removed) },
    ],
  }),
  operationsChosen: { kind: 'change', action: 'chose operations for' },
});

function integrationDetail(before: Change<typeof attachment>, after: Change<typeof attachment>): FactDetail[] {
  return [{ name: 'Integration', value: after.integration ?? before.integration ?? '' }];
}

/** What an assistant is called in its facts. A private one is named to its owner alone. */
export function subjectOf({ id, name, visibility }: Pick<Assistant, 'id' | 'name' | 'visibility'>, ownerId: UserId) {
  const entity = { id, name: `assistant ${name}` };
  return visibility === 'private' ? { entity, private: { to: ownerId, subject: 'a private assistant' } } : { entity };
}

/** The fields that a fact keeps. */
export function shownFields({ name, visibility, model, providerIntegrationId }: Assistant) {
  return { name, visibility, model, providerIntegrationId };
}
