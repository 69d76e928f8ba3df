import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtOnce, countOnce, readRows } from './access.ts';
import { openStore, type Store } from './index.ts';

let folder: string;
let store: Store;
const options = () => ({ file: join(folder, 'store.db'), migrations: join(folder, 'm'), backups: join(folder, 'b') });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-statements-'));
  mkdirSync(join(folder, 'm'));
  writeFileSync(join(folder, 'm', '0001_rows.sql'), 'CREATE TABLE rows (n INTEGER PRIMARY KEY, text TEXT) STRICT;');
  store = openStore(options());
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

/** How many statements SQLite prepares from now on. */
function preparing(): () => number {
  let count = 0;
  const prepare = store.sqlite.prepare.bind(store.sqlite);
  store.sqlite.prepare = ((text: string) => {
    count += 1;
    return prepare(text);
  }) as typeof store.sqlite.prepare;
  return () => count;
}

const ask = (n: number) => store.read.get<{ n: number }>(sql.raw(`SELECT ${n} AS n`)).n;

test('values are bound whatever the verb, and again where a statement is used again', () => {
  for (const n of [5, 7]) {
    store.write((w) => w.run(sql`INSERT INTO rows VALUES (${n}, ${`text ${n}`})`));
    const one = sql`SELECT n, text FROM rows WHERE n = ${n}`;
    expect(store.read.get(one)).toEqual({ n, text: `text ${n}` });
    expect(store.read.all(one)).toEqual([{ n, text: `text ${n}` }]);
    expect(store.read.values(one)).toEqual([[n, `text ${n}`]]);
  }
  expect(store.write((w) => w.run(sql`DELETE FROM rows WHERE n = ${5}`)).changes).toBe(1);
});

test('three hundred questions are prepared once each, however often they are asked, and no more are kept', () => {
  const prepared = preparing();
  const all = Array.from({ length: 300 }, (_, n) => n);
  const each = () => {
    const before = prepared();
    expect(all.map(ask)).toEqual(all);
    return prepared() - before;
  };
  expect(each()).toBeGreaterThanOrEqual(300);
  expect(each()).toBe(0);
  // The one that was asked longest ago goes, and one that was asked since stays.
  ask(0);
  ask(300);
  const before = prepared();
  expect([ask(0), prepared() - before]).toEqual([0, 0]);
  expect(ask(1)).toBe(1);
  expect(prepared()).toBeGreaterThan(before);
});

test('the pragmas of a connection that writes are those that SQLite answers, and a reader may not write', () => {
  const reader = openStore({ ...options(), readonly: true });
  const of = (each: Store, name: string) => each.sqlite.pragma(name, { simple: true });
  const common = {
    busy_timeout: 5_000,
    foreign_keys: 1,
    synchronous: 2,
    mmap_size: 0,
    temp_store: 2,
    trusted_schema: 0,
    secure_delete: 1,
    journal_size_limit: 67_108_864,
  };
  for (const [name, value] of Object.entries({
    ...common,
    query_only: 0,
    cache_size: -48_000,
    wal_autocheckpoint: 250,
  }))
    expect([name, of(store, name)]).toEqual([name, value]);
  for (const [name, value] of Object.entries({ ...common, query_only: 1 }))
    expect([name, of(reader, name)]).toEqual([name, value]);
  reader.close();
});

test('the file says whose it is, to every library of SQLite, and can give back its free pages', () => {
  store.write((w) => w.run(sql`INSERT INTO rows VALUES (1, 'kept')`));
  store.close();
  const other = new DatabaseSync(store.file, { readOnly: true });
  expect(other.prepare('PRAGMA application_id').get()).toEqual({ application_id: Buffer.from('PBAY').readInt32BE() });
  expect(other.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
  expect(other.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(other.prepare('SELECT text FROM rows').get()).toEqual({ text: 'kept' });
  other.close();
});

test('hears of what another process commits, once, and of nothing else', () => {
  const other = new Database(store.file);
  const heard: boolean[] = [];
  const look = () => heard.push(store.changedElsewhere());
  look();
  store.write((w) => w.run(sql`INSERT INTO rows VALUES (1, 'own')`));
  look();
  other.exec("BEGIN; INSERT INTO rows VALUES (2, 'other')");
  look();
  other.exec('COMMIT');
  look();
  look();
  other.exec("UPDATE rows SET text = 'again'");
  store.read.get(sql`SELECT count(*) FROM rows`);
  look();
  other.close();
  expect(heard).toEqual([false, false, false, true, false, true]);
});

test('finds what SQLite finds: a page that is torn, and rows without their parent', () => {
  store.sqlite.exec('CREATE TABLE parents (id INTEGER PRIMARY KEY); CREATE TABLE children (p REFERENCES parents (id))');
  store.sqlite.exec('CREATE INDEX by_text ON rows (text)');
  expect(store.integrityCheck()).toEqual([]);
  store.sqlite.exec('PRAGMA foreign_keys = OFF; INSERT INTO children VALUES (7), (8)');
  expect(store.integrityCheck()).toEqual(Array(2).fill('a row in children without its parent'));
  store.write((w) => w.run(sql`INSERT INTO rows VALUES (1, 'kept')`));
  store.sqlite.unsafeMode();
  store.sqlite.exec("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'by_text'");
  store.sqlite.exec('PRAGMA writable_schema = RESET');
  expect(store.integrityCheck().filter((line) => !line.includes('parent'))).not.toEqual([]);
});

test('a count is kept for each question until the store changes, and not for more than so many', () => {
  let counted = 0;
  const count = (key: string) =>
    countOnce(store.read, key, () => {
      counted += 1;
      return counted;
    });
  expect(count('a')).toBe(1);
  for (let n = 0; n < 198; n += 1) count(`key ${n}`);
  expect([count('a'), counted]).toEqual([1, 199]);
  count('the last that has room');
  expect([count('a'), counted]).toEqual([1, 200]);
});

test('a query is built once for each store', () => {
  const second = openStore({ ...options(), file: join(folder, 'second.db') });
  let built = 0;
  const query = builtOnce(() => {
    built += 1;
    return { number: built };
  });
  expect(query(store.read)).toBe(query(store.read));
  expect([query(store.read).number, query(second.read).number, query(store.read).number, built]).toEqual([1, 2, 1, 2]);
  second.close();
});

test('a list shows what it can of every row', () => {
  const rows = [
    { id: 'a', n: 1 },
    { id: 'b', n: -1 },
    { id: 'c', n: 2 },
  ];
  const show = ({ id, n }: { id: string; n: number }) => {
    if (n < 0) throw new Error('damaged');
    return { id, n };
  };
  expect(readRows(() => rows, show)).toEqual(rows);
  expect(
    readRows(
      () => rows,
      show,
      ({ id }) => ({ id }),
    ),
  ).toEqual([{ id: 'a', n: 1 }, { id: 'b' }, { id: 'c', n: 2 }]);
  expect(() =>
    readRows(() => {
      throw new Error('no such table');
    }, show),
  ).toThrow('no such table');
});
