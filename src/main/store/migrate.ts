import type { Database } from 'better-sqlite3';
import { backupBefore } from './backup.ts';
import { faultOf, storeFaults } from './faults.ts';
import { appliedMigrations, refuseUnknown } from './inspect.ts';
import type { Migration } from './migrations.ts';

function pendingOf(sqlite: Database, known: readonly Migration[]): Migration[] {
  const applied = appliedMigrations(sqlite);
  refuseUnknown(applied, known);
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}

function failed(name: string, reason: string, backup: string | undefined): Error {
  return storeFaults.fault('MIGRATION_FAILED', `The data could not be brought to this version: ${name}: ${reason}`, {
    kept: backup ? `The data is as it was; a copy is at ${backup}.` : 'Nothing was created.',
    todo: 'Keep using the version that wrote the data, and report this message.',
    names: [name],
  });
}

function applyOne(sqlite: Database, migration: Migration): void {
  sqlite.exec(migration.sql);
  if (!sqlite.inTransaction) throw new Error('it ends the transaction');
  sqlite
    .prepare('INSERT INTO _migrations (name, checksum, applied_at) VALUES (?, ?, ?)')
    .run(migration.name, migration.checksum, Date.now());
}

function refuseOrphans(sqlite: Database): void {
  const orphans = sqlite.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
  const tables = [...new Set(orphans.map(({ table }) => table))];
  if (orphans.length > 0) throw new Error(`${orphans.length} rows without their parent in ${tables.join(', ')}`);
}

/** Applies what is pending now that the write lock is held: another process may have been first. */
function applyPending(sqlite: Database, known: readonly Migration[], backup: string | undefined): void {
  sqlite.exec(`CREATE TABLE IF NOT EXISTS _migrations (
    name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
  let current = 'foreign_key_check';
  try {
    for (const migration of pendingOf(sqlite, known)) {
      current = migration.name;
      applyOne(sqlite, migration);
    }
    current = 'foreign_key_check';
    refuseOrphans(sqlite);
  } catch (error) {
    throw faultOf(error) ?? failed(current, error instanceof Error ? error.message : String(error), backup);
  }
}

function inOneTransaction(sqlite: Database, work: () => void): void {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    work();
    sqlite.exec('COMMIT');
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Brings a store to this version: all pending migrations in one transaction, after a copy of what is there.
 * Foreign keys are off before it begins, since SQLite ignores the pragma inside a transaction and would otherwise
 * delete the child rows of a table that is rebuilt; they are checked before the commit.
 */
export function migrate(sqlite: Database, known: readonly Migration[], backups: string): void {
  const [first] = pendingOf(sqlite, known);
  if (!first) return;
  const backup = appliedMigrations(sqlite).length > 0 ? backupBefore(sqlite, backups, first.name) : undefined;
  sqlite.pragma('foreign_keys = OFF');
  try {
    inOneTransaction(sqlite, () => applyPending(sqlite, known, backup));
  } finally {
    sqlite.pragma('foreign_keys = ON');
  }
}
