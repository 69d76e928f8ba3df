import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { DataPaths } from '#main/kernel/paths.ts';
import { leaveLog, partialOf, publish, sweepPartialBackups, writeDurably } from '#main/store/index.ts';

/** Bytes of all files below a folder; 0 where it is missing. */
export function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(join(entry.parentPath, entry.name)), 0);
}

/** Size of a file in bytes; 0 where it went away in the meantime. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

export type BackupReason = 'migration' | 'sync' | 'person' | 'restore';

const backupName = /^(before|backup|restore)-\d{8}T\d{9}Z[a-z0-9_-]*\.db$/i;
const reasons: Record<string, BackupReason> = { before: 'migration', backup: 'person', restore: 'restore' };

/** Names of migrations begin with a number, so that none of them is taken for a restore point from before the first sync. */
function reasonOf(name: string): BackupReason | undefined {
  const [, kind] = backupName.exec(name) ?? [];
  return kind === 'before' && name.endsWith('Z-sync.db') ? 'sync' : reasons[kind ?? ''];
}

/** Today's backups, newest first. */
export function listBackups(
  paths: DataPaths,
): { name: string; bytes: number; createdAt: number; reason: BackupReason }[] {
  if (!existsSync(paths.backups)) return [];
  return readdirSync(paths.backups)
    .flatMap((name) => {
      const reason = reasonOf(name);
      const stat = statSync(join(paths.backups, name), { throwIfNoEntry: false });
      return reason && stat ? [{ name, bytes: stat.size, createdAt: Math.round(stat.mtimeMs), reason }] : [];
    })
    .sort((a, b) => b.createdAt - a.createdAt);
}

/** A name for a backup made now, in the form that `listBackups` knows. */
export function newBackupName(kind: 'backup' | 'restore', now: number): string {
  return `${kind}-${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}-${randomUUID().slice(0, 8)}.db`;
}

const pendingRestore = z.object({ name: z.string().regex(backupName) });
const pendingFile = (paths: DataPaths) => join(paths.root, 'restore.json');

/** Asks the next start to restore a backup. */
export function requestRestore(paths: DataPaths, name: string): void {
  writeDurably(pendingFile(paths), JSON.stringify({ name }));
}

/** Takes the wish back; false where there was none. */
export function withdrawRestore(paths: DataPaths): boolean {
  const there = existsSync(pendingFile(paths));
  rmSync(pendingFile(paths), { force: true });
  return there;
}

/** The backup that the next start will restore. */
export const pendingRestoreOf = (paths: DataPaths) => {
  const name = existsSync(pendingFile(paths)) ? readPending(paths) : undefined;
  return listBackups(paths).find((backup) => backup.name === name);
};

/** Carries out a restore that was asked for. Runs before the store is opened; the store of before is kept as a backup. */
export function applyPendingRestore(paths: DataPaths, now: number): string | undefined {
  if (!existsSync(pendingFile(paths))) return undefined;
  const name = readPending(paths);
  const source = name && join(paths.backups, name);
  if (source && existsSync(source)) swapStore(paths, source, now);
  rmSync(pendingFile(paths), { force: true });
  return name;
}

/** What is to be restored; nothing where the wish cannot be read, which must not keep the console from starting. */
function readPending(paths: DataPaths): string | undefined {
  try {
    return pendingRestore.parse(JSON.parse(readFileSync(pendingFile(paths), 'utf8'))).name;
  } catch {
    return undefined;
  }
}

/** Brings what still is in the write-ahead log into the file. A store too damaged for that is copied as it is. */
function foldLog(file: string): void {
  try {
    const sqlite = new Database(file, { fileMustExist: true });
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    sqlite.close();
  } catch {
    // A damaged store is why a person restores; it must not stand in the way.
  }
}

/**
 * Every copy is whole and on the disk before anything moves, so that an end at any point leaves either the old store or the new one,
 * and never half a backup.
 */
function swapStore(paths: DataPaths, source: string, now: number): void {
  mkdirSync(paths.backups, { recursive: true, mode: 0o700 });
  const incoming = incomingOf(paths);
  copyFileSync(source, incoming);
  foldLog(paths.store);
  if (existsSync(paths.store)) keepBefore(paths, now);
  for (const suffix of ['-wal', '-shm']) rmSync(`${paths.store}${suffix}`, { force: true });
  publish(incoming, paths.store);
}

const incomingOf = (paths: DataPaths) => `${paths.store}.restore`;

function keepBefore(paths: DataPaths, now: number): void {
  const path = join(paths.backups, newBackupName('restore', now));
  const partial = partialOf(path);
  copyFileSync(paths.store, partial);
  try {
    leaveLog(partial);
  } catch {
    // Too damaged to be opened; the copy keeps the damage for whoever looks into it.
  }
  publish(partial, path);
}

/** Removes what a kill left half done: backups that were being written, and the copy of a restore. Before the store is opened. */
export function sweepPartials(paths: DataPaths): void {
  sweepPartialBackups(paths.backups);
  for (const path of [incomingOf(paths), partialOf(pendingFile(paths))]) rmSync(path, { force: true });
}
