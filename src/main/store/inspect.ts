import { existsSync, statSync } from 'node:fs';
import Database, { type Database as Sqlite } from 'better-sqlite3';
import { faultOf, storeFaults } from './faults.ts';
import type { Applied, Migration } from './migrations.ts';
import { applicationId } from './pragmas.ts';

const untouched = 'Nothing in the file was changed.';

const foreign = () =>
  storeFaults.fault('STORE_FOREIGN', 'The file at the place of the store was not written by Patchbay.', {
    kept: untouched,
    todo: 'Choose another data folder, or move this file away.',
  });

/** The steps a store went through; none where it is new. */
export function appliedMigrations(sqlite: Sqlite): Applied[] {
  const known = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_migrations' AND type = 'table'").get();
  if (!known) return [];
  return sqlite.prepare<[], Applied>('SELECT name, checksum FROM _migrations ORDER BY name').all();
}

/** Whether a file holds anything yet. */
export const isNew = (file: string): boolean => !existsSync(file) || statSync(file).size === 0;

/** Throws where the store went through a step that this version does not know, or knows otherwise. */
export function refuseUnknown(applied: readonly Applied[], known: readonly Migration[]): void {
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
      todo: 'Open it with the build that wrote it, or choose another data folder.',
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
