import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { acquireDataLock, runningHost } from './index.ts';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const faultOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail');
};

/** What another process hears that asks SQLite for something of the lock file: nothing where it gets it. */
function stranger(folder: string, statement: string): string {
  const text = `const { DatabaseSync } = require('node:sqlite');
    try { new DatabaseSync(${JSON.stringify(join(folder, 'host.lock'))}).exec(${JSON.stringify(statement)}); }
    catch (error) { console.log(error.message); }`;
  return execFileSync(process.execPath, ['--no-warnings', '--eval', text], { encoding: 'utf8' }).trim();
}

test('the lock is one that SQLite itself knows: nobody else gets it while it is held, and anyone does afterwards', () => {
  const folder = temporaryFolder();
  const lock = acquireDataLock(folder);
  onTestFinished(() => lock.release());
  expect(stranger(folder, 'BEGIN EXCLUSIVE')).toMatch(/locked/);
  lock.release();
  expect(stranger(folder, 'BEGIN EXCLUSIVE')).toBe('');
});

test.skipIf(process.platform === 'win32').each([0o700, 0o755, 0o770, 0o701])(
  'a data folder of mode %o is its owner’s alone from then on, with all that is in it',
  (mode) => {
    const mask = process.umask(0o000);
    onTestFinished(() => void process.umask(mask));
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(folder, mode);
    const lockFile = join(folder, 'host.lock');
    writeFileSync(lockFile, '');
    chmodSync(lockFile, 0o644);
    const lock = acquireDataLock(folder);
    onTestFinished(() => lock.release());
    expect([folder, lockFile, join(folder, 'host.json')].map(modeOf)).toEqual(['700', '600', '600']);
  },
);

test.skipIf(process.platform === 'win32')('a folder that is narrower than it must be stays so', () => {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(folder);
  writeFileSync(join(folder, 'host.lock'), '');
  chmodSync(join(folder, 'host.lock'), 0o400);
  const narrow = () => modeOf(join(folder, 'host.lock'));
  // Whoever may do everything may write to it anyway.
  if (process.getuid?.() === 0) acquireDataLock(folder).release();
  expect(narrow()).toBe('400');
});

test('makes a folder that is not there yet, with those above it', () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  const lock = acquireDataLock(folder);
  onTestFinished(() => lock.release());
  expect(modeOf(join(folder, '..'))).toBe('700');
});

test('says where the console is once it listens, and who it is in any case', () => {
  const folder = temporaryFolder();
  const begun = Date.now();
  const lock = acquireDataLock(folder);
  onTestFinished(() => lock.release());
  expect(faultOf(() => acquireDataLock(folder))).toMatchObject({
    code: 'ALREADY_RUNNING',
    message: `Patchbay already runs on this data folder (process ${process.pid}).`,
    data: { todo: expect.stringContaining('running console') },
  });
  const before = runningHost(folder);
  expect(before?.since).toBeGreaterThanOrEqual(begun);
  const address = 'http://127.0.0.1:4711';
  lock.update({ address });
  expect(runningHost(folder)).toEqual({ ...before, address });
  expect(faultOf(() => acquireDataLock(folder))).toMatchObject({
    message: `Patchbay already runs on this data folder at ${address} (process ${process.pid}).`,
    data: { todo: `Open ${address}, or end it first.`, names: [address] },
  });
});

test.each([
  ['nothing', null],
  ['no JSON', '{'],
  ['another thing', '[]'],
  ['no number of a process', '{"pid":"1","since":1}'],
  ['no time', '{"pid":1}'],
  ['an address that is none', '{"pid":1,"since":1,"address":7}'],
])('runs, and is refused to others, where its own note is %s', (_, note) => {
  const folder = temporaryFolder();
  const lock = acquireDataLock(folder);
  onTestFinished(() => lock.release());
  const file = join(folder, 'host.json');
  writeFileSync(file, note ?? '');
  expect(faultOf(() => acquireDataLock(folder))).toMatchObject({
    code: 'ALREADY_RUNNING',
    message: 'Patchbay already runs on this data folder.',
  });
  expect(runningHost(folder)).toBeUndefined();
});

test('a note that a killed host left says nothing, and the next host writes its own', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'host.json');
  writeFileSync(file, '{"pid":1,"since":1,"address":"http://127.0.0.1:1"}');
  expect(runningHost(folder)).toBeUndefined();
  // Asking took nothing: the folder can still be had.
  const lock = acquireDataLock(folder);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid, since: expect.any(Number) });
  lock.release();
  expect(existsSync(file)).toBe(false);
});

test.each<[string, (folder: string) => unknown]>([
  ['whether a host runs', runningHost],
  ['for the lock itself', (folder) => faultOf(() => acquireDataLock(folder))],
])('holds it also where the host’s own process asks %s', (_, ask) => {
  const folder = temporaryFolder();
  const lock = acquireDataLock(folder);
  onTestFinished(() => lock.release());
  ask(folder);
  expect(stranger(folder, 'BEGIN EXCLUSIVE')).toMatch(/locked/);
});

test('a second release takes nothing from the host that came after', () => {
  const folder = temporaryFolder();
  const first = acquireDataLock(folder);
  first.release();
  const second = acquireDataLock(folder);
  onTestFinished(() => second.release());
  first.release();
  expect(runningHost(folder)).toMatchObject({ pid: process.pid });
  expect(stranger(folder, 'BEGIN EXCLUSIVE')).toMatch(/locked/);
});

test.each<[string, (folder: string) => string, string]>([
  ['a file in the place of the folder', (folder) => join(folder, 'host.lock'), 'STORE_UNUSABLE'],
  ['a folder in the place of the lock', (folder) => folder, 'STORE_UNUSABLE'],
  ['a lock file that is no store of SQLite', (folder) => join(folder, 'text'), 'STORE_FOREIGN'],
])('says in words that it cannot be had: %s', (_, place, code) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'text'));
  writeFileSync(join(folder, 'text', 'host.lock'), 'this is no database, however long it may be'.repeat(50));
  if (place(folder) === folder) mkdirSync(join(folder, 'host.lock'));
  else writeFileSync(join(folder, 'host.lock'), '');
  expect(faultOf(() => acquireDataLock(place(folder)))).toMatchObject({ code });
});
