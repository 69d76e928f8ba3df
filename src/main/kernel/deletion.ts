import { and, eq, lt, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { commonFaults, type Fault } from '#contract/fault.ts';
import type { Reader, Store, Writer } from '#main/store/index.ts';

/** Where what was deleted waits: rows that are marked with a time, or a table that holds deleted ones alone. */
type DeletedRows = SQLiteTable & Readonly<Record<'tenantId' | 'id' | 'deletedAt', SQLiteColumn>>;

/** For how long what was deleted can be brought back. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Rows of a list of what was deleted: the last ones, however many there are. */
const mostShown = 500;

interface Shown {
  /** What it is called. */
  readonly name: SQLWrapper;
  /** Those that the actor may know of, of their tenant. */
  readonly where: SQL | undefined;
  /** Whether the actor may bring it back. */
  readonly restorable: boolean | SQLWrapper;
}

/** What was deleted, the last first. */
export function listDeleted(
  r: Reader,
  table: DeletedRows,
  { name, where, restorable }: Shown,
): { id: string; name: string; deletedAt: number; restorable: boolean }[] {
  const { id, deletedAt } = table;
  const rows = r
    .select({
      id: sql<string>`${id}`,
      name: sql<string>`${name}`,
      deletedAt: sql<number>`${deletedAt}`,
      restorable: sql<number>`${typeof restorable === 'boolean' ? Number(restorable) : restorable}`,
    })
    .from(table)
    .where(and(where, sql`${deletedAt} IS NOT NULL`))
    .orderBy(sql`${deletedAt} DESC, ${id}`)
    .limit(mostShown)
    .all();
  return rows.map((row) => ({ ...row, restorable: row.restorable === 1 }));
}

interface Purge {
  readonly table: DeletedRows;
  /** How many go in one transaction, by what each takes along. */
  readonly atOnce: number;
  /** Does what else goes with a row, in the same transaction. */
  readonly alongWith?: (w: Writer, row: { readonly tenantId: string; readonly id: string }) => void;
}

/** Deletes for good what was deleted more than 30 days ago, in every tenant, in steps. @returns how many */
export async function purgeDeleted(
  { store, now }: { readonly store: Pick<Store, 'inSteps'>; readonly now: () => number },
  { table, atOnce, alongWith }: Purge,
): Promise<number> {
  const { tenantId, id, deletedAt } = table;
  const key = { tenantId: sql<string>`${tenantId}`, id: sql<string>`${id}` };
  const old = lt(deletedAt, now() - keptMs);
  const steps = store.inSteps((w) => {
    const gone = w.select(key).from(table).where(old).limit(atOnce).all();
    for (const row of gone) {
      alongWith?.(w, row);
      w.delete(table)
        .where(and(eq(tenantId, row.tenantId), eq(id, row.id)))
        .run();
    }
    return { count: gone.length, more: gone.length === atOnce };
  });
  let count = 0;
  for await (const step of steps) count += step.count;
  return count;
}

/** What was deleted cannot come back, because something else is in its place. `blocked` says what, a sentence each. */
export function restoreBlocked(
  blocked: readonly string[],
  todo = 'Rename or delete what took the place, then restore again.',
): Fault {
  return commonFaults.fault('CONFLICT', `${blocked.join('; ')}.`, {
    kept: 'Nothing was restored. What was deleted is kept for 30 days.',
    todo,
    names: [...blocked],
  });
}
