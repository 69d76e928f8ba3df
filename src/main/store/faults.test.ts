import { mkdirSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database, { type Database as Sqlite } from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { causeCode, faultOf, isStoreTrouble, storeFaults } from './faults.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-faults-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function errorOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It did not fail');
}

let files = 0;
/** Does something to a database of its own that has a table, closed afterwards. */
function withDatabase(work: (sqlite: Sqlite, file: string) => void): void {
  files += 1;
  const file = join(folder, `${files}.db`);
  const sqlite = new Database(file);
  sqlite.exec('CREATE TABLE t (text TEXT UNIQUE)');
  try {
    work(sqlite, file);
  } finally {
    sqlite.close();
  }
}

const fill = (sqlite: Sqlite) => sqlite.prepare('INSERT INTO t VALUES (randomblob(100000))').run();

/** Failures as SQLite and the file system themselves make them, and what they mean. */
const real: [string, () => void, string | undefined][] = [
  [
    'a file that is no database',
    () => void new Database(join(import.meta.dirname, 'faults.ts')).exec('SELECT * FROM t'),
    'STORE_FOREIGN',
  ],
  [
    'a page that is torn',
    () =>
      withDatabase((sqlite) => {
        sqlite.unsafeMode();
        sqlite.exec("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'nonsense' WHERE name = 't'");
        sqlite.exec('PRAGMA writable_schema = RESET; SELECT * FROM t');
      }),
    'STORE_CORRUPT',
  ],
  [
    'no room',
    () =>
      withDatabase((sqlite) => {
        sqlite.pragma('max_page_count = 5');
        fill(sqlite);
      }),
    'STORE_FULL',
  ],
  [
    'a lock that another has',
    () =>
      withDatabase((sqlite, file) => {
        sqlite.exec('BEGIN EXCLUSIVE');
        const other = new Database(file, { timeout: 0 });
        try {
          fill(other);
        } finally {
          other.close();
        }
      }),
    'STORE_BUSY',
  ],
  [
    'a database that can only be read',
    () =>
      withDatabase((sqlite) => {
        sqlite.pragma('query_only = ON');
        fill(sqlite);
      }),
    'STORE_UNUSABLE',
  ],
  [
    'a file that is not there',
    () => void new Database(join(folder, 'none.db'), { fileMustExist: true }),
    'STORE_UNUSABLE',
  ],
  ['a folder in the place of the file', () => void new Database(folder), 'STORE_UNUSABLE'],
  ['a file in the place of a folder', () => void readdirSync(join(import.meta.dirname, 'faults.ts')), 'STORE_UNUSABLE'],
  ['a folder that is to be read', () => void openSync(folder, 'r+'), 'STORE_UNUSABLE'],
  ['a name that is too long', () => void openSync(join(folder, 'x'.repeat(300)), 'w'), 'STORE_UNUSABLE'],
  ['something in the place of a new folder', () => mkdirSync(folder), 'STORE_UNUSABLE'],
  [
    'a rule of the schema',
    () =>
      withDatabase((sqlite) => {
        sqlite.exec("INSERT INTO t VALUES ('a'), ('a')");
      }),
    undefined,
  ],
  ['a question that is none', () => withDatabase((sqlite) => void sqlite.exec('SELEKT 1')), undefined],
  ['a file that nobody made', () => void openSync(join(folder, 'none'), 'r'), undefined],
  ['a defect', () => void Reflect.get(undefined as unknown as object, 'x'), undefined],
];

test.each(real)('what a person is told of %s', (_, work, code) => {
  const error = errorOf(work);
  expect(faultOf(error)?.code).toBe(code);
  const wrapped = new Error('Failed query', { cause: new Error('again', { cause: error }) });
  expect(faultOf(wrapped)?.code).toBe(code);
  expect(causeCode(wrapped)).toBe(causeCode(error));
  const { message = '', data } = faultOf(error) ?? {};
  if (code !== undefined) for (const text of [message, data?.kept, data?.todo]) expect(text).toMatch(/^[A-Z].*\.$/);
});

/** Those that cannot be brought about here, by the names that SQLite and POSIX give them. */
test.each([
  ['SQLITE_CORRUPT_INDEX', 'STORE_CORRUPT'],
  ['SQLITE_FULL', 'STORE_FULL'],
  ['ENOSPC', 'STORE_FULL'],
  ['EDQUOT', 'STORE_FULL'],
  ['SQLITE_BUSY_SNAPSHOT', 'STORE_BUSY'],
  ['SQLITE_IOERR_FSYNC', 'STORE_UNUSABLE'],
  ['SQLITE_READONLY_DIRECTORY', 'STORE_UNUSABLE'],
  ['SQLITE_PERM', 'STORE_UNUSABLE'],
  ['EACCES', 'STORE_UNUSABLE'],
  ['EPERM', 'STORE_UNUSABLE'],
  ['EROFS', 'STORE_UNUSABLE'],
  ['SQLITE_CONSTRAINT_UNIQUE', undefined],
  ['SQLITE_LOCKED', undefined],
  ['EIO', 'STORE_UNUSABLE'],
  ['ENOENT', undefined],
  ['EPIPE', undefined],
  ['', undefined],
])('what %s means', (code, meaning) => {
  expect(faultOf(Object.assign(new Error('x'), { code }))?.code).toBe(meaning);
});

test.each([undefined, null, 'SQLITE_FULL', { code: 'SQLITE_FULL' }, Object.assign(new Error('x'), { code: 13 })])(
  'what is no error of a system says nothing: %s',
  (error) => {
    expect([causeCode(error), faultOf(error)]).toEqual([undefined, undefined]);
  },
);

test('the outermost code counts, which is what the last to know said', () => {
  const inner = Object.assign(new Error('x'), { code: 'SQLITE_FULL' });
  const outer = Object.assign(new Error('y', { cause: inner }), { code: 'SQLITE_BUSY' });
  expect(causeCode(outer)).toBe('SQLITE_BUSY');
  expect(causeCode(Object.assign(new Error('y', { cause: inner }), { code: 7 }))).toBe('SQLITE_FULL');
});

test.each([
  ['SQLITE_FULL', true],
  ['SQLITE_IOERR_WRITE', true],
  ['SQLITE_NOMEM', true],
  ['SQLITE_BUSY', true],
  ['ENOSPC', true],
  ['SQLITE_CONSTRAINT_CHECK', false],
  ['SQLITE_CONSTRAINT_DATATYPE', false],
  ['SQLITE_MISMATCH', false],
  ['SQLITE_TOOBIG', false],
  ['SQLITE_ERROR', false],
  ['ENOENT', false],
  ['NOT_FOUND', false],
])('whether %s is trouble of the store', (code, isTrouble) => {
  const error = Object.assign(new Error('x'), { code });
  expect(isStoreTrouble(error)).toBe(isTrouble);
  expect(isStoreTrouble(new Error('wrapped', { cause: error }))).toBe(isTrouble);
});

test('a fault of the store is its trouble as well, and what has no code is not', () => {
  expect(isStoreTrouble(storeFaults.fault('STORE_FULL', 'The disk is full.'))).toBe(true);
  expect([new Error('x'), 'SQLITE_FULL', undefined].map(isStoreTrouble)).toEqual([false, false, false]);
});
