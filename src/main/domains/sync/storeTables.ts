import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { TableUse } from '#main/kernel/domain.ts';

const row = 'tenant_id table_name row_id column_name';

/** What a store keeps of its teams. It is read and written beside rows of any table (`engine/`), so that only names are known here. */
const columns: Readonly<Record<string, string>> = {
  sync_teams: `tenant_id installation_id address login client_id role cursor token scan known_columns secrets_on key_generation
    applying question problem last_success_at joined_at`,
  sync_outbox: `${row} base at`,
  sync_sent: `${row} base at`,
  sync_pushes: 'tenant_id op_id base rows created_at',
  sync_push_parts: 'tenant_id part changes',
  sync_missing: `${row} parent_table parent_id`,
  sync_conflicts: `${row} id kind name mine theirs base kept rev by_user theirs_at mine_at`,
  sync_held_back: 'tenant_id direction table_name row_id name reason change at',
  sync_seen: 'tenant_id table_name row_id',
};

/** Mirror of `0032_sync.sql`. None of it travels. */
export const storeTables = Object.entries(columns).map(([name, list]): TableUse => {
  const own = list.split(/\s+/).map((column) => [column, text(column)] as const);
  return { table: sqliteTable(name, Object.fromEntries(own)), travels: 'none', kept: 'withParent' };
});
