import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database, { type Database as Sqlite } from 'better-sqlite3';
import { backupBefore } from './backup.ts';
import { faultOf, storeFaults } from './faults.ts';
import { applicationId } from './pragmas.ts';

/** One step of the schema, in the file that ships with this version. */
interface Migration {
  /** File name without `.sql`, for example `0003_vault`. */
  readonly name: string;
  /** SHA-256 of the text, line ends as LF. */
  readonly checksum: string;
  readonly sql: string;
}

/** What `_migrations` remembers of a step. */
interface Applied {
  readonly name: string;
  readonly checksum: string;
}

const pattern = /^(\d{4})_[a-z0-9_]+\.sql$/;

function readMigration(directory: string, file: string): Migration {
  const sql = readFileSync(join(directory, file), 'utf8').replaceAll('\r\n', '\n');
  return { name: file.slice(0, -'.sql'.length), checksum: createHash('sha256').update(sql).digest('hex'), sql };
}

/** The migrations of a directory of `NNNN_name.sql`, in order. Two with one number are a defect, and so is any other .sql file. */
export function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  const numbers = files.map((file) => pattern.exec(file)?.[1]);
  const stray = files[numbers.indexOf(undefined)];
  if (stray) throw new Error(`${stray} is not named NNNN_name.sql`);
  if (new Set(numbers).size !== numbers.length) throw new Error(`Two migrations in ${directory} share a number`);
  return files.map((file) => readMigration(directory, file));
}

/**
 * Brings a store to this version: all pending migrations in one transaction, after a copy of what is there.
 * Foreign keys are off before it begins, since SQLite ignores the pragma inside a transaction and would otherwise
 * delete the child rows of a table that is rebuilt; they are checked before the commit.
 */
export function migrate(sqlite: Sqlite, known: readonly Migration[], backups: string): void {
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

function pendingOf(sqlite: Sqlite, known: readonly Migration[]): Migration[] {
  const applied = appliedMigrations(sqlite);
  refuseUnknown(applied, known);
  const done = new Set(applied.map(({ name }) => name));
  return known.filter(({ name }) => !done.has(name));
}

function failed(name: string, reason: string, backup: string | undefined): Error {
  return storeFaults.fault('MIGRATION_FAILED', `The data could not be migrated to this version: ${name}: ${reason}`, {
    kept: backup ? `The data is as it was; a copy is at ${backup}.` : 'Nothing was created.',
    todo: 'Keep using the version that wrote the data, and report this message.',
    names: [name],
  });
}

function applyOne(sqlite: Sqlite, migration: Migration): void {
  sqlite.exec(migration.sql);
  if (!sqlite.inTransaction) throw new Error('it ends the transaction');
  sqlite
    .prepare('INSERT INTO _migrations (name, checksum, applied_at) VALUES (?, ?, ?)')
    .run(migration.name, migration.checksum, Date.now());
}

function refuseOrphans(sqlite: Sqlite): void {
  const orphans = sqlite.prepare<[], { table: string }>('PRAGMA foreign_key_check').all();
  const tables = [...new Set(orphans.map(({ table }) => table))];
  if (orphans.length > 0) throw new Error(`${orphans.length} rows without their parent in ${tables.join(', ')}`);
}

/** Applies what is pending now that the write lock is held: another process may have been first. */
function applyPending(sqlite: Sqlite, known: readonly Migration[], backup: string | undefined): void {
  sqlite.exec(`CREATE TABLE IF NOT EXISTS _migrations (
    name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
  let current = 'foreign_key_check';
  dropCapture(sqlite);
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

/** The triggers that note changes for a team name columns, and would stand in the way of a change to them; they are made anew after it. */
function dropCapture(sqlite: Sqlite): void {
  const names = sqlite
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'sync_capture_*'")
    .pluck()
    .all();
  for (const name of names) sqlite.exec(`DROP TRIGGER "${name}"`);
}

function inOneTransaction(sqlite: Sqlite, work: () => void): void {
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    work();
    sqlite.exec('COMMIT');
  } catch (error) {
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK');
    throw error;
  }
}

const untouched = 'Nothing in the file was changed.';

const foreign = () =>
  storeFaults.fault('STORE_FOREIGN', 'The store file was not written by Patchbay.', {
    kept: untouched,
    todo: 'Choose another data folder, or move this file away.',
  });

/** The steps a store went through; none where it is new. */
function appliedMigrations(sqlite: Sqlite): Applied[] {
  const known = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_migrations' AND type = 'table'").get();
  if (!known) return [];
  return sqlite.prepare<[], Applied>('SELECT name, checksum FROM _migrations ORDER BY name').all();
}

/** Whether a file holds anything yet. */
export const isNew = (file: string): boolean => !existsSync(file) || statSync(file).size === 0;

/** Throws where the store went through a step that this version does not know, or knows otherwise. */
function refuseUnknown(applied: readonly Applied[], known: readonly Migration[]): void {
  const shipped = new Map(known.map(({ name, checksum }) => [name, checksum]));
  const newer = applied.filter(({ name }) => !shipped.has(name)).map(({ name }) => name);
  if (newer.length > 0) {
    throw storeFaults.fault('STORE_NEWER', 'This data was written by a newer version of Patchbay.', {
      kept: untouched,
      todo: 'Update Patchbay, or choose another data folder.',
      names: newer,
    });
  }
  const changed = applied.filter(({ name, checksum }) => shipped.get(name) !== checksum).map(({ name }) => name);
  if (changed.length > 0) {
    throw storeFaults.fault('STORE_CHANGED', 'This data was written by a different build of Patchbay.', {
      kept: untouched,
      todo: 'Open it with the version that wrote it, or choose another data folder.',
      names: changed,
    });
  }
}

function refuseForeign(sqlite: Sqlite): void {
  const id = sqlite.pragma('application_id', { simple: true });
  if (id !== applicationId && sqlite.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()) throw foreign();
}

/**
 * Looks at a store without touching it, on a connection that can only read: a writing one would fold the
 * write-ahead log into the file when it closes, also where the store is refused.
 */
export function inspect(file: string, known: readonly Migration[]): void {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
    refuseForeign(sqlite);
    refuseUnknown(appliedMigrations(sqlite), known);
  } catch (error) {
    throw faultOf(error) ?? error;
  } finally {
    sqlite?.close();
  }
}
