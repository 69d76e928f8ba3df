import type { Database } from 'better-sqlite3';

/** SQLite's `application_id` of every Patchbay store: "PBAY" in ASCII. */
export const applicationId = 0x50424159;

/** Asked for in this order on every connection, with the value that SQLite must answer afterwards. */
const wanted: readonly [name: string, value: string, answer: string | number][] = [
  ['busy_timeout', '5000', 5000],
  ['foreign_keys', 'ON', 1],
  ['synchronous', 'FULL', 2],
  // No mapped memory: a failing disk or a truncated file is then an error and not a crash.
  ['mmap_size', '0', 0],
  ['temp_store', 'MEMORY', 2],
  ['trusted_schema', 'OFF', 0],
  // What is deleted or replaced is overwritten with zeros, so that old secrets and bodies leave no trace in free pages.
  ['secure_delete', 'ON', 1],
  ['journal_size_limit', String(64 * 1024 * 1024), 64 * 1024 * 1024],
];

function demand(sqlite: Database, name: string, value: string, answer: string | number): void {
  sqlite.pragma(`${name} = ${value}`);
  const got = sqlite.pragma(name, { simple: true });
  if (got !== answer) throw new Error(`SQLite did not take ${name} = ${value}; it answers ${String(got)}`);
}

/** Sets a connection's pragmas and proves that SQLite took them. */
export function setPragmas(sqlite: Database, mode: 'read' | 'write'): void {
  for (const [name, value, answer] of wanted) demand(sqlite, name, value, answer);
  if (mode === 'read') demand(sqlite, 'query_only', 'ON', 1);
  else {
    demand(sqlite, 'journal_mode', 'WAL', 'wal');
    // In KiB: holds the index of a long history whole. It is taken as it is needed.
    demand(sqlite, 'cache_size', '-48000', -48_000);
    // In pages. A commit that finds so many in the log copies them over, on the thread of whoever commits: little at a time.
    demand(sqlite, 'wal_autocheckpoint', '250', 250);
  }
}
