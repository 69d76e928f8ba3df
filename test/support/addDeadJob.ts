import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Puts a job into the store of a data folder that failed so often that it was given up. */
export function addDeadJob(dataFolder: string, id: string, lastError: string): void {
  const store = new Database(join(dataFolder, 'patchbay.db'));
  store
    .prepare(
      `INSERT INTO jobs (id, tenant_id, kind, key, payload, run_at, attempts, dead, last_error, created_at)
       VALUES (?, NULL, 'tenants.removeFiles', ?, ?, ?, 12, 1, ?, ?)`,
    )
    .run(id, id, JSON.stringify({ tenantId: id }), Date.now() - 60_000, lastError, Date.now());
  store.close();
}
