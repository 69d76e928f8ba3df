import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { acquireDataLock, openStore, runningHost } from './index.ts';

let folder: string;
const options = () => ({ file: join(folder, 'store.db'), migrations: join(folder, 'm'), backups: join(folder, 'b') });
const library = new URL('./index.ts', import.meta.url).href;

/** Runs a module text in a process of its own and gives its lines of output. */
function child(text: string) {
  const process_ = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that fails must not leave it behind: the run would wait for it.
  onTestFinished(() => void process_.kill('SIGKILL'));
  return { process: process_, lines: createInterface({ input: process_.stdout }) };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-durable-'));
  mkdirSync(join(folder, 'm'));
  writeFileSync(join(folder, 'm', '0001_rows.sql'), 'CREATE TABLE rows (n INTEGER PRIMARY KEY, text TEXT) STRICT;');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('loses no acknowledged write when the process is killed, and stays sound', async () => {
  const writer = child(`
    import { writeSync } from 'node:fs';
    import { sql } from 'drizzle-orm';
    const { openStore } = await import(${JSON.stringify(library)});
    const store = openStore(${JSON.stringify(options())});
    for (let n = 1; ; n += 1) {
      store.write((w) => w.run(sql\`INSERT INTO rows VALUES (\${n}, \${'x'.repeat(3_000)})\`));
      writeSync(1, n + '\\n');
    }`);
  let acknowledged = 0;
  for await (const line of writer.lines) {
    acknowledged = Number(line);
    if (acknowledged === 200) writer.process.kill('SIGKILL');
  }
  expect(acknowledged).toBeGreaterThanOrEqual(200);
  const store = openStore(options());
  expect(store.integrityCheck()).toEqual([]);
  const row = store.read.get<{ n: number; last: number }>(sql`SELECT count(*) AS n, max(n) AS last FROM rows`);
  expect(row.last).toBeGreaterThanOrEqual(acknowledged);
  expect(row.n).toBe(row.last);
  store.close();
});

test('frees the data folder when the host on it is killed', async () => {
  const host = child(`
    const { acquireDataLock } = await import(${JSON.stringify(library)});
    // Held by a name, as a host holds it: what nothing refers to is collected, and the lock with it.
    globalThis.held = acquireDataLock(${JSON.stringify(folder)});
    held.update({ address: 'http://127.0.0.1:4711' });
    console.log('held');
    setInterval(() => {}, 1_000);`);
  await once(host.lines, 'line');
  expect(runningHost(folder)).toMatchObject({ pid: host.process.pid, address: 'http://127.0.0.1:4711' });
  const refused = { code: 'ALREADY_RUNNING', data: expect.objectContaining({ names: ['http://127.0.0.1:4711'] }) };
  expect(() => acquireDataLock(folder)).toThrow(expect.objectContaining(refused));
  host.process.kill('SIGKILL');
  await once(host.process, 'exit');
  expect(runningHost(folder)).toBeUndefined();
  acquireDataLock(folder).release();
});

test('refuses a second host in the same process, until the first releases', () => {
  const first = acquireDataLock(folder);
  expect(runningHost(folder)).toEqual({ pid: process.pid, since: expect.closeTo(Date.now(), -5) });
  expect(() => acquireDataLock(folder)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }));
  first.release();
  first.release();
  acquireDataLock(folder).release();
});

test('waits for the disk in every write, also after records that do not, and after any that failed', () => {
  const store = openStore(options());
  const full = 2;
  const level = () => store.sqlite.pragma('synchronous', { simple: true });
  const fail = () => {
    throw new Error('undone');
  };
  const inWrite = () => store.write(level);
  expect([level(), inWrite(), inWrite(), level()]).toEqual([full, full, full, full]);
  expect(store.record(level)).toBe(1);
  expect([level(), inWrite()]).toEqual([full, full]);
  expect(() => store.record(fail)).toThrow('undone');
  expect([level(), inWrite()]).toEqual([full, full]);
  expect(() => store.write(fail)).toThrow('undone');
  expect([level(), inWrite()]).toEqual([full, full]);
  expect(store.write(() => store.record(level))).toBe(full);
  expect([level(), inWrite()]).toEqual([full, full]);
  store.close();
});
