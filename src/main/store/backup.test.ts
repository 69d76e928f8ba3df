import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { backupBefore, isInBackup, sweepPartialBackups } from './backup.ts';
import { writeDurably } from './durableFile.ts';
import { openStore } from './index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-backup-'));
  mkdirSync(join(folder, 'm'));
  writeFileSync(join(folder, 'm', '0001_rows.sql'), 'CREATE TABLE rows (n INTEGER PRIMARY KEY, text TEXT) STRICT;');
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => {
  const store = openStore({
    file: join(folder, 'store.db'),
    migrations: join(folder, 'm'),
    backups: join(folder, 'b'),
  });
  onTestFinished(() => store.close());
  return store;
};

/** Notes in which order files are synced and named. Only these two calls are watched; both do their work. */
function watchDisk(): string[] {
  const { fsyncSync, openSync, renameSync } = fs;
  const names = new Map<number, string>();
  const seen: string[] = [];
  fs.openSync = (path, ...rest) => {
    const handle = openSync(path, ...rest);
    names.set(handle, basename(String(path)));
    return handle;
  };
  fs.fsyncSync = (handle) => {
    fsyncSync(handle);
    seen.push(`sync ${names.get(handle)}`);
  };
  fs.renameSync = (from, to) => {
    renameSync(from, to);
    seen.push(`rename ${basename(String(from))} ${basename(String(to))}`);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { fsyncSync, openSync, renameSync });
    syncBuiltinESMExports();
  });
  return seen;
}

const folderSync = (name: string) => (process.platform === 'win32' ? [] : [`sync ${name}`]);

test('a backup is on the disk before it has its name, and its name before anyone is told', async () => {
  const store = open();
  const seen = watchDisk();
  await store.backupTo(join(folder, 'b', 'backup.db'));
  expect(seen).toEqual(['sync backup.db.partial', 'rename backup.db.partial backup.db', ...folderSync('b')]);
});

test('so is the copy before a migration', () => {
  const store = open();
  const seen = watchDisk();
  const name = basename(backupBefore(store.sqlite, join(folder, 'b'), '0002_next'));
  expect(seen).toEqual([`sync ${name}.partial`, `rename ${name}.partial ${name}`, ...folderSync('b')]);
});

test.skipIf(process.platform === 'win32')('a copy is for its owner alone, also while it is made', async () => {
  const mask = process.umask(0o022);
  onTestFinished(() => void process.umask(mask));
  const store = open();
  const modes: string[] = [];
  const { renameSync } = fs;
  fs.renameSync = (from, to) => {
    modes.push((fs.statSync(from).mode & 0o777).toString(8));
    renameSync(from, to);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { renameSync });
    syncBuiltinESMExports();
  });
  await store.backupTo(join(folder, 'b', 'backup.db'));
  backupBefore(store.sqlite, join(folder, 'b'), '0002_next');
  expect(modes).toEqual(['600', '600']);
});

test('a small file takes the place of the one before, whole', () => {
  const path = join(folder, 'wish.json');
  writeDurably(path, 'old');
  const seen = watchDisk();
  writeDurably(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(seen).toEqual([
    'sync wish.json.partial',
    'rename wish.json.partial wish.json',
    ...folderSync(basename(folder)),
  ]);
});

test('a backup is one file, and to look into it makes no other', async () => {
  const store = open();
  store.write((w) => w.run(sql`INSERT INTO rows VALUES (1, 'kept')`));
  await store.backupTo(join(folder, 'b', 'backup.db'));
  const find = (text: string) => isInBackup(join(folder, 'b'), 'SELECT 1 FROM rows WHERE text = ?', [text]);
  expect([find('kept'), find('never')]).toEqual([true, false]);
  expect(readdirSync(join(folder, 'b'))).toEqual(['backup.db']);
  const copy = new Database(join(folder, 'b', 'backup.db'), { readonly: true });
  expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
  copy.close();
});

test('a backup that cannot be read counts as needing what is asked for', () => {
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'b', 'backup.db'), 'no store at all');
  expect(isInBackup(join(folder, 'b'), 'SELECT 1 FROM rows WHERE text = ?', ['x'])).toBe(true);
});

test('what a kill left of backups goes, and nothing else', () => {
  const directory = join(folder, 'b');
  expect(sweepPartialBackups(directory)).toBe(0);
  mkdirSync(directory);
  const left = ['a.db.partial', 'a.db.partial-journal', 'b.db-wal', 'b.db-shm'];
  for (const name of [...left, 'b.db', 'notes.txt']) writeFileSync(join(directory, name), '');
  expect(sweepPartialBackups(directory)).toBe(4);
  expect(readdirSync(directory).sort()).toEqual(['b.db', 'notes.txt']);
  expect(existsSync(join(directory, 'b.db'))).toBe(true);
});
