import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';

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
