import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';

const kept = 5;
const pattern = /^before-\d{8}T\d{9}Z-.+\.db$/;

/** Makes a finished copy durable and gives it its name, so that a half-written copy never looks like a backup. */
function publish(partial: string, path: string): void {
  const handle = openSync(partial, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, path);
}

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
  const partial = `${path}.partial`;
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
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  closeSync(openSync(partial, 'w', 0o600));
  try {
    await sqlite.backup(partial, { progress: () => 64 });
    publish(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}
