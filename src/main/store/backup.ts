import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { partialOf, publish } from './durableFile.ts';

const kept = 5;
const pattern = /^before-\d{8}T\d{9}Z-.+\.db$/;

/** Copies from the future go first: they were made while the clock was ahead, and must not push out the one just made. */
function dropOld(directory: string, stamp: string): void {
  const order = (file: string) => (file.slice('before-'.length) > `${stamp}~` ? '' : file);
  const files = readdirSync(directory).filter((file) => pattern.test(file));
  const byAge = files.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0));
  for (const file of byAge.slice(0, -kept)) rmSync(join(directory, file), { force: true });
}

/**
 * Copies a store before it is migrated, compact and in one file, and keeps the last five such copies.
 * @returns the path of the copy
 */
export function backupBefore(sqlite: Database, directory: string, migration: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stamp = new Date().toISOString().replaceAll(/[-:.]/g, '');
  const path = join(directory, `before-${stamp}-${migration}.db`);
  const partial = partialOf(path);
  rmSync(partial, { force: true });
  closeSync(openSync(partial, 'w', 0o600));
  try {
    sqlite.prepare('VACUUM INTO ?').run(partial);
    publish(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
  dropOld(directory, stamp);
  return path;
}

/**
 * Copies a store while it is in use, in small steps between which the thread serves others.
 * What is written meanwhile on the same connection is part of the copy.
 */
export async function backupTo(sqlite: Database, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = partialOf(path);
  rmSync(partial, { force: true });
  closeSync(openSync(partial, 'w', 0o600));
  try {
    await sqlite.backup(partial, { progress: () => 64 });
    leaveLog(partial);
    publish(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** The copy says that it has a write-ahead log, as the store has. Without one it is a single file, and to look into it makes no other. */
export function leaveLog(file: string): void {
  const copy = new Sqlite(file, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/**
 * Whether a query finds a row in any of the backups. One that cannot be read counts as having it, so that nothing is removed that a
 * restore might need.
 */
export function isInBackup(directory: string, query: string, values: readonly string[]): boolean {
  if (!existsSync(directory)) return false;
  const backups = readdirSync(directory).filter((name) => name.endsWith('.db'));
  return backups.some((name) => {
    try {
      const sqlite = new Sqlite(join(directory, name), { readonly: true, fileMustExist: true });
      try {
        return sqlite.prepare(query).get(...values) !== undefined;
      } finally {
        sqlite.close();
      }
    } catch {
      return true;
    }
  });
}

/** Removes what a kill left of backups that were being written or looked into. Call it while no other process writes any. @returns how many */
export function sweepPartialBackups(directory: string): number {
  const left = existsSync(directory)
    ? readdirSync(directory).filter((name) => /\.partial(-|$)|\.db-(wal|shm)$/.test(name))
    : [];
  for (const name of left) rmSync(join(directory, name), { force: true });
  return left.length;
}
