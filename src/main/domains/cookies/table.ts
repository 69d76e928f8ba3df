import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { TenantId } from '#contract/common.ts';
import { timestampMs } from '#main/store/index.ts';

/** Mirror of `0029_cookie_jars.sql`. */
export const cookieJars = sqliteTable(
  'cookie_jars',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    /** Empty for the tenant's own, otherwise that of an environment. */
    id: text('id').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);
