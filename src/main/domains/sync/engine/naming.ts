import type { SyncTable } from './registry.ts';
import { isKey, type RowStore } from './rows.ts';

/** What a person calls a row: as it stands here, else as the team has it. */
export function nameOf(
  rows: RowStore,
  table: SyncTable,
  tenantId: string,
  rowId: string,
  data: Readonly<Record<string, unknown>> = {},
): string {
  const name = table.rules.shown?.name;
  if (typeof name === 'function' && table.owner === 'column' && table.keys.length === 1) {
    const text = `SELECT ${name('r')} FROM "${table.name}" AS r WHERE r.tenant_id = ? AND r."${table.keys[0]}" = ?`;
    const found = rows.statement(text).pluck().get(tenantId, rowId);
    return typeof found === 'string' ? found : '';
  }
  if (typeof name !== 'string') return '';
  const here = isKey(table, rowId) ? rows.read(table, tenantId, rowId) : undefined;
  const given = here?.[name] ?? data[name];
  return typeof given === 'string' ? given : '';
}

/** What a person is called; undefined for one whom this store does not know. */
export function userName({ statement }: RowStore, id: string | null): string | undefined {
  const name = statement('SELECT name FROM users WHERE id = ?').pluck().get(id);
  return typeof name === 'string' ? name : undefined;
}
