import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from './index.ts';

const family = `
  CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT) STRICT;
  CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id) ON DELETE CASCADE) STRICT;
`;
const rebuild = `
  CREATE TABLE parents_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
  INSERT INTO parents_new SELECT id, coalesce(name, '') FROM parents;
  DROP TABLE parents;
  ALTER TABLE parents_new RENAME TO parents;
`;

let folder: string;
let opened: Store[];
const file = () => join(folder, 'store.db');
const backups = () => join(folder, 'backups');
const ship = (name: string, text: string) => writeFileSync(join(folder, 'm', `${name}.sql`), text);
const open = () => {
  const store = openStore({ file: file(), migrations: join(folder, 'm'), backups: backups() });
  opened.push(store);
  return store;
};
/** A store with a parent and two children, closed. */
const madeFamily = () => {
  ship('0001_family', family);
  const store = open();
  store.write((w) => {
    w.run(sql`INSERT INTO parents VALUES (1, NULL)`);
    w.run(sql`INSERT INTO children VALUES (1, 1), (2, 1)`);
  });
  store.close();
};
const children = (store: Store) => store.read.get(sql`SELECT count(*) AS n FROM children`);

beforeEach(() => {
  opened = [];
  folder = mkdtempSync(join(tmpdir(), 'patchbay-migrate-'));
  mkdirSync(join(folder, 'm'));
});
afterEach(() => {
  for (const store of opened) store.close();
  rmSync(folder, { recursive: true });
});

test('keeps child rows when their parent table is rebuilt', () => {
  madeFamily();
  ship('0002_rebuild', rebuild);
  const store = open();
  expect(children(store)).toEqual({ n: 2 });
  expect(store.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
  store.write((w) => w.run(sql`DELETE FROM parents`));
  expect(children(store)).toEqual({ n: 0 });
});

test('copies a store before it changes it, and keeps the last five copies', () => {
  madeFamily();
  expect(readdirSync(folder)).not.toContain('backups');
  for (let n = 2; n <= 8; n += 1) {
    ship(`000${n}_step`, `CREATE TABLE step_${n} (id INTEGER) STRICT;`);
    open().close();
  }
  const copies = readdirSync(backups()).sort();
  expect(copies.map((name) => name.slice(-'0001_step.db'.length))).toEqual(
    [4, 5, 6, 7, 8].map((n) => `000${n}_step.db`),
  );
  const copy = new Database(join(backups(), copies.at(-1) ?? ''), { readonly: true });
  expect(copy.prepare('SELECT count(*) FROM children').pluck().get()).toBe(2);
  expect(copy.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'step_8'").pluck().get()).toBe(0);
  copy.close();
});

test('does not copy or write where nothing is pending', () => {
  madeFamily();
  const before = readFileSync(file());
  open().close();
  expect(readFileSync(file())).toEqual(before);
  expect(readdirSync(folder)).not.toContain('backups');
});

test('refuses a store of a newer version, and changes no byte of it or of its log', () => {
  ship('0001_family', family);
  ship('0002_rebuild', rebuild);
  const newer = open();
  newer.write((w) => w.run(sql`INSERT INTO parents VALUES (1, 'in the log')`));
  const copied = join(folder, 'copied.db');
  for (const end of ['', '-wal']) copyFileSync(`${file()}${end}`, `${copied}${end}`);
  const bytes = () => ['', '-wal'].map((end) => readFileSync(`${copied}${end}`));
  const before = bytes();
  rmSync(join(folder, 'm', '0002_rebuild.sql'));
  ship('0003_mine', 'CREATE TABLE mine (id INTEGER) STRICT;');
  const options = { file: copied, migrations: join(folder, 'm'), backups: backups() };
  expect(() => openStore(options)).toThrow(
    expect.objectContaining({ code: 'STORE_NEWER', data: expect.objectContaining({ names: ['0002_rebuild'] }) }),
  );
  expect(bytes()).toEqual(before);
  expect(readdirSync(folder)).not.toContain('backups');
});

test('refuses a store whose migration had another text', () => {
  madeFamily();
  ship('0001_family', `${family}\n-- edited`);
  const before = readFileSync(file());
  expect(open).toThrow(expect.objectContaining({ code: 'STORE_CHANGED' }));
  expect(readFileSync(file())).toEqual(before);
});

test('takes the same migration with the line ends of Windows', () => {
  madeFamily();
  ship('0001_family', family.replaceAll('\n', '\r\n'));
  expect(children(open())).toEqual({ n: 2 });
});

test.each([
  ['fails', 'CREATE TABLE good (id INTEGER) STRICT; CREATE TABLE parents (id INTEGER);'],
  ['leaves children without parent', 'DELETE FROM parents;'],
  ['ends the transaction', 'CREATE TABLE good (id INTEGER) STRICT; ROLLBACK;'],
])('undoes every pending migration when one %s', (_, text) => {
  madeFamily();
  ship('0002_first', 'CREATE TABLE first (id INTEGER) STRICT;');
  ship('0003_bad', text);
  expect(open).toThrow(expect.objectContaining({ code: 'MIGRATION_FAILED' }));
  const sqlite = new Database(file(), { readonly: true });
  const tables = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
  expect(tables).toEqual(['_migrations', 'children', 'parents']);
  expect(sqlite.prepare('SELECT count(*) FROM parents').pluck().get()).toBe(1);
  sqlite.close();
});

test.each([['1_short.sql'], ['0001_Again.sql'], ['0001_twice.sql']])(
  'takes %s beside 0001_family.sql for a defect',
  (name) => {
    ship('0001_family', family);
    writeFileSync(join(folder, 'm', name), 'SELECT 1;');
    expect(open).toThrow(/not named|share a number/);
  },
);

test('keeps the copy that it just made, whatever copies a clock that was ahead has left', () => {
  madeFamily();
  mkdirSync(backups(), { recursive: true });
  for (const day of [1, 2, 3, 4, 5]) writeFileSync(join(backups(), `before-9999010${day}T000000000Z-0001_x.db`), '');
  ship('0002_names', rebuild);
  open();
  const kept = readdirSync(backups());
  expect(kept).toHaveLength(5);
  expect(kept.some((file) => file.endsWith('-0002_names.db'))).toBe(true);
});
