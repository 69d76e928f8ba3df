import fs, { mkdtempSync, rmSync, statSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { openStore, type Store } from './index.ts';

const migrations = join(import.meta.dirname, '../../../resources/migrations/sqlite');
let folder = '';
let stores: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shrink-'));
});
afterEach(() => {
  for (const store of stores) store.close();
  stores = [];
  rmSync(folder, { recursive: true, force: true });
});

function open(): Store {
  const store = openStore({ file: join(folder, 'store.db'), migrations, backups: join(folder, 'backups') });
  stores.push(store);
  return store;
}

function fillAndEmpty({ sqlite }: Store, rows = 8_000): void {
  sqlite.exec('CREATE TABLE filler (id INTEGER PRIMARY KEY, text BLOB)');
  const insert = sqlite.prepare('INSERT INTO filler (text) VALUES (randomblob(2000))');
  sqlite.transaction(() => {
    for (let index = 0; index < rows; index += 1) insert.run();
  })();
  sqlite.exec('DELETE FROM filler WHERE id % 50 > 0');
}

const bytes = (store: Store): number => {
  store.checkpoint();
  return statSync(store.file).size;
};

it('gives the disk back what was deleted, in steps that leave the thread free', async () => {
  const store = open();
  fillAndEmpty(store);
  const before = bytes(store);
  let turns = 0;
  const turn = () => {
    turns += 1;
    timer = setImmediate(turn);
  };
  let timer = setImmediate(turn);
  const given = await store.shrink();
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(10);
  expect(before).toBeGreaterThan(16_000_000);
  expect(bytes(store)).toBeLessThan(before / 4);
  expect(before - bytes(store)).toBe(given);
  expect(store.sqlite.prepare('SELECT count(*) FROM filler').pluck().get()).toBe(160);
  expect(store.integrityCheck()).toEqual([]);
});

/** A store as earlier versions made it. */
function openOld(rows?: number): Store {
  const store = open();
  store.sqlite.exec('PRAGMA auto_vacuum = NONE; VACUUM');
  expect(store.sqlite.pragma('auto_vacuum', { simple: true })).toBe(0);
  fillAndEmpty(store, rows);
  return store;
}

it('rewrites a store of an earlier version once at its end, which shrinks from then on', async () => {
  const old = openOld();
  const before = bytes(old);
  expect(await old.shrink()).toBe(0);
  expect(old.makeShrinkable()).toBe(true);
  expect(bytes(old)).toBeLessThan(before / 4);
  old.close();
  const again = open();
  expect(again.sqlite.pragma('auto_vacuum', { simple: true })).toBe(2);
  expect(again.makeShrinkable()).toBe(false);
  expect(again.sqlite.prepare('SELECT count(*) FROM filler').pluck().get()).toBe(160);
  expect(again.integrityCheck()).toEqual([]);
});

it('leaves a store alone that another process is reading', () => {
  const old = openOld();
  const before = bytes(old);
  const reader = new Database(old.file);
  reader.exec('BEGIN IMMEDIATE');
  expect(old.makeShrinkable()).toBe(false);
  reader.exec('COMMIT');
  reader.close();
  expect(bytes(old)).toBe(before);
});

it.each<[string, (size: number) => Partial<typeof fs>, boolean]>([
  ['the disk has room for it three times', (size) => ({ statfsSync: roomOf(3 * size) }), true],
  ['the disk has less room', (size) => ({ statfsSync: roomOf(3 * size - 1) }), false],
  ['it is as large as one may be', () => ({ statSync: sizeOf(256 * 1024 * 1024), statfsSync: roomOf(2 ** 50) }), true],
  ['it is larger', () => ({ statSync: sizeOf(256 * 1024 * 1024 + 1), statfsSync: roomOf(2 ** 50) }), false],
])('whether a store of an earlier version is rewritten where %s', (_, told, expected) => {
  const old = openOld(500);
  const real = { statSync: fs.statSync, statfsSync: fs.statfsSync };
  const restore = () => {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  };
  onTestFinished(restore);
  old.checkpoint();
  Object.assign(fs, told(statSync(old.file).size));
  syncBuiltinESMExports();
  const before = old.sqlite.prepare('SELECT count(*), sum(id) FROM filler').raw().get();
  expect(old.makeShrinkable()).toBe(expected);
  restore();
  expect(old.sqlite.pragma('auto_vacuum', { simple: true })).toBe(expected ? 2 : 0);
  expect(old.sqlite.prepare('SELECT count(*), sum(id) FROM filler').raw().get()).toEqual(before);
  expect(old.integrityCheck()).toEqual([]);
});

/** What the system says of a disk with so many bytes left, and of a file of so many bytes. */
const roomOf = (bytes: number) => (() => ({ bavail: bytes, bsize: 1 })) as unknown as typeof fs.statfsSync;
const sizeOf = (size: number) => (() => ({ size })) as unknown as typeof fs.statSync;

it('rewrites nothing for who only reads', () => {
  openOld(100).close();
  const reader = openStore({
    file: join(folder, 'store.db'),
    migrations,
    backups: join(folder, 'backups'),
    readonly: true,
  });
  stores.push(reader);
  expect(reader.makeShrinkable()).toBe(false);
});

it('ends where the store is closed or a transaction begins meanwhile, and keeps some pages for what comes next', async () => {
  const store = open();
  fillAndEmpty(store, 2_000);
  const free = () => Number(store.sqlite.pragma('freelist_count', { simple: true }));
  const first = store.shrink();
  store.sqlite.exec('BEGIN');
  // One step: 128 pages, and with them what SQLite knew of them.
  expect((await first) / 4096).toBeOneOf([128, 129]);
  store.sqlite.exec('COMMIT');
  await store.shrink();
  expect(free()).toBe(256);
  expect(await store.shrink()).toBe(0);
  store.sqlite.exec('DELETE FROM filler');
  expect(free()).toBeGreaterThan(256);
  const last = store.shrink();
  store.close();
  expect(await last).toBe(0);
});
