import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { EnvironmentId, GroupId, TenantId, VariableId } from '#contract/common.ts';
import { type VariableOwner, variableKind } from '#contract/environments.ts';
import { defineFacts } from '#main/facts/index.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { flag, oneOf, type Reader, timestampMs } from '#main/store/index.ts';

/** Mirror of `0026_collections.sql`. */
export const environments = sqliteTable(
  'environments',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<EnvironmentId>().notNull(),
    name: text('name').notNull(),
    color: text('color'),
    isProduction: flag('is_production').notNull(),
    isGlobal: flag('is_global').notNull(),
    position: text('position').notNull(),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
    deletedAt: timestampMs('deleted_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type EnvironmentRow = typeof environments.$inferSelect;

export const oneEnvironment = (actor: Actor, id: EnvironmentId) =>
  and(eq(environments.tenantId, actor.tenantId), eq(environments.id, id), isNull(environments.deletedAt));

/** Throws NOT_FOUND. */
export function requireEnvironment(r: Reader, actor: Actor, id: EnvironmentId): EnvironmentRow {
  const found = r.select().from(environments).where(oneEnvironment(actor, id)).get();
  if (!found) throw notFound('The environment');
  return found;
}

export const variables = sqliteTable(
  'variables',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<VariableId>().notNull(),
    environmentId: text('environment_id').$type<EnvironmentId>(),
    groupId: text('group_id').$type<GroupId>(),
    name: text('name').notNull(),
    kind: oneOf('kind', variableKind.options).notNull(),
    value: text('value').notNull(),
    secretHint: text('secret_hint'),
    enabled: integer('enabled', { mode: 'boolean' }).notNull(),
    description: text('description').notNull(),
    position: text('position').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type VariableRow = typeof variables.$inferSelect;

/** The variables of an environment or group. */
export function ownedBy(tenantId: TenantId, { kind, id }: VariableOwner): SQL | undefined {
  const owner =
    kind === 'environment' ? eq(variables.environmentId, id as EnvironmentId) : eq(variables.groupId, id as GroupId);
  return and(eq(variables.tenantId, tenantId), owner);
}

const shown = z.strictObject({ name: z.string(), production: z.boolean() });

export const environmentFacts = defineFacts('environment', {
  created: { kind: 'change', action: 'created', change: shown },
  changed: { kind: 'change', action: 'changed', change: shown },
  deleted: { kind: 'change', action: 'deleted', change: shown },
  restored: { kind: 'change', action: 'restored', change: shown },
});

/** What is told of a variable: its name and where its value comes from, never the value. */
const named = z.strictObject({ name: z.string(), kind: variableKind });

export const variableFacts = defineFacts('variable', {
  created: { kind: null, action: 'created', change: named },
  changed: { kind: null, action: 'changed', change: named },
  deleted: { kind: null, action: 'deleted', change: named },
  allowed: { kind: 'change', action: 'allowed the command of', change: named },
});
