import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { backupBefore, isInBackup } from './backup.ts';
import { keepFile, writeDurably } from './durableFile.ts';
import { openStore } from './index.ts';

let folder: string;
const copies = () => join(folder, 'copies');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-copies-'));
  mkdirSync(join(folder, 'm'));
  writeFileSync(join(folder, 'm', '0001_rows.sql'), 'CREATE TABLE rows (n INTEGER PRIMARY KEY, text TEXT) STRICT;');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open() {
  const store = openStore({ file: join(folder, 'store.db'), migrations: join(folder, 'm'), backups: copies() });
  onTestFinished(() => store.close());
  return store;
}

/** A file of copies as the name says when it was made. */
function place(...names: string[]): void {
  mkdirSync(copies(), { recursive: true });
  for (const name of names) writeFileSync(join(copies(), name), '');
}

const at = (year: number) => `before-${year}0102T030405678Z-0002_next.db`;

/** Another library of SQLite reads a copy. */
function readWith(file: string, question: string): unknown {
  const sqlite = new DatabaseSync(file, { readOnly: true });
  try {
    return sqlite.prepare(question).get();
  } finally {
    sqlite.close();
  }
}

test.each<[string, string[], string[]]>([
  ['none before it', [], []],
  ['four before it, which stay', [2001, 2002, 2003, 2004].map(at), [2001, 2002, 2003, 2004].map(at)],
  ['five, of which the oldest goes', [2005, 2001, 2003, 2002, 2004].map(at), [2002, 2003, 2004, 2005].map(at)],
  ['eight', [1, 2, 3, 4, 5, 6, 7, 8].map((n) => at(2000 + n)), [2005, 2006, 2007, 2008].map(at)],
  [
    'one of a clock that was ahead, which goes first',
    [2999, 2001, 2002, 2003, 2004].map(at),
    [2001, 2002, 2003, 2004].map(at),
  ],
])('of the copies before a migration five stay, the one just made among them: %s', (_, before, kept) => {
  place(...before);
  const made = basename(backupBefore(open().sqlite, copies(), '0002_next'));
  const left = readdirSync(copies()).filter((name) => name !== made);
  expect(readdirSync(copies())).toContain(made);
  expect(left.length).toBe(Math.min(before.length, 4));
  expect(left.toSorted()).toEqual(kept);
});

test('copies of a clock that was ahead do not push out the one just made, however many there are', () => {
  place(...[2991, 2992, 2993, 2994, 2995, 2996].map(at));
  const made = basename(backupBefore(open().sqlite, copies(), '0002_next'));
  expect(readdirSync(copies())).toContain(made);
  expect(readdirSync(copies())).toHaveLength(5);
});

test('what is no such copy is never dropped with them', () => {
  const others = ['backup.db', 'before.db', 'before-20010102-x.db', `x${at(2001)}`, `${at(2001)}.zip`, 'notes.txt'];
  place(...others, ...[1, 2, 3, 4, 5, 6].map((n) => at(2000 + n)));
  backupBefore(open().sqlite, copies(), '0002_next');
  expect(readdirSync(copies())).toEqual(expect.arrayContaining(others));
  expect(readdirSync(copies())).toHaveLength(others.length + 5);
});

test('a copy says when it was made and before what, and another SQLite finds all in it', () => {
  const store = open();
  store.sqlite.exec("INSERT INTO rows VALUES (1, 'kept')");
  const from = Date.now();
  const path = backupBefore(store.sqlite, copies(), '0002_next');
  const [, stamp = '', migration] = /^before-(\d{8}T\d{9}Z)-(.+)\.db$/.exec(basename(path)) ?? [];
  const time = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\dT)(\d\d)(\d\d)(\d\d)(\d{3})Z$/, '$1-$2-$3$4:$5:$6.$7Z'));
  expect(migration).toBe('0002_next');
  expect(time).toBeGreaterThanOrEqual(from);
  expect(time).toBeLessThanOrEqual(Date.now());
  expect(readWith(path, 'SELECT * FROM rows')).toEqual({ n: 1, text: 'kept' });
  expect(readWith(path, 'PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
});

test.each([
  ['before a migration', async (store: ReturnType<typeof open>) => backupBefore(store.sqlite, copies(), '0002_next')],
  ['that a person makes', (store: ReturnType<typeof open>) => store.backupTo(join(copies(), 'backup.db'))],
])('a copy %s that fails leaves nothing behind, and what a kill left is in nobody’s way', async (_, copy) => {
  const store = open();
  const { renameSync } = fs;
  const restore = () => {
    fs.renameSync = renameSync;
    syncBuiltinESMExports();
  };
  onTestFinished(restore);
  fs.renameSync = () => {
    throw new Error('EIO');
  };
  syncBuiltinESMExports();
  const failing = async () => copy(store);
  await expect(failing()).rejects.toThrow('EIO');
  expect(readdirSync(copies())).toEqual([]);
  restore();
  place('backup.db.partial');
  writeFileSync(join(copies(), 'backup.db.partial'), 'half a copy');
  await copy(store);
  expect(readdirSync(copies()).filter((name) => name !== 'backup.db.partial')).toHaveLength(1);
});

test.each<[string, (store: ReturnType<typeof open>) => Promise<void> | void, boolean]>([
  ['there is no folder of copies', () => undefined, false],
  ['there is no copy', () => place(), false],
  ['the only copy has another row', (store) => store.backupTo(join(copies(), 'a.db')), false],
  [
    'the last of three copies has it',
    async (store) => {
      await store.backupTo(join(copies(), 'a.db'));
      await store.backupTo(join(copies(), 'b.db'));
      store.sqlite.exec("INSERT INTO rows VALUES (2, 'wanted')");
      await store.backupTo(join(copies(), 'c.db'));
    },
    true,
  ],
  [
    'a copy is of another shape',
    () => {
      place();
      new DatabaseSync(join(copies(), 'a.db')).close();
    },
    true,
  ],
  ['a copy is a folder', () => void mkdirSync(join(copies(), 'a.db'), { recursive: true }), true],
  ['a file that is no copy cannot be read', () => place('a.db.partial', 'notes.txt'), false],
])('whether a row is in a copy where %s', async (_, prepare, expected) => {
  const store = open();
  store.sqlite.exec("INSERT INTO rows VALUES (1, 'other')");
  await prepare(store);
  expect(isInBackup(copies(), 'SELECT 1 FROM rows WHERE text = ? AND n > ?', ['wanted', '0'])).toBe(expected);
});

test.skipIf(process.platform === 'win32')(
  'small and large files are for their owner alone, whatever the mask',
  async () => {
    const mask = process.umask(0o000);
    onTestFinished(() => void process.umask(mask));
    const paths = [join(folder, 'small.json'), join(folder, 'large.bin')];
    writeDurably(paths[0] ?? '', '{}');
    await keepFile(paths[1] ?? '', Buffer.alloc(300_000, 7));
    for (const path of paths) expect((fs.statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(fs.readFileSync(paths[1] ?? '')).toEqual(Buffer.alloc(300_000, 7));
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  },
);

test('a file that cannot be kept leaves nothing half done', async () => {
  const path = join(folder, 'taken');
  mkdirSync(join(path, 'inside'), { recursive: true });
  await expect(keepFile(path, Buffer.from('x'))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
  expect(existsSync(`${path}.partial`)).toBe(false);
  await expect(keepFile(join(folder, 'nowhere', 'x'), Buffer.from('x'))).rejects.toThrow('ENOENT');
});
