import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';

/** Pages given back in one step; a step takes some milliseconds. */
const pagesAtOnce = 128;
/** Free pages that stay for what comes next. */
const pagesKept = 256;
/** A larger store is not rewritten at the end, which nobody should wait for. */
const mostRewritten = 256 * 1024 * 1024;

const incremental = 2;

/** Lets a new file give back its free pages. SQLite takes this before the first table alone. */
export function keepShrinkable(sqlite: Database): void {
  sqlite.pragma('auto_vacuum = INCREMENTAL');
}

const number = (sqlite: Database, name: string): number => Number(sqlite.pragma(name, { simple: true }));

/**
 * Gives the free pages of a store back to the disk, step by step, between which the thread serves others. Does nothing
 * for a store of an earlier version, which cannot do so before it is rewritten.
 * @returns the bytes that were given back; the file is shorter after the next checkpoint
 */
export async function shrink(sqlite: Database): Promise<number> {
  if (number(sqlite, 'auto_vacuum') !== incremental) return 0;
  const before = number(sqlite, 'page_count');
  for (let left = number(sqlite, 'freelist_count') - pagesKept; left > 0; left -= pagesAtOnce) {
    if (!sqlite.open || sqlite.inTransaction) break;
    sqlite.pragma(`incremental_vacuum(${Math.min(left, pagesAtOnce)})`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sqlite.open ? (before - number(sqlite, 'page_count')) * number(sqlite, 'page_size') : 0;
}

/**
 * Rewrites a store of an earlier version once, so that it can shrink from then on. For the end of the console, when nobody
 * waits: only where the disk has room for it and no other process has the store open, and never a very large one. SQLite
 * does it whole or not at all, also where the process is killed.
 * @returns whether it was rewritten
 */
export function makeShrinkable(sqlite: Database): boolean {
  if (sqlite.readonly || number(sqlite, 'auto_vacuum') === incremental) return false;
  const { size } = statSync(sqlite.name);
  const { bavail, bsize } = statfsSync(dirname(sqlite.name));
  if (size > mostRewritten || bavail * bsize < 3 * size) return false;
  // Who is in the way goes first: the next end will do.
  sqlite.pragma('busy_timeout = 0');
  keepShrinkable(sqlite);
  try {
    sqlite.exec('VACUUM');
    return true;
  } catch {
    return false;
  }
}
