import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from './index.ts';

let folder: string;
let store: Store;
const options = () => ({
  file: join(folder, 'data', 'store.db'),
  migrations: join(folder, 'm'),
  backups: join(folder, 'b'),
});
const names = () =>
  store.read.all<{ name: string }>(sql`SELECT name FROM things ORDER BY name`).map(({ name }) => name);
const add = (name: string) => store.write((w) => w.run(sql`INSERT INTO things VALUES (${name})`));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-store-'));
  mkdirSync(join(folder, 'm'));
  writeFileSync(join(folder, 'm', '0001_things.sql'), 'CREATE TABLE things (name TEXT PRIMARY KEY) STRICT;');
  store = openStore(options());
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

test('keeps what a transaction wrote, also after it was closed and opened again', () => {
  add('one');
  store.close();
  store = openStore(options());
  expect(names()).toEqual(['one']);
  expect(store.integrityCheck()).toEqual([]);
});

test('works in steps, each kept for itself, between which others are served, and ends with the store', async () => {
  for (const name of ['a', 'b', 'c', 'd']) add(name);
  const step = () =>
    store.inSteps((w) => ({
      more: w.run(sql`DELETE FROM things WHERE name = (SELECT min(name) FROM things)`).changes > 0,
    }));
  const served: string[][] = [];
  for await (const _step of step()) {
    if (served.length === 1) break;
    setImmediate(() => served.push(names()));
  }
  expect(served).toEqual([['b', 'c', 'd']]);
  for await (const _step of step()) store.close();
  store = openStore(options());
  expect(names()).toEqual(['d']);
});

test('answers a question of the same text in the form that each asks for, also after the schema changed', () => {
  const things = sqliteTable('things', { name: text('name') });
  const typed = () => store.read.select({ name: things.name }).from(things).all();
  const plain = () => store.read.all(sql.raw(store.read.select({ name: things.name }).from(things).toSQL().sql));
  add('one');
  const rows = [{ name: 'one' }];
  expect([plain(), typed(), plain(), typed()]).toEqual([rows, rows, rows, rows]);
  store.sqlite.exec('ALTER TABLE things ADD COLUMN size INTEGER');
  store.write((w) => w.run(sql`INSERT INTO things (name) VALUES ('two')`));
  expect([plain(), typed()]).toEqual([
    [...rows, { name: 'two' }],
    [...rows, { name: 'two' }],
  ]);
});

test('undoes everything when the work throws', () => {
  expect(() =>
    store.write((w) => {
      w.run(sql`INSERT INTO things VALUES ('lost')`);
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(names()).toEqual([]);
});

test('joins a nested transaction to the outer one, and undoes a nested one that throws alone', () => {
  store.write((w) => {
    w.run(sql`INSERT INTO things VALUES ('outer')`);
    add('inner');
    expect(() => add('inner')).toThrow();
  });
  expect(names()).toEqual(['inner', 'outer']);
  expect(() =>
    store.write(() => {
      add('nested');
      throw new Error('outer fails');
    }),
  ).toThrow('outer fails');
  expect(names()).toEqual(['inner', 'outer']);
});

test('runs what waits for a commit once, after the outermost one, and not where that is undone', () => {
  const seen: string[][] = [];
  const look = () => void seen.push(names());
  expect(() =>
    store.write(() => {
      store.afterCommit(look);
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(seen).toEqual([]);
  store.write(() => {
    store.afterCommit(look);
    add('inner');
    store.afterCommit(look);
    expect(seen).toEqual([]);
    add('last');
  });
  add('later');
  expect(seen).toEqual([['inner', 'last']]);
});

test('refuses work that returns a promise, and undoes what it did before it waited', () => {
  expect(() =>
    store.write(async (w) => {
      w.run(sql`INSERT INTO things VALUES ('late')`);
    }),
  ).toThrow('returned a promise');
  expect(names()).toEqual([]);
});

test('holds the pragmas that durability and privacy rest on', () => {
  const of = (name: string) => store.sqlite.pragma(name, { simple: true });
  expect(of('journal_mode')).toBe('wal');
  expect(of('synchronous')).toBe(2);
  expect(of('foreign_keys')).toBe(1);
  expect(of('secure_delete')).toBe(1);
  expect(of('trusted_schema')).toBe(0);
  expect(of('busy_timeout')).toBe(5000);
});

test.skipIf(process.platform === 'win32')('makes a file that only its owner can read', () => {
  add('one');
  expect(statSync(store.file).mode & 0o077).toBe(0);
  expect(statSync(`${store.file}-wal`).mode & 0o077).toBe(0);
});

test('opens a second time for reading, and cannot write there', () => {
  add('one');
  const reader = openStore({ ...options(), readonly: true });
  expect(reader.read.all(sql`SELECT name FROM things`)).toEqual([{ name: 'one' }]);
  expect(() => reader.write((w) => w.run(sql`DELETE FROM things`))).toThrow();
  reader.close();
  expect(names()).toEqual(['one']);
});

test('does not make a store for a reader', () => {
  const missing = { ...options(), file: join(folder, 'nothing.db'), readonly: true };
  expect(() => openStore(missing)).toThrow(expect.objectContaining({ code: 'STORE_MISSING' }));
});

test('copies the store into one file while it is written', async () => {
  for (let n = 0; n < 500; n += 1) add(`row ${n} ${'x'.repeat(2_000)}`);
  const copy = join(folder, 'copies', 'copy.db');
  const done = store.backupTo(copy);
  add('meanwhile');
  await done;
  const reader = new Database(copy, { readonly: true });
  expect(reader.prepare('SELECT count(*) FROM things').pluck().get()).toBe(501);
  expect(reader.pragma('integrity_check', { simple: true })).toBe('ok');
  reader.close();
});

test.each([
  ['text', Buffer.from('this is no database, however long it may be'.repeat(50)), 'STORE_FOREIGN'],
  ['a cut header', Buffer.from('SQLite format 3\0'), 'STORE_FOREIGN'],
])('refuses %s in the place of the store and leaves it alone', (_, content, code) => {
  const file = join(folder, 'other.db');
  writeFileSync(file, content);
  expect(() => openStore({ ...options(), file })).toThrow(expect.objectContaining({ code }));
  expect(readFileSync(file)).toEqual(content);
});

test('says that it cannot be written where the folder for it is a file', () => {
  const file = join(folder, 'm', '0001_things.sql', 'store.db');
  expect(() => openStore({ ...options(), file })).toThrow(expect.objectContaining({ code: 'STORE_UNUSABLE' }));
});

test('refuses the database of another program and leaves it alone', () => {
  const file = join(folder, 'other.db');
  new Database(file).exec('CREATE TABLE theirs (id INTEGER)').close();
  const before = readFileSync(file);
  expect(() => openStore({ ...options(), file })).toThrow(expect.objectContaining({ code: 'STORE_FOREIGN' }));
  expect(readFileSync(file)).toEqual(before);
});

test('refuses a store that was cut short and leaves it alone', () => {
  for (let n = 0; n < 50; n += 1) add(`row ${n} ${'x'.repeat(2_000)}`);
  store.checkpoint();
  const cut = readFileSync(store.file).subarray(0, 20_000);
  const file = join(folder, 'cut.db');
  writeFileSync(file, cut);
  expect(() => openStore({ ...options(), file })).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
  expect(readFileSync(file)).toEqual(cut);
});

test.skipIf(process.platform === 'win32')(
  'the folders and files that it makes are its owner’s alone, whatever the umask',
  async () => {
    const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
    const before = process.umask(0);
    let other: Store | null = null;
    try {
      const file = join(folder, 'one', 'two', 'store.db');
      other = openStore({ ...options(), file });
      other.write((w) => w.run(sql`INSERT INTO things VALUES ('a')`));
      expect([join(folder, 'one'), join(folder, 'one', 'two')].map(modeOf)).toEqual(['700', '700']);
      expect([file, `${file}-wal`, `${file}-shm`].map(modeOf)).toEqual(['600', '600', '600']);
      const copy = join(folder, 'copies', 'of', 'copy.db');
      await other.backupTo(copy);
      expect([join(folder, 'copies'), join(folder, 'copies', 'of'), copy].map(modeOf)).toEqual(['700', '700', '600']);
      // Before it is migrated, too.
      other.close();
      writeFileSync(join(folder, 'm', '0002_more.sql'), 'CREATE TABLE more (name TEXT) STRICT;');
      const backups = join(folder, 'before', 'migrations');
      other = openStore({ ...options(), file, backups });
      expect(
        [join(folder, 'before'), backups, ...readdirSync(backups).map((name) => join(backups, name))].map(modeOf),
      ).toEqual(['700', '700', '600']);
    } finally {
      other?.close();
      process.umask(before);
    }
  },
);
