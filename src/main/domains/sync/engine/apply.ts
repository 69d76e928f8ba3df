import { isStoreTrouble, type Writer } from '#main/store/index.ts';
import { type Application, type Applied, noteToDerive } from './application.ts';
import { placeSecret, placeVouched, removeSecret } from './applySecrets.ts';
import { addConflict } from './conflictRecord.ts';
import { asEdit, type EngineContext, rehearse, setApplying } from './context.ts';
import { applyDeletion, isAsDeleted, restoreDeleted, standsAgain } from './deletions.ts';
import { holdBack, releaseHeldBack } from './heldBack.ts';
import { type Incoming, type Put, placeOf, rowFrom } from './incoming.ts';
import { isWritten, mergeColumns } from './merge.ts';
import type { Pending } from './outbox.ts';
import { breakCycles, fillIn, settleReferences } from './references.ts';
import type { SyncTable } from './registry.ts';
import { isKey } from './rows.ts';
import { deriveAnew, isConstraintFault, makeRoom } from './uniques.ts';
import type { SqlValue } from './values.ts';

/**
 * Takes over what the team has of these rows, in the caller's transaction: changes on both sides are merged, those that exclude each
 * other become conflicts, and what this version cannot hold is held back. The set must be complete: what it refers to is in it or here.
 * @param isolates false where the caller's transaction is undone and tried once more when a row cannot be taken
 */
export function applyRows(
  context: EngineContext,
  tenantId: string,
  incoming: readonly Incoming[],
  isolates = true,
): Applied {
  const { rows, outbox, registry } = context;
  const of: Application = {
    context,
    tenantId,
    hasEdits: !outbox.isEmpty(tenantId),
    waiting: new Map(incoming.map((each) => [placeOf(each.table, each.rowId), each])),
    toDerive: new Map(),
    changed: new Map(),
    hasWaiting: hasWaiting(context, tenantId),
    isolates,
    conflicts: 0,
    heldBack: 0,
  };
  rows.sqlite.pragma('defer_foreign_keys = ON');
  setApplying(rows, tenantId, true);
  try {
    const rank = new Map(registry.tables.map(({ name }, index) => [name, index]));
    // Tables of a later version stay with the team; they are fetched once this one knows them.
    const known = incoming.filter(({ table }) => rank.has(table));
    const sorted = known.sort((a, b) => (rank.get(a.table) ?? 0) - (rank.get(b.table) ?? 0));
    const puts = sorted.filter(({ deleted }) => !deleted).flatMap((each) => applyPut(of, each) ?? []);
    for (const each of sorted.filter(({ deleted }) => deleted).reverse()) applyDeleted(of, each);
    settleReferences(of, puts);
    if (of.hasEdits) breakCycles(of);
  } finally {
    setApplying(rows, tenantId, false);
  }
  // It is an edit of this store, and is sent.
  for (const [name, ids] of of.toDerive) {
    const table = registry.byName.get(name);
    if (table) for (const id of ids) deriveOrLeave(of, table, id);
  }
  return of;
}

/** What is damaged here already has nothing made of it, and stops nothing. */
function deriveOrLeave(of: Application, table: SyncTable, rowId: string): void {
  try {
    deriveAnew(of, table, rowId);
  } catch (error) {
    if (!of.isolates || isStoreTrouble(error)) throw error;
  }
}

function hasWaiting({ rows }: EngineContext, tenantId: string): boolean {
  const text = `SELECT 1 FROM sync_held_back WHERE tenant_id = @tenantId
    UNION ALL SELECT 1 FROM sync_missing WHERE tenant_id = @tenantId LIMIT 1`;
  return rows.statement(text).get({ tenantId }) !== undefined;
}

function noteChanged({ changed }: Application, { table, rowId }: Incoming): void {
  const known = changed.get(table);
  if (known) known.push(rowId);
  else changed.set(table, [rowId]);
}

/** What another row derives of this one is made anew where changes of this store meet those of the team. */
function noteDerived(of: Application, { rules }: SyncTable, row: Readonly<Record<string, SqlValue>> | undefined): void {
  const { derivedIn } = rules;
  const id = derivedIn && row?.[derivedIn.column];
  if (!of.hasEdits || !derivedIn || typeof id !== 'string') return;
  noteToDerive(of, derivedIn.table, id);
}

/** Secrets that do not travel any more stay where they are. */
const isOff = ({ context, tenantId }: Application, { isSecret }: SyncTable): boolean =>
  isSecret && context.secrets.state(tenantId) === 'off';

/** @returns the row where it stands now */
function applyPut(of: Application, incoming: Incoming): Put | undefined {
  const { context, tenantId } = of;
  const table = context.registry.byName.get(incoming.table);
  if (!table || !of.waiting.delete(placeOf(incoming.table, incoming.rowId)) || isOff(of, table)) return undefined;
  try {
    const put = of.isolates ? context.write((w) => placeSoundly(of, w, table, incoming)) : place(of, table, incoming);
    if (of.hasWaiting) releaseHeldBack(context, tenantId, 'in', table, incoming.rowId);
    noteChanged(of, incoming);
    if (put) noteDerived(of, table, put.row);
    return put;
  } catch (error) {
    if (!of.isolates || isStoreTrouble(error)) throw error;
    of.heldBack += 1;
    holdBack(context, tenantId, {
      direction: 'in',
      table,
      rowId: incoming.rowId,
      reason: error instanceof Error ? error.message : String(error),
      incoming,
    });
    return undefined;
  }
}

/** A row of which nothing can be made any more once it is joined with what was changed here is none that can be held. */
function placeSoundly(of: Application, w: Writer, table: SyncTable, incoming: Incoming): Put | undefined {
  const put = place(of, table, incoming);
  if (!of.toDerive.get(table.name)?.has(incoming.rowId)) return put;
  try {
    rehearse(of.context.write, () => table.rules.derive?.(w, of.tenantId, [incoming.rowId]));
  } catch (error) {
    // A name that is taken is seen to afterwards.
    if (!isConstraintFault(error)) throw error;
  }
  return put;
}

function place(of: Application, table: SyncTable, incoming: Incoming): Put | undefined {
  if (table.isSecret) {
    of.context.write((w) => placeSecret(of, w, table, incoming));
    return undefined;
  }
  const put = { ...incoming, of: table, row: rowFrom(table, incoming.rowId, incoming.data ?? {}) };
  if (table.rules.isVouchedFor) placeVouched(of, put, () => placeRow(of, put));
  else placeRow(of, put);
  return put;
}

function placeRow(of: Application, put: Put): void {
  const { context, tenantId } = of;
  const pending = of.hasEdits ? context.outbox.pendingOf(tenantId, put.of, put.rowId) : undefined;
  if (pending?.mark === 'delete') {
    if (isAsDeleted(put, pending)) return;
    restoreDeleted(of, put, pending);
  }
  const mine = pending ? context.rows.read(put.of, tenantId, put.rowId) : undefined;
  if (pending && mine) mergeRow(of, put, pending, mine);
  else if (pending && pending.mark !== 'delete') context.outbox.forget(tenantId, put.of, put.rowId);
  if (!pending || !mine) makeRoom(of, put, put.row, () => putWhole(of, put));
  standsAgain(context, tenantId, put.of, put.rowId);
  if (of.hasWaiting) fillIn(of, put);
}

/** What finds back to a row that comes back does so by an edit of this store; the row itself is the team's. */
function putWhole({ context, tenantId }: Application, { of: table, rowId, row }: Put): void {
  const { rows, outbox, registry } = context;
  const { rememberedIn } = table.rules;
  const by = rememberedIn && registry.byName.get(rememberedIn.table);
  if (!by || rows.idsPointingAt(by, rememberedIn.column, tenantId, rowId).length === 0) {
    rows.put(table, tenantId, row);
    return;
  }
  asEdit(context, tenantId, () => rows.put(table, tenantId, row));
  outbox.forget(tenantId, table, rowId);
}

function mergeRow(of: Application, put: Put, pending: Pending, mine: Readonly<Record<string, SqlValue>>): void {
  const { context, tenantId } = of;
  const { outbox, rows } = context;
  const { of: table, rowId, row } = put;
  // Both made the row: what stood before is not known, so that every difference counts.
  const isMadeTwice = pending.mark === 'insert' || pending.mark === 'replace';
  const bases = isMadeTwice ? new Map(Object.keys(row).map((column) => [column, null] as const)) : pending.bases;
  const merged = mergeColumns(table.rules, mine, row, bases);
  noteDeletedByEither(of, put, mine, bases);
  makeRoom(of, put, merged.write, () => rows.set(table, tenantId, rowId, merged.write));
  for (const { column, mine: own, theirs, base } of merged.clashes) {
    of.conflicts += 1;
    addConflict(context, tenantId, { kind: 'field', put, column, mine: own, theirs, base, mineAt: pending.at });
  }
  if (isMadeTwice) outbox.forget(tenantId, table, rowId);
  else outbox.forget(tenantId, table, rowId, merged.settled);
  for (const [column, base] of merged.rebased) outbox.rebase(tenantId, pending, column, base);
  if (isMadeTwice) noteRest(of, put, pending, mine);
  if (merged.derives) noteToDerive(of, table.name, rowId);
}

/** Columns that the team does not have of a row that both made are sent: an older version has made it there. */
function noteRest(
  { context, tenantId }: Application,
  { row }: Put,
  pending: Pending,
  mine: Readonly<Record<string, SqlValue>>,
): void {
  for (const [column, value] of Object.entries(mine))
    if (!(column in row) && value !== null) context.outbox.rebase(tenantId, pending, column, null);
}

const mark = 'deleted_at';

/** A thing that one side marked as deleted and the other changed: the mark and the change both stand, and a person decides. */
function noteDeletedByEither(
  of: Application,
  put: Put,
  mine: Readonly<Record<string, SqlValue>>,
  bases: ReadonlyMap<string, SqlValue>,
): void {
  const { rules, columns } = put.of;
  if (!columns.includes(mark) || !(mark in put.row)) return;
  const matters = (column: string) => column !== mark && isWritten(rules, column);
  const mineChanged = [...bases].some(([column, base]) => matters(column) && mine[column] !== base);
  const theirsChanged = Object.entries(put.row).some(
    ([column, value]) => matters(column) && !bases.has(column) && mine[column] !== value,
  );
  const [own, theirs] = [mine[mark] ?? null, put.row[mark] ?? null];
  if (own === null && theirs !== null && mineChanged)
    addConflict(of.context, of.tenantId, {
      kind: 'theyDeleted',
      put,
      column: mark,
      mine: null,
      theirs,
      base: null,
      mineAt: 0,
    });
  else if (own !== null && theirs === null && bases.has(mark) && theirsChanged)
    addConflict(of.context, of.tenantId, {
      kind: 'youDeleted',
      put,
      column: mark,
      mine: own,
      theirs: null,
      base: null,
      mineAt: 0,
    });
  else return;
  of.conflicts += 1;
}

function applyDeleted(of: Application, incoming: Incoming): void {
  const { context, tenantId } = of;
  const table = context.registry.byName.get(incoming.table);
  if (!table) return;
  if (of.hasWaiting) releaseHeldBack(context, tenantId, 'in', table, incoming.rowId);
  if (!of.waiting.delete(placeOf(incoming.table, incoming.rowId)) || isOff(of, table)) return;
  if (!isKey(table, incoming.rowId)) return;
  noteDerived(of, table, of.hasEdits ? context.rows.read(table, tenantId, incoming.rowId) : undefined);
  if (table.isSecret) removeSecret(of, table, incoming);
  else applyDeletion(of, table, incoming);
  noteChanged(of, incoming);
}
