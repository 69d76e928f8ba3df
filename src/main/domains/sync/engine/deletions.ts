import type { Application } from './application.ts';
import { addConflict, type KeptRow } from './conflictRecord.ts';
import { asEdit, type EngineContext } from './context.ts';
import { type Incoming, type Put, placeOf } from './incoming.ts';
import { isWritten } from './merge.ts';
import type { Pending } from './outbox.ts';
import type { SyncTable } from './registry.ts';
import { keyColumns } from './rows.ts';
import { isSame, toWire } from './values.ts';

interface Found {
  readonly table: SyncTable;
  readonly rowId: string;
}

/** A row with all that goes when it goes, parents first. */
function subtreeOf(context: EngineContext, tenantId: string, root: Found): Found[] {
  const found: Found[] = [];
  const seen = new Set<string>();
  const visit = (one: Found) => {
    const place = placeOf(one.table.name, one.rowId);
    if (seen.has(place)) return;
    seen.add(place);
    found.push(one);
    for (const { table, reference } of context.registry.childrenOf.get(one.table.name) ?? []) {
      if (!reference.cascades || table.owner !== 'column') continue;
      for (const rowId of context.rows.idsPointingAt(table, reference.column, tenantId, one.rowId))
        visit({ table, rowId });
    }
  };
  visit(root);
  return found;
}

/** Deletes here what the team deleted. What was changed here since is kept with the conflict, with everything that belongs to it. */
export function applyDeletion(of: Application, table: SyncTable, incoming: Incoming): void {
  const { context, tenantId } = of;
  const { rows, outbox } = context;
  const { rowId } = incoming;
  if (!rows.has(table, tenantId, rowId)) {
    outbox.forget(tenantId, table, rowId);
    return;
  }
  const subtree = subtreeOf(context, tenantId, { table, rowId });
  const edits = subtree.flatMap(({ table: part, rowId: id }) => outbox.pendingOf(tenantId, part, id) ?? []);
  const real = edits.filter((edit) => matters(edit));
  if (real.length > 0) {
    of.conflicts += 1;
    addConflict(context, tenantId, {
      kind: 'theyDeleted',
      put: incoming,
      column: '',
      mine: null,
      theirs: null,
      base: null,
      mineAt: Math.max(...real.map(({ at }) => at)),
      kept: subtree.flatMap((part) => keep(context, tenantId, part)),
    });
  }
  const remove = () => {
    rows.remove(table, tenantId, rowId);
    // After it: what a trigger keeps of the reference, so that it comes back with the row, is not taken from it.
    emptyReferences(context, tenantId, table, rowId);
  };
  // Noted as an edit, so that what it changes in rows that the team has otherwise is sent; the rows that go are gone there already. What
  // lay among the deleted has changed there what it changes.
  if (context.registry.tables.some(({ rules }) => rules.deletedInto === table.name)) remove();
  else asEdit(context, tenantId, remove);
  for (const part of subtree) {
    outbox.forget(tenantId, part.table, part.rowId);
    outbox.forgetSecretsOf(tenantId, part.table, part.rowId);
  }
  for (const part of subtree.slice(1)) noteStillThere(of, part);
}

/** What went with its parent here, though the team has it still: it goes there too, as nothing can stand without its parent. */
function noteStillThere({ context, tenantId, waiting }: Application, { table, rowId }: Found): void {
  if (waiting.get(placeOf(table.name, rowId))?.deleted) return;
  context.rows
    .statement(
      "INSERT OR REPLACE INTO sync_outbox (tenant_id, table_name, row_id, column_name, base, at) VALUES (?, ?, ?, '', 'delete', ?)",
    )
    .run(tenantId, table.name, rowId, context.now());
}

const matters = ({ table, mark, bases }: Pending): boolean =>
  mark === 'insert' ||
  mark === 'replace' ||
  (mark === null && [...bases.keys()].some((column) => isWritten(table.rules, column)));

function keep({ rows }: EngineContext, tenantId: string, { table, rowId }: Found): KeptRow[] {
  const row = rows.read(table, tenantId, rowId);
  if (!row) return [];
  return [
    {
      t: table.name,
      r: rowId,
      d: Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toWire(value)])),
    },
  ];
}

/** What refers to a row that goes, and does not go with it, refers to nothing from now on. */
export function emptyReferences(
  { registry, rows }: Pick<EngineContext, 'registry' | 'rows'>,
  tenantId: string,
  parent: SyncTable,
  parentId: string,
): void {
  for (const { table, reference } of registry.childrenOf.get(parent.name) ?? []) {
    if (reference.cascades || !reference.isNullable) continue;
    for (const rowId of rows.idsPointingAt(table, reference.column, tenantId, parentId))
      rows.set(table, tenantId, rowId, { [reference.column]: null });
  }
}

/**
 * A row that was deleted here was changed by somebody else meanwhile: it comes back with everything that went in the same deletion, and a
 * person decides. Deleting again then deletes what is known to have been changed.
 */
export function restoreDeleted(of: Application, put: Put, pending: Pending): void {
  const { context, tenantId } = of;
  const root = topmostDeleted(context, tenantId, pending);
  of.conflicts += 1;
  addConflict(context, tenantId, {
    kind: 'youDeleted',
    put: root.rowId === put.rowId ? put : { ...put, table: root.table.name, rowId: root.rowId, data: null },
    column: '',
    mine: null,
    theirs: null,
    base: null,
    mineAt: pending.at,
  });
  bringBackTree(of, root);
}

/** What is to be sent of a row that was deleted here. */
const gone = (context: EngineContext, tenantId: string, table: SyncTable, rowId: string): Pending | undefined => {
  const pending = context.outbox.pendingOf(tenantId, table, rowId);
  return pending?.mark === 'delete' ? pending : undefined;
};

/**
 * Somebody else gave a row to one that was deleted here: that comes back as well, and a person decides.
 * @returns whether it was deleted here, and not sent
 */
export function restoreParent(of: Application, child: Put, parent: SyncTable, parentId: string): boolean {
  const pending = gone(of.context, of.tenantId, parent, parentId);
  if (pending) restoreDeleted(of, child, pending);
  return pending !== undefined;
}

function topmostDeleted(context: EngineContext, tenantId: string, pending: Pending): Pending {
  // What it merely refers to does not take it along.
  for (const { column, parent } of pending.table.references.filter(({ cascades }) => cascades)) {
    const table = context.registry.byName.get(parent);
    const parentId = pending.bases.get(column);
    const above = table && typeof parentId === 'string' ? gone(context, tenantId, table, parentId) : undefined;
    if (above && above.rowId !== pending.rowId) return topmostDeleted(context, tenantId, above);
  }
  return pending;
}

/** Writes deleted rows as they were, and forgets that they were deleted. */
function bringBackTree(of: Application, root: Pending): void {
  const { context, tenantId } = of;
  const queue = [root];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { table, rowId, bases } = next;
    context.outbox.forget(tenantId, table, rowId);
    context.rows.put(table, tenantId, { ...Object.fromEntries(bases), ...keyColumns(table, rowId) });
    for (const { table: child, reference } of context.registry.childrenOf.get(table.name) ?? []) {
      if (!reference.cascades) continue;
      for (const id of deletedBelow(context, tenantId, child, reference.column, rowId)) {
        const pending = gone(context, tenantId, child, id);
        if (pending) queue.push(pending);
      }
    }
  }
}

/** What stands is not among what was deleted, whichever of the two came first. */
export function standsAgain(context: EngineContext, tenantId: string, { rules }: SyncTable, rowId: string): void {
  const table = rules.deletedInto === undefined ? undefined : context.registry.byName.get(rules.deletedInto);
  if (table && context.rows.has(table, tenantId, rowId))
    asEdit(context, tenantId, () => context.rows.remove(table, tenantId, rowId));
}

function deletedBelow(
  { rows }: EngineContext,
  tenantId: string,
  { name }: SyncTable,
  column: string,
  parentId: string,
): string[] {
  return rows
    .statement('SELECT row_id FROM sync_outbox WHERE tenant_id = ? AND table_name = ? AND column_name = ? AND base = ?')
    .pluck()
    .all(tenantId, name, column, parentId) as string[];
}

/** Whether the team has the row as it was when it was deleted here: a word about whose it is, or a time, is no change of it. */
export function isAsDeleted({ of: table, row }: Put, { bases }: Pending): boolean {
  return Object.entries(row).every(
    ([column, value]) =>
      !isWritten(table.rules, column) || table.keys.includes(column) || isSame(value, bases.get(column) ?? null),
  );
}
