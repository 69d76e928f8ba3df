import { and, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { Store, Writer } from '#main/store/index.ts';
import { definitions } from '../table.ts';
import { giveWay } from './giveWay.ts';

export interface SweepJob {
  /** Reviews from before this moment, in milliseconds since 1970 UTC, have waited long enough for a person's yes. */
  readonly stagedBefore: number;
}

const batch = 200;

/** Deletes definitions that no one needs any more, in transactions so short that the console's own writes pass between them. */
export function runSweep(store: Store, { stagedBefore }: SweepJob): { definitions: number } {
  const unused = or(
    inArray(definitions.state, ['storing', 'replaced']),
    and(eq(definitions.state, 'staged'), lt(definitions.createdAt, stagedBefore)),
  );
  const rows = store.read
    .select({ tenantId: definitions.tenantId, id: definitions.id })
    .from(definitions)
    .where(unused)
    .all();
  for (const row of rows) sweepOne(store, row);
  return { definitions: rows.length };
}

function sweepOne(store: Store, { tenantId, id }: { tenantId: string; id: string }): void {
  const parts = [
    ['definition_operations', 'ordinal', batch],
    ['definition_texts', 'start', 4],
  ] as const;
  for (const [table, column, most] of parts) {
    const remove = (w: Writer) =>
      w.run(sql`DELETE FROM ${sql.raw(table)} WHERE tenant_id = ${tenantId} AND definition_id = ${id}
        AND ${sql.raw(column)} IN (SELECT ${sql.raw(column)} FROM ${sql.raw(table)}
          WHERE tenant_id = ${tenantId} AND definition_id = ${id} LIMIT ${most})`).changes;
    while (store.write(remove) > 0) giveWay();
  }
  store.write((w) =>
    w.run(sql`DELETE FROM definitions WHERE tenant_id = ${tenantId} AND id = ${id} AND state <> 'current'`),
  );
}
