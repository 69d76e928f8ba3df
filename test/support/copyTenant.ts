import type { Database } from 'better-sqlite3';

/**
 * Copies the tenant's rows of some tables into another tenant under the same ids, as they are where two tenants hold the same
 * things. A query that forgets its tenant then counts double.
 */
export function copyTenant(sqlite: Database, tables: readonly string[], from: string, to: string): void {
  sqlite.pragma('foreign_keys = OFF');
  for (const table of tables) {
    const columns = sqlite.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
    const values = columns.map((name) => (name === 'tenant_id' ? '?' : `"${name}"`));
    const names = columns.map((name) => `"${name}"`);
    sqlite
      .prepare(`INSERT INTO "${table}" (${names.join()}) SELECT ${values.join()} FROM "${table}" WHERE tenant_id = ?`)
      .run(to, from);
  }
  sqlite.pragma('foreign_keys = ON');
}
