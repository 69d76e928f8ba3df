import type { Application } from './application.ts';
import { addConflict } from './conflictRecord.ts';
import { asEdit, type EngineContext } from './context.ts';
import { restoreParent } from './deletions.ts';
import { holdBack } from './heldBack.ts';
import { type Put, placeOf } from './incoming.ts';
import type { Reference, SyncTable } from './registry.ts';
import type { Row } from './rows.ts';
import { isConstraintFault } from './uniques.ts';

/** Points what waited for this row at it. */
export function fillIn({ context, tenantId }: Application, { of: parent, rowId }: Put): void {
  const waiting = context.rows
    .statement(
      'SELECT table_name AS t, row_id AS r, column_name AS c FROM sync_missing WHERE tenant_id = ? AND parent_table = ? AND parent_id = ?',
    )
    .all(tenantId, parent.name, rowId) as { t: string; r: string; c: string }[];
  for (const { t, r, c } of waiting) {
    const table = context.registry.byName.get(t);
    const row = table && context.rows.read(table, tenantId, r);
    // Somebody chose another one meanwhile.
    if (table && row?.[c] === null) context.rows.set(table, tenantId, r, { [c]: rowId });
    forgetMissing(context.rows, tenantId, t, r, c);
  }
}

function forgetMissing(
  { statement }: Application['context']['rows'],
  tenantId: string,
  t: string,
  r: string,
  c: string,
): void {
  statement('DELETE FROM sync_missing WHERE tenant_id = ? AND table_name = ? AND row_id = ? AND column_name = ?').run(
    tenantId,
    t,
    r,
    c,
  );
}

/**
 * Looks after the whole set whether everything that the rows refer to is here. A reference that may be empty waits for its row: that of
 * another person's private connection never comes. A row that cannot stand without is held back.
 */
export function settleReferences(of: Application, puts: readonly Put[]): void {
  const { context, tenantId } = of;
  // Many rows refer to a few.
  const found = new Set<string>();
  const isHere = (table: SyncTable, id: string) => {
    const place = placeOf(table.name, id);
    return found.has(place) || (context.rows.has(table, tenantId, id) && found.add(place) !== undefined);
  };
  for (const put of puts)
    for (const { column, parent, isNullable, cascades } of put.of.references) {
      const value = put.row[column];
      const table = context.registry.byName.get(parent);
      if (typeof value !== 'string' || !table || isHere(table, value)) continue;
      const row = context.rows.read(put.of, tenantId, put.rowId);
      if (row?.[column] !== value || (cascades && restoreParent(of, put, table, value))) continue;
      if (!isNullable || !leaveOut(of, put, column, parent, value)) {
        context.rows.remove(put.of, tenantId, put.rowId);
        // What belonged to it went as well.
        found.clear();
        of.heldBack += 1;
        holdBack(context, tenantId, {
          direction: 'in',
          table: put.of,
          rowId: put.rowId,
          reason: `What it belongs to is missing (${parent}).`,
          incoming: put,
        });
      }
    }
}

/** The references of a row to what is not here. */
export function missingParents(
  { registry, rows }: Pick<EngineContext, 'registry' | 'rows'>,
  tenantId: string,
  { references }: SyncTable,
  row: Row,
): Reference[] {
  return references.filter(({ parent, column }) => {
    const [table, id] = [registry.byName.get(parent), row[column]];
    return typeof id === 'string' && table !== undefined && !rows.has(table, tenantId, id);
  });
}

/** @returns whether the row can stand with nothing there */
function leaveOut(
  { context, tenantId }: Application,
  { of: table, rowId }: Put,
  column: string,
  parent: string,
  value: string,
): boolean {
  try {
    context.rows.set(table, tenantId, rowId, { [column]: null });
  } catch (error) {
    if (isConstraintFault(error)) return false;
    throw error;
  }
  context.rows
    .statement(
      'INSERT OR REPLACE INTO sync_missing (tenant_id, table_name, row_id, column_name, parent_table, parent_id) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(tenantId, table.name, rowId, column, parent, value);
  return true;
}

/**
 * Rows that refer to their own kind (a fallback, the folder of a folder) must not lead back to themselves. Where a change made here and
 * one of the team do so together, the one made here gives way and is kept as a conflict.
 */
export function breakCycles(of: Application): void {
  const { context, tenantId } = of;
  for (const table of context.registry.tables)
    for (const { column, parent } of table.references) {
      if (parent !== table.name) continue;
      const edited = context.rows
        .statement(
          `SELECT DISTINCT row_id FROM sync_outbox WHERE tenant_id = ? AND table_name = ? AND column_name IN (?, '')`,
        )
        .pluck()
        .all(tenantId, table.name, column) as string[];
      for (const rowId of edited)
        if (leadsBack(context, tenantId, table, column, rowId)) giveWay(of, table, column, rowId);
    }
}

/** Whether a row that refers to its own kind leads back to itself. */
export function leadsBack(
  context: Pick<EngineContext, 'rows'>,
  tenantId: string,
  table: SyncTable,
  column: string,
  rowId: string,
): boolean {
  if (!table.references.some((each) => each.column === column && each.parent === table.name)) return false;
  const seen = new Set<string>();
  for (let at: unknown = rowId; typeof at === 'string'; at = context.rows.read(table, tenantId, at)?.[column]) {
    if (seen.has(at)) return at === rowId;
    seen.add(at);
  }
  return false;
}

function giveWay(of: Application, table: SyncTable, column: string, rowId: string): void {
  const { context, tenantId } = of;
  const pending = context.outbox.pendingOf(tenantId, table, rowId);
  if (!pending) return;
  const mine = context.rows.read(table, tenantId, rowId)?.[column] ?? null;
  const base = pending.bases.get(column) ?? null;
  of.conflicts += 1;
  addConflict(context, tenantId, {
    kind: 'field',
    put: { rev: 0, table: table.name, rowId, deleted: false, data: null, byUser: null, at: context.now() },
    column,
    mine,
    theirs: base,
    base,
    mineAt: pending.at,
  });
  asEdit(context, tenantId, () => context.rows.set(table, tenantId, rowId, { [column]: base }));
}
