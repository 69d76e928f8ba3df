import type { Mending } from '#main/kernel/domain.ts';
import { type Application, noteToDerive } from './application.ts';
import { rowIdOf } from './capture.ts';
import { addConflict } from './conflictRecord.ts';
import { asEdit } from './context.ts';
import { applyDeletion } from './deletions.ts';
import { type Put, placeOf } from './incoming.ts';
import { isWritten } from './merge.ts';
import type { SyncTable, Unique } from './registry.ts';
import { keyOf, type Row } from './rows.ts';
import type { SqlValue } from './values.ts';

/** No index can hold so many others of one name that this is reached. */
const mostTries = 50;

/**
 * Writes a row by one statement, which undoes itself where it fails, and makes room where another row has what must be unique. The row
 * that is with the team keeps what it has; one that is here alone is renamed, changed, or gives what it holds to the other, as its domain
 * says.
 * @param columns what `write` writes of the row
 */
export function makeRoom(of: Application, put: Put, columns: Row, write: () => void): void {
  for (let tries = 0; ; tries += 1) {
    try {
      write();
      return;
    } catch (error) {
      if (!isUniqueFault(error) || tries >= mostTries || !moveAside(of, put, columns)) throw error;
    }
  }
}

const isUniqueFault = (error: unknown): boolean => {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || (cause !== undefined && isUniqueFault(cause));
};

/** A row that the schema does not hold. */
export const isConstraintFault = (error: unknown): boolean => {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT')) return true;
  return cause !== undefined && isConstraintFault(cause);
};

/** @returns whether a row stood in the way */
function moveAside(of: Application, put: Put, columns: Row): boolean {
  for (const unique of put.of.uniques)
    for (const rowId of holdersOf(of, put, columns, unique)) {
      const { context, tenantId } = of;
      const next = of.waiting.get(placeOf(put.of.name, rowId));
      if (next?.deleted) {
        of.waiting.delete(placeOf(put.of.name, rowId));
        applyDeletion(of, put.of, next);
      } else if (next && !isChosenHere(of, put.of, unique, rowId))
        context.rows.set(put.of, tenantId, rowId, placeholder(put.of, unique, rowId));
      else asEdit(context, tenantId, () => mend(of, put, unique, rowId));
      return true;
    }
  return false;
}

/** Whether what is in the way was changed here and is not with the team: it does not go with what comes of the row. */
function isChosenHere({ context, tenantId, hasEdits }: Application, table: SyncTable, unique: Unique, rowId: string) {
  const pending = hasEdits ? context.outbox.pendingOf(tenantId, table, rowId) : undefined;
  return pending !== undefined && (pending.mark !== null || unique.columns.some((column) => pending.bases.has(column)));
}

/** Rows of the store, other than the one that comes, which have what the index allows once. */
function holdersOf(
  { context, tenantId }: Application,
  { of: table, rowId }: Put,
  written: Row,
  unique: Unique,
): string[] {
  const { rows } = context;
  const before = rows.read(table, tenantId, rowId);
  const whole = { ...before, ...written };
  // The terms are evaluated over the row that comes as SQLite would do it, collation and conditions included.
  const columns = table.columns.map((column) => `? AS "${column}"`).join(', ');
  const condition = (alias: string) => (unique.where ? `AND (${qualified(unique.where, table, alias)})` : '');
  const matches = unique.terms.map((term) => {
    const [name, ...collation] = term.split(/\s+/);
    const column = name?.replaceAll('"', '') ?? '';
    return column === 'tenant_id' ? '1' : `r."${column}" = n."${column}" ${collation.join(' ')}`;
  });
  const tenant = table.owner === 'column' ? 'r.tenant_id = ? AND' : '';
  const key = table.owner === 'column' ? table.keys : ['id'];
  const other = key.map((column) => `r."${column}" = n."${column}"`).join(' AND ');
  const text = `SELECT ${rowIdOf(table, 'r')} AS id FROM "${table.name}" AS r, (SELECT ${columns}) AS n
    WHERE ${tenant} ${matches.join(' AND ')} AND NOT (${other}) ${condition('r')} ${condition('n')}`;
  const values = table.columns.map((column) => whole[column] ?? null);
  return rows
    .statement(text)
    .pluck()
    .all(...values, ...(table.owner === 'column' ? [tenantId] : [])) as string[];
}

function qualified(where: string, { columns }: SyncTable, alias: string): string {
  return columns.reduce(
    (text, column) => text.replace(new RegExp(`(?<![\\w."])${column}(?![\\w"])`, 'g'), `${alias}."${column}"`),
    where,
  );
}

/** What lets the row that comes in until this one, which is still to come in the same set, gets its own. */
function placeholder(table: SyncTable, unique: Unique, rowId: string): Record<string, SqlValue> {
  const mending = table.rules.mend?.[unique.name];
  if (mending && mending !== 'absorb' && 'set' in mending) return { ...mending.set };
  const free = unique.columns.filter(
    (column) => !table.keys.includes(column) && !table.references.some((each) => each.column === column),
  );
  const column = free.at(-1);
  return column === undefined ? {} : { [column]: rowId };
}

function mend(of: Application, put: Put, unique: Unique, rowId: string): void {
  const { context, tenantId } = of;
  const { of: table } = put;
  const mending = table.rules.mend?.[unique.name] ?? 'absorb';
  if (mending === 'absorb') {
    absorb(of, put, rowId);
    return;
  }
  if ('set' in mending) {
    context.rows.set(table, tenantId, rowId, mending.set);
    noteToDerive(of, table.name, rowId);
    return;
  }
  rename(of, table, rowId, mending, { from: 2 });
}

type Renaming = Extract<Mending, { readonly rename: string }>;

/** How rows of a table get other names; undefined where they have none that is unique. */
const renamingOf = ({ rules }: SyncTable): Renaming | undefined =>
  Object.values(rules.mend ?? {}).find((each): each is Renaming => each !== 'absorb' && 'rename' in each);

const inBrackets = (name: string, number: number): string => `${name.replace(/ \(\d+\)$/, '')} (${number})`;

/** Gives a row the first name that is free, with a number from the second on, together with other columns where they are given. */
function rename(
  { context, tenantId }: Application,
  table: SyncTable,
  rowId: string,
  { rename: column, numbered = inBrackets }: Renaming,
  { from, also = {} }: { from: number; also?: Readonly<Record<string, SqlValue>> },
): void {
  const name = String(context.rows.read(table, tenantId, rowId)?.[column] ?? '');
  for (let number = from; ; number += 1) {
    const next = number > 1 ? numbered(name, number) : name;
    // What has a number already is in the way with it.
    if (number > 1 && next === name) continue;
    try {
      context.write((w) => {
        const other = number > 1 ? { [column]: next } : {};
        context.rows.set(table, tenantId, rowId, { ...also, ...other });
        table.rules.derive?.(w, tenantId, [rowId]);
      });
      return;
    } catch (error) {
      if (!isUniqueFault(error) || number > 1_000) throw error;
    }
  }
}

/**
 * Makes what is derived of a row anew where two changes of it met. Where that is taken by another row, it gets another name; one that has
 * none to change goes back to what the team has, and what was changed here is kept as conflicts.
 */
export function deriveAnew(of: Application, table: SyncTable, rowId: string): void {
  const { context, tenantId } = of;
  const renaming = renamingOf(table);
  if (renaming !== undefined) {
    rename(of, table, rowId, renaming, { from: 1 });
    return;
  }
  try {
    context.write((w) => table.rules.derive?.(w, tenantId, [rowId]));
  } catch (error) {
    if (!isUniqueFault(error)) throw error;
    goBack(of, table, rowId);
    context.write((w) => table.rules.derive?.(w, tenantId, [rowId]));
  }
}

function goBack(of: Application, table: SyncTable, rowId: string): void {
  const { context, tenantId } = of;
  const pending = context.outbox.pendingOf(tenantId, table, rowId);
  const row = context.rows.read(table, tenantId, rowId);
  if (!pending || !row) return;
  const changed = [...pending.bases].filter(([column]) => isWritten(table.rules, column));
  for (const [column, base] of changed)
    addConflict(context, tenantId, {
      ...{ kind: 'field', column, mine: row[column] ?? null, theirs: base, base, mineAt: pending.at },
      put: { rev: 0, table: table.name, rowId, deleted: false, data: null, byUser: null, at: context.now() },
    });
  of.conflicts += changed.length;
  context.rows.set(table, tenantId, rowId, Object.fromEntries(changed));
}

/** What is made twice under one name is one thing: the team's stays, takes over what belonged to the other, and what differs is a conflict. */
function absorb(of: Application, put: Put, rowId: string): void {
  const { context, tenantId } = of;
  const { of: table } = put;
  const mine = context.rows.read(table, tenantId, rowId);
  const pending = context.outbox.pendingOf(tenantId, table, rowId);
  const ignored = new Set([
    ...table.keys,
    ...(table.rules.latest ?? []),
    ...(table.rules.derived ?? []),
    'created_at',
    'position',
  ]);
  for (const [column, theirs] of Object.entries(put.row)) {
    if (ignored.has(column) || mine?.[column] === theirs || mine === undefined) continue;
    of.conflicts += 1;
    addConflict(context, tenantId, {
      kind: 'field',
      put,
      column,
      mine: mine[column] ?? null,
      theirs,
      base: null,
      mineAt: pending?.at ?? 0,
    });
  }
  const children = context.registry.childrenOf.get(table.name) ?? [];
  const moves = children.flatMap(({ table: child, reference }) =>
    context.rows.idsPointingAt(child, reference.column, tenantId, rowId).map((id) => ({ child, reference, id })),
  );
  const [target] = keyOf(table, put.rowId);
  for (const { child, reference, id } of moves) moveChild(of, child, reference.column, id, target ?? null);
  context.rows.remove(table, tenantId, rowId);
}

/** A child that the other has under its name already goes with what it belonged to; what it held is in the conflicts of its own kind. */
function moveChild(of: Application, child: SyncTable, column: string, id: string, target: SqlValue): void {
  const { context, tenantId } = of;
  const also = { [column]: target };
  const renaming = renamingOf(child);
  if (renaming) rename(of, child, id, renaming, { from: 1, also });
  else context.rows.set(child, tenantId, id, also);
}
