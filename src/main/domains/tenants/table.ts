import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Role, TenantId, UserId } from '#contract/common.ts';
import { timestampMs } from '#main/store/index.ts';

export const tenants = sqliteTable('tenants', {
  id: text('id').$type<TenantId>().primaryKey(),
  name: text('name').notNull(),
  createdAt: timestampMs('created_at').notNull(),
});

export const users = sqliteTable('users', {
  id: text('id').$type<UserId>().primaryKey(),
  name: text('name').notNull(),
  email: text('email'),
  createdAt: timestampMs('created_at').notNull(),
});

/** This store's person under another user, by tenant; see aliases.ts. */
export const personAliases = sqliteTable('person_aliases', {
  tenantId: text('tenant_id').$type<TenantId>().primaryKey(),
  personId: text('person_id').$type<UserId>().notNull(),
  userId: text('user_id').$type<UserId>().notNull(),
});

export const memberships = sqliteTable(
  'memberships',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    userId: text('user_id').$type<UserId>().notNull(),
    role: text('role').$type<Role>().notNull(),
    createdAt: timestampMs('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.userId] })],
);
