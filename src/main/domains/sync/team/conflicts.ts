import { z } from 'zod';
import { integrationId, type TenantId, type UserId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { Conflict } from '#contract/sync.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { notFound, requireRole } from '#main/kernel/actor.ts';
import type { Writer } from '#main/store/index.ts';
import type { KeptRow } from '../engine/conflictRecord.ts';
import { emptyReferences, standsAgain } from '../engine/deletions.ts';
import { placeOf, rowFrom } from '../engine/incoming.ts';
import { nameOf, userName } from '../engine/naming.ts';
import { privateTo } from '../engine/outbox.ts';
import { leadsBack, missingParents } from '../engine/references.ts';
import type { SyncTable } from '../engine/registry.ts';
import type { Row } from '../engine/rows.ts';
import { isConstraintFault } from '../engine/uniques.ts';
import type { SqlValue } from '../engine/values.ts';
import type { SyncContext } from './context.ts';
import { conflictFacts } from './facts.ts';

interface ConflictRow {
  readonly tenant_id: TenantId;
  readonly id: string;
  readonly kind: Conflict['kind'];
  readonly table_name: string;
  readonly row_id: string;
  readonly column_name: string;
  readonly name: string;
  readonly mine: SqlValue;
  readonly theirs: SqlValue;
  readonly base: SqlValue;
  readonly kept: string | null;
  readonly by_user: string | null;
  readonly theirs_at: number;
  readonly mine_at: number;
}

const longest = 2_000;

/** Conflicts that wait for a decision, the newest first. */
export function listConflicts(context: SyncContext, tenantId: TenantId): Conflict[] {
  const rows = context.engine.rows
    .statement('SELECT * FROM sync_conflicts WHERE tenant_id = ? ORDER BY id DESC LIMIT 500')
    .all(tenantId) as ConflictRow[];
  return rows.map((row) => shownConflict(context, row));
}

function shownConflict(context: SyncContext, row: ConflictRow): Conflict {
  const table = context.engine.registry.byName.get(row.table_name);
  const shown = table?.rules.shown;
  const isSecret = table?.isSecret ?? false;
  const isWhole = row.kind !== 'field';
  const text = (value: SqlValue) => (isWhole || isSecret ? null : cut(value));
  const pathOf = table && shown?.path;
  const path =
    pathOf && hasPage(context.engine.rows.read(table, row.tenant_id, row.row_id)) ? pathOf(row.row_id) : null;
  return {
    id: row.id,
    kind: row.kind,
    thing: shown?.thing ?? row.table_name,
    name: row.name,
    path,
    field: isWhole ? null : isSecret ? 'secret' : fieldWords(row.column_name),
    isText: !isWhole && !isSecret && typeof (row.mine ?? row.theirs) === 'string' && !isJson(row.mine ?? row.theirs),
    mine: text(row.mine),
    theirs: text(row.theirs),
    base: text(row.base),
    by: row.by_user === null ? '' : (userName(context.engine.rows, row.by_user) ?? 'Somebody who left'),
    theirsAt: row.theirs_at,
    mineAt: row.mine_at,
  };
}

/** What is deleted and can still be brought back has no page either. */
const hasPage = (row: Row | undefined): boolean => row !== undefined && (row.deleted_at ?? null) === null;

/** `base_url` as "base URL". */
const fieldWords = (column: string): string =>
  column.replaceAll('_', ' ').replaceAll(/\b(id|url|json|http|api)\b/g, (word) => word.toUpperCase());

const isJson = (value: SqlValue): boolean => typeof value === 'string' && /^[[{]/.test(value);

function cut(value: SqlValue): Conflict['mine'] {
  if (value === null) return null;
  const text = value instanceof Uint8Array ? `${value.length} bytes` : String(value);
  return { text: text.slice(0, longest), isCut: text.length > longest };
}

interface Decision {
  readonly id: string;
  readonly choose: 'mine' | 'theirs' | 'edit';
  readonly value?: string | undefined;
}

/** Decides conflicts in one transaction. What is chosen is an edit of this store, and is sent. */
export function decideConflicts(context: SyncContext, actor: Actor, decisions: readonly Decision[]): Conflict[] {
  requireRole(actor, 'editor');
  const { engine, store } = context;
  const { tenantId } = actor;
  store.write((w) => {
    engine.rows.sqlite.pragma('defer_foreign_keys = ON');
    for (const decision of decisions) {
      const row = engine.rows
        .statement('SELECT * FROM sync_conflicts WHERE tenant_id = ? AND id = ?')
        .get(tenantId, decision.id) as ConflictRow | undefined;
      if (!row) throw notFound('The conflict');
      try {
        store.write(() => {
          decide(context, w, tenantId, row, decision);
          noteDecided(context, w, actor, row, decision);
        });
      } catch (error) {
        throw isConstraintFault(error) ? cannotBeSet(row) : error;
      }
      context.forgetKeptSecret(w, tenantId, row.id);
      engine.rows.statement('DELETE FROM sync_conflicts WHERE tenant_id = ? AND id = ?').run(tenantId, row.id);
    }
  });
  return listConflicts(context, tenantId);
}

/** Which conflict and how, without its values. What is private, or gone so that nobody can tell any more, is not named to others. */
function noteDecided(
  { facts, engine: { registry, rows } }: SyncContext,
  w: Writer,
  actor: Actor,
  { kind, table_name, row_id, column_name, name }: ConflictRow,
  { choose }: Decision,
): void {
  const { tenantId } = actor;
  const isSecret = registry.byName.get(table_name)?.isSecret ?? false;
  // A secret is told of as a field of what it belongs to.
  const [ownerTable = '', id = ''] = isSecret ? (JSON.parse(row_id) as string[]) : [table_name, row_id];
  const table = registry.byName.get(ownerTable);
  const row = table && rows.read(table, tenantId, id);
  const { thing = ownerTable, path } = table?.rules.shown ?? {};
  const owner = table?.rules.privateTo && (row ? privateTo(rows, table, tenantId, id) : actor.userId);
  const isWhole = column_name === '' || kind !== 'field';
  const field = isSecret ? 'secret' : isWhole ? null : fieldWords(column_name);
  const named = [thing, name || (table ? nameOf(rows, table, tenantId, id) : '')]
    .filter((word) => word !== '')
    .join(' ');
  facts.emit(w, conflictFacts.decided, {
    actor,
    entity: { id, name: field === null ? named : `${named}, ${field}` },
    integrationId: integrationId.safeParse(ownerTable === 'integrations' ? id : row?.integration_id).data,
    after: { kind, thing, field, chosen: choose, path: (hasPage(row) ? path?.(id) : null) ?? null },
    private: owner ? { to: owner as UserId, subject: `a private ${thing}` } : undefined,
  });
}

/** A name that is taken, or a value that the column does not hold. */
function cannotBeSet({ name }: ConflictRow) {
  return commonFaults.fault(
    'CONFLICT',
    `${name || 'It'} cannot be so any more: the name is taken, or the value does not fit.`,
    {
      kept: 'Both values stay in the list of conflicts.',
      todo: 'Change what is in the way, or choose otherwise.',
    },
  );
}

const parentGone = ({ name }: ConflictRow) =>
  commonFaults.fault('CONFLICT', `What ${name || 'it'} belongs to, or refers to, was deleted meanwhile.`, {
    kept: 'Both values stay in the list of conflicts.',
    todo: 'Bring that back first, or choose theirs.',
  });

function decide(
  context: SyncContext,
  w: Writer,
  tenantId: TenantId,
  row: ConflictRow,
  { choose, value }: Decision,
): void {
  const { engine } = context;
  const table = engine.registry.byName.get(row.table_name);
  if (!table || choose === 'theirs') {
    if (table && row.kind === 'youDeleted' && row.column_name !== '') write(context, w, tenantId, table, row, null);
    return;
  }
  if (row.kind === 'theyDeleted' && row.column_name === '') bringBack(context, w, tenantId, row);
  else if (row.kind === 'theyDeleted') write(context, w, tenantId, table, row, null);
  else if (row.kind === 'youDeleted' && row.column_name === '') removeAgain(context, tenantId, table, row);
  else if (row.kind === 'youDeleted') return;
  else if (table.isSecret) context.putKeptSecret(w, tenantId, row.id, row.row_id);
  else write(context, w, tenantId, table, row, choose === 'mine' ? row.mine : (value ?? ''));
}

function removeAgain({ engine }: SyncContext, tenantId: TenantId, table: SyncTable, { row_id }: ConflictRow): void {
  engine.rows.remove(table, tenantId, row_id);
  emptyReferences(engine, tenantId, table, row_id);
}

function write(
  context: SyncContext,
  w: Writer,
  tenantId: TenantId,
  table: SyncTable,
  row: ConflictRow,
  value: SqlValue,
): void {
  const { rows } = context.engine;
  if (!rows.has(table, tenantId, row.row_id))
    throw commonFaults.fault('CONFLICT', `${row.name || 'It'} was deleted meanwhile.`, {
      kept: 'Both values stay in the list of conflicts.',
      todo: 'Choose theirs, or bring it back first.',
    });
  context.withSettings(w, tenantId, table, row.row_id, () => {
    rows.set(table, tenantId, row.row_id, { [row.column_name]: value });
  });
  if (table.columns.includes('updated_at')) rows.set(table, tenantId, row.row_id, { updated_at: context.now() });
  table.rules.derive?.(w, tenantId, [row.row_id]);
  const now = rows.read(table, tenantId, row.row_id) ?? {};
  if (missingParents(context.engine, tenantId, table, now).length > 0) throw parentGone(row);
  if (leadsBack(context.engine, tenantId, table, row.column_name, row.row_id)) throw cannotBeSet(row);
}

const keptRows = z.array(z.object({ t: z.string(), r: z.string(), d: z.record(z.string(), z.unknown()) }));

/** Writes again what the others deleted, with everything that belonged to it. */
function bringBack({ engine }: SyncContext, w: Writer, tenantId: TenantId, conflict: ConflictRow): void {
  const kept = keptRows.parse(JSON.parse(conflict.kept ?? '[]')) as KeptRow[];
  const comes = new Set(kept.map(({ t, r }) => placeOf(t, r)));
  for (const { t, r, d } of kept) {
    const table = engine.registry.byName.get(t);
    if (!table) continue;
    const row = rowFrom(table, r, d);
    const missing = missingParents(engine, tenantId, table, row).filter(
      ({ parent, column }) => !comes.has(placeOf(parent, String(row[column]))),
    );
    if (missing.some(({ isNullable }) => !isNullable)) throw parentGone(conflict);
    const empty = Object.fromEntries(missing.map(({ column }) => [column, null]));
    engine.rows.put(table, tenantId, { ...row, ...empty });
    standsAgain(engine, tenantId, table, r);
  }
  // What is made of others is made of those that are here now.
  for (const { t, r } of kept) engine.registry.byName.get(t)?.rules.derive?.(w, tenantId, [r]);
}
