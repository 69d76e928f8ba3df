import { sql } from 'drizzle-orm';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { z } from 'zod';
import { leniently } from './values.ts';

type Drizzle = BetterSQLite3Database;
type ReadVerb = '$count' | '$with' | 'select' | 'selectDistinct' | 'all' | 'get' | 'values';
type WriteVerb = 'insert' | 'update' | 'delete' | 'run';
type With = Drizzle['with'];

/** What code may do that only reads. First parameter of every reading function. */
export type Reader = Pick<Drizzle, ReadVerb> & {
  with(...queries: Parameters<With>): Pick<ReturnType<With>, 'select' | 'selectDistinct'>;
};

/**
 * What code may do inside `store.write`. First parameter of every writing function, so that writes show in signatures;
 * a Writer can be passed wherever a Reader is asked for. Transactions are begun by the store alone.
 */
export type Writer = Pick<Drizzle, ReadVerb | WriteVerb | 'with'>;

/** Builds a query once for each store: for what is asked with every call, where building takes longer than reading. */
export function builtOnce<Query>(build: (r: Reader) => Query): (r: Reader) => Query {
  const built = new WeakMap<Reader, Query>();
  return (r) => {
    const query = built.get(r) ?? build(r);
    built.set(r, query);
    return query;
  };
}

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
  const { counts } = cacheOf(r);
  return counts.get(key) ?? keep(counts, key, count());
}

/** The same where counting goes on over several turns of the event loop; what was written meanwhile makes it count again next time. */
export async function countOnceInSteps(r: Reader, key: string, count: () => Promise<number>): Promise<number> {
  const { counts } = cacheOf(r);
  const known = counts.get(key);
  if (known !== undefined) return known;
  const found = await count();
  return cacheOf(r).counts === counts ? keep(counts, key, found) : found;
}

function cacheOf(r: Reader) {
  const version = versionOf(r);
  const known = caches.get(r);
  const cache = known?.version === version ? known : { version, counts: new Map<string, number>() };
  caches.set(r, cache);
  return cache;
}

function keep(counts: Map<string, number>, key: string, found: number): number {
  if (counts.size >= most) counts.clear();
  counts.set(key, found);
  return found;
}

/** Changes with every write of this connection (`total_changes`) and of any other (`data_version`). */
function versionOf(r: Reader): string {
  const own = r.get<{ changes: number }>(sql`SELECT total_changes() AS changes`);
  const others = r.get<{ data_version: number }>(sql`PRAGMA data_version`);
  return `${own.changes} ${others.data_version}`;
}

/**
 * Reads the rows of a list and shows each, so that no single row makes the list unreadable: what `show` cannot make of a damaged row is
 * `rest`, which the list's contract completes (`readable` there). `read` is one query.
 */
export function readRows<T, U>(
  read: () => readonly T[],
  show: (row: T) => U,
  rest: (row: T) => object = (row) => row as object,
): U[] {
  return leniently(read).map((row) => {
    try {
      return show(row);
    } catch {
      return rest(row) as U;
    }
  });
}

const rows = z.array(z.object({ name: z.string(), bytes: z.int() }));

/** Bytes on disk by table, its indexes counted in, largest first. Reads every page of the store. */
export function sizeByTable(r: Reader): { name: string; bytes: number }[] {
  return rows.parse(
    r.all(sql`
      SELECT coalesce(s.tbl_name, d.name) AS name, sum(d.pgsize) AS bytes
      FROM dbstat AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name
      WHERE d.aggregate = TRUE
      GROUP BY 1 ORDER BY bytes DESC, name`),
  );
}
