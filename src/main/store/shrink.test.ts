import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
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

function fillAndEmpty({ sqlite }: Store): void {
  sqlite.exec('CREATE TABLE filler (id INTEGER PRIMARY KEY, text BLOB)');
  const insert = sqlite.prepare('INSERT INTO filler (text) VALUES (randomblob(2000))');
  sqlite.transaction(() => {
    for (let index = 0; index < 8_000; index += 1) insert.run();
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
function openOld(): Store {
  const store = open();
  store.sqlite.exec('PRAGMA auto_vacuum = NONE; VACUUM');
  expect(store.sqlite.pragma('auto_vacuum', { simple: true })).toBe(0);
  fillAndEmpty(store);
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
