import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database, { type Database as Sqlite } from 'better-sqlite3';
import { z } from 'zod';
import { causeCode, faultOf, storeFaults } from './faults.ts';

const holderSchema = z.object({
  pid: z.int(),
  /** When the host took the folder; milliseconds since 1970, UTC. */
  since: z.int(),
  /** Where the console can be opened, without any token; absent until it listens, and for a window of its own. */
  address: z.string().optional(),
});

/** The host that runs on a data folder. */
export type Holder = z.infer<typeof holderSchema>;

export interface DataLock {
  /** Tells a second start where the console can be opened. */
  update(info: { address: string }): void;
  release(): void;
}

const lockFile = (dataDir: string): string => join(dataDir, 'host.lock');
const holderFile = (dataDir: string): string => join(dataDir, 'host.json');

/** What the running host wrote about itself; nothing where it wrote nothing that can be read. */
function readHolder(dataDir: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(holderFile(dataDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Opens no file that is there: where this process holds the lock, closing it again would let the lock go (POSIX, `fcntl`). */
function makeLockFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (causeCode(error) !== 'EEXIST') throw error;
  }
}

/** Only the owner may enter the folder and hold the lock, also where an older version or a person made them open to others. */
function keepToOwner(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  makeLockFile(lockFile(dataDir));
  for (const [path, mode] of [
    [dataDir, 0o700],
    [lockFile(dataDir), 0o600],
  ] as const)
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, mode);
}

/** Takes SQLite's exclusive lock on a file of its own; the operating system frees it when the process ends, however it ends. */
function take(dataDir: string, timeout: number): Sqlite | undefined {
  let sqlite: Sqlite | undefined;
  try {
    keepToOwner(dataDir);
    sqlite = new Database(lockFile(dataDir), { timeout });
    sqlite.exec('BEGIN EXCLUSIVE');
    return sqlite;
  } catch (error) {
    sqlite?.close();
    if (causeCode(error)?.startsWith('SQLITE_BUSY')) return undefined;
    throw faultOf(error) ?? error;
  }
}

function alreadyRunning(dataDir: string): Error {
  const holder = readHolder(dataDir);
  const where = holder?.address ? ` at ${holder.address}` : '';
  const who = holder ? ` (process ${holder.pid})` : '';
  return storeFaults.fault('ALREADY_RUNNING', `Patchbay already runs on this data folder${where}${who}.`, {
    kept: 'The running console is not affected.',
    todo: holder?.address ? `Open ${holder.address}, or end it first.` : 'Use the running console, or end it first.',
    ...(holder?.address ? { names: [holder.address] } : {}),
  });
}

/**
 * Makes this process the only host on a data folder until it releases or ends, also by `kill -9`.
 * Throws ALREADY_RUNNING, whose `names` hold the address of the running console where it has one.
 */
export function acquireDataLock(dataDir: string): DataLock {
  // Someone who only asks holds it for a moment; a host holds it for as long as it lives.
  const sqlite = take(dataDir, 300);
  if (!sqlite) throw alreadyRunning(dataDir);
  const own = { pid: process.pid, since: Date.now() };
  const write = (holder: Holder): void => writeFileSync(holderFile(dataDir), JSON.stringify(holder), { mode: 0o600 });
  write(own);
  return {
    update: ({ address }) => write({ ...own, address }),
    release: () => {
      if (!sqlite.open) return;
      rmSync(holderFile(dataDir), { force: true });
      sqlite.close();
    },
  };
}

/** The host that runs on a data folder right now, or nothing. */
export function runningHost(dataDir: string): Holder | undefined {
  const holder = readHolder(dataDir);
  if (!holder) return undefined;
  const sqlite = take(dataDir, 0);
  sqlite?.close();
  return sqlite ? undefined : holder;
}
