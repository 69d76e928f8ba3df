import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { TableUse } from '#main/kernel/domain.ts';

/** What a store keeps of its teams. It is written as rows of any table (`engine/`), so that only names are known here. */
const names = [
  'sync_teams',
  'sync_outbox',
  'sync_pushes',
  'sync_push_parts',
  'sync_sent',
  'sync_missing',
  'sync_conflicts',
  'sync_held_back',
  'sync_seen',
];

/** Mirror of `0032_sync.sql`. None of it travels. */
export const storeTables = names.map(
  (name): TableUse => ({
    table: sqliteTable(name, { tenantId: text('tenant_id').notNull() }),
    travels: 'none',
    kept: 'withParent',
  }),
);
