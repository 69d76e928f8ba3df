import type { EngineContext } from './context.ts';
import type { Incoming } from './incoming.ts';
import { nameOf } from './naming.ts';
import type { SqlValue, WireRow } from './values.ts';

/** A row with everything in it, kept so that it can come back. */
export interface KeptRow {
  readonly t: string;
  readonly r: string;
  readonly d: WireRow;
}

interface NewConflict {
  readonly kind: 'field' | 'theyDeleted' | 'youDeleted';
  readonly put: Incoming;
  /** Empty where the whole row is meant. */
  readonly column: string;
  readonly mine: SqlValue;
  readonly theirs: SqlValue;
  readonly base: SqlValue;
  readonly mineAt: number;
  readonly kept?: readonly KeptRow[];
}

/** Keeps both sides of two changes that exclude each other. @returns its id */
export function addConflict(context: EngineContext, tenantId: string, given: NewConflict): string | undefined {
  const { kind, put, column, mine, theirs, base, mineAt, kept } = given;
  const table = context.registry.byName.get(put.table);
  if (!table) return undefined;
  const id = context.newId();
  context.rows
    .statement(
      `INSERT INTO sync_conflicts (tenant_id, id, kind, table_name, row_id, column_name, name, mine, theirs, base, kept, rev,
         by_user, theirs_at, mine_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      tenantId,
      id,
      kind,
      table.name,
      put.rowId,
      column,
      nameOf(context.rows, table, tenantId, put.rowId, put.data ?? undefined),
      mine,
      theirs,
      base,
      kept ? JSON.stringify(kept) : null,
      put.rev,
      put.byUser,
      put.at,
      mineAt === 0 ? context.now() : mineAt,
    );
  return id;
}
