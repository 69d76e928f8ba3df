import { sql } from 'drizzle-orm';
import type { Reader } from './access.ts';

interface Counts {
  /** Stands for the content of the store. */
  version: string;
  readonly counts: Map<string, number>;
}

const most = 200;
const caches = new WeakMap<Reader, Counts>();

/**
 * Counts once for as long as nothing is written to the store, so that scrolling through a long list costs the rows of
 * its windows alone.
 * @param key names everything that the count depends on besides the content of the store
 */
export function countOnce(r: Reader, key: string, count: () => number): number {
  const version = versionOf(r);
  const known = caches.get(r);
  const cache = known?.version === version ? known : { version, counts: new Map<string, number>() };
  caches.set(r, cache);
  const found = cache.counts.get(key) ?? count();
  if (cache.counts.size >= most) cache.counts.clear();
  cache.counts.set(key, found);
  return found;
}

/** Changes with every write of this connection (`total_changes`) and of any other (`data_version`). */
function versionOf(r: Reader): string {
  const own = r.get<{ changes: number }>(sql`SELECT total_changes() AS changes`);
  const others = r.get<{ data_version: number }>(sql`PRAGMA data_version`);
  return `${own.changes} ${others.data_version}`;
}
