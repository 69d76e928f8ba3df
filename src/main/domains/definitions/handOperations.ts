import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import {
  type DefinitionId,
  type IntegrationId,
  type OperationId,
  operationId,
  type TenantId,
} from '#contract/common.ts';
import { type HandOperation, handOperation, type OperationRow, type Review } from '#contract/definitions.ts';
import type { DefinitionComparison } from '#contract/openapi.ts';
import { withoutUndefined } from '#core/json/value.ts';
import { defineFacts } from '#main/facts/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { parseStored, type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import { findRecord, readRecord } from '../integrations/index.ts';
import type { DefinitionsContext } from './context.ts';
import { operationTaken, operationUnknown } from './faults.ts';
import { findOperation } from './operations.ts';
import {
  countOperations,
  definitionOperations,
  type HandRecord,
  handOperations,
  operationEdits,
  searchKey,
} from './table.ts';

const operation = z.strictObject({ key: z.string(), summary: z.string(), hidden: z.boolean() });

export const operationFacts = defineFacts('operation', {
  added: { kind: 'change', action: 'added the operation', change: operation },
  changed: { kind: 'change', action: 'changed the operation', change: operation },
  removed: { kind: 'change', action: 'removed the operation', change: operation },
  edited: { kind: 'change', action: 'edited the operation', change: operation },
  editsRemoved: { kind: 'change', action: 'took the edits off the operation', change: operation },
});

type Context = Pick<DefinitionsContext, 'store' | 'facts' | 'now'>;

const handColumns = (operation: HandOperation) => ({
  ...operation,
  key: `${operation.method} ${operation.path}`,
  search: searchKey(operation),
});

/** Adds an operation written by hand. Throws OPERATION_TAKEN where the integration has the method and path. */
export function addOperation(
  context: Context,
  actor: Actor,
  { integrationId, operation }: { integrationId: IntegrationId; operation: HandOperation },
): OperationRow {
  requireRole(actor, 'editor');
  const now = context.now();
  const columns = handColumns(operation);
  return context.store.write((w) => {
    if (findOperation(w, actor, integrationId, columns.key)) throw operationTaken(columns.key);
    const id = operationId.parse(uuidv7(now));
    const row = { ...columns, tenantId: actor.tenantId, id, integrationId, createdAt: now, updatedAt: now };
    w.insert(handOperations).values(row).run();
    const added = counted(w, actor, integrationId, columns.key);
    const entity = { id, name: added.key };
    context.facts.emit(w, operationFacts.added, { actor, entity, integrationId, after: factFields(added) });
    return added;
  });
}

interface OperationChange {
  readonly integrationId: IntegrationId;
  readonly id: OperationId;
  /** What is left out stays. */
  readonly operation: { readonly [K in keyof HandOperation]?: HandOperation[K] | undefined };
  readonly expected?: Expected;
}

/** Throws CHANGED_MEANWHILE, or OPERATION_TAKEN where it would be at the place of another one. */
export function updateOperation(
  context: Context,
  actor: Actor,
  { integrationId, id, operation, expected }: OperationChange,
): OperationRow {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const before = readHand(w, actor, integrationId, id);
    requireUnchanged(before.key, before, operation, expected);
    const changed = { ...before, ...withoutUndefined(operation) };
    const columns = handColumns(parseStored('hand_operations', handOperation, changed));
    const moved = before.key !== columns.key;
    if (moved && findOperation(w, actor, integrationId, columns.key)) throw operationTaken(columns.key);
    w.update(handOperations)
      .set({ ...columns, updatedAt: context.now() })
      .where(sameOperation(before))
      .run();
    const row = counted(w, actor, integrationId, columns.key);
    context.facts.emit(w, operationFacts.changed, {
      actor,
      entity: { id, name: row.key },
      integrationId,
      before: factFields(before),
      after: factFields(row),
    });
    return row;
  });
}

export function removeOperation(
  context: Context,
  actor: Actor,
  { integrationId, id }: { integrationId: IntegrationId; id: OperationId },
): { id: OperationId } {
  requireRole(actor, 'editor');
  context.store.write((w) => {
    const before = readHand(w, actor, integrationId, id);
    w.delete(handOperations).where(sameOperation(before)).run();
    countOperations(w, actor.tenantId, integrationId);
    const happened = { actor, entity: { id, name: before.key }, integrationId, before: factFields(before) };
    context.facts.emit(w, operationFacts.removed, happened);
  });
  return { id };
}

const sameOperation = ({ tenantId, id }: Pick<HandRecord, 'tenantId' | 'id'>) =>
  and(eq(handOperations.tenantId, tenantId), eq(handOperations.id, id));

function readHand(w: Writer, { tenantId }: Actor, integrationId: IntegrationId, id: OperationId): HandRecord {
  readRecord(w, tenantId, integrationId);
  const wanted = and(sameOperation({ tenantId, id }), eq(handOperations.integrationId, integrationId));
  const row = w.select().from(handOperations).where(wanted).get();
  if (!row) throw notFound('The operation');
  return row;
}

function counted(w: Writer, actor: Actor, id: IntegrationId, key: string): OperationRow {
  countOperations(w, actor.tenantId, id);
  const row = findOperation(w, actor, id, key);
  if (!row) throw operationUnknown(key);
  return row;
}

interface Edit {
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly hidden?: boolean | undefined;
}

interface EditInput {
  readonly integrationId: IntegrationId;
  readonly key: string;
  readonly edit: Edit | null;
  readonly expected?: Expected;
}

/** To take words off is a change of each of them. */
const removed = (expected: Expected): object =>
  Object.fromEntries(Object.keys(expected ?? {}).map((field) => [field, null]));

/**
 * Lays a person's words over an operation of the definition; what is left out stays, empty words follow the definition again, and null
 * takes all of them off. They are kept by method and path, so that the next import finds them again. Throws
 * DEFINITION_OPERATION_UNKNOWN or CHANGED_MEANWHILE.
 */
export function editOperation(
  context: Context,
  actor: Actor,
  { integrationId, key, edit, expected }: EditInput,
): OperationRow {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const before = findOperation(w, actor, integrationId, key);
    if (!before || before.origin === 'hand') throw operationUnknown(key);
    const operation = { tenantId: actor.tenantId, integrationId, key };
    const stored = readEdit(w, operation);
    // Where there are no words of a person, the definition's are shown.
    const shown = { summary: stored.summary ?? before.summary ?? '', hidden: stored.hidden };
    const description = stored.description ?? expected?.description;
    requireUnchanged(key, { ...shown, description }, edit ?? removed(expected), expected);
    const next = edit && { ...stored, ...withoutUndefined(edit) };
    if (next) saveEdit(w, operation, next, context.now());
    else removeEdit(w, operation);
    countOperations(w, actor.tenantId, integrationId);
    const after = findOperation(w, actor, integrationId, key) ?? before;
    context.facts.emit(w, edit ? operationFacts.edited : operationFacts.editsRemoved, {
      actor,
      entity: { id: null, name: key },
      integrationId,
      before: factFields(before),
      after: { ...factFields(after), hidden: next?.hidden ?? false },
    });
    return after;
  });
}

type EditedOperation = Pick<typeof operationEdits.$inferInsert, 'tenantId' | 'integrationId' | 'key'>;

function saveEdit(w: Writer, operation: EditedOperation, edit: Edit, updatedAt: number): void {
  const { tenantId, integrationId, key } = operationEdits;
  const columns = { ...editColumns(edit), updatedAt };
  w.insert(operationEdits)
    .values({ ...operation, ...columns })
    .onConflictDoUpdate({ target: [tenantId, integrationId, key], set: columns })
    .run();
}

function readEdit(r: Reader, { tenantId, integrationId, key }: EditedOperation) {
  const found = r.select().from(operationEdits).where(sameEdit({ tenantId, integrationId, key })).get();
  const { summary, description, hidden } = found ?? { summary: null, description: null, hidden: false };
  return { summary: summary ?? undefined, description: description ?? undefined, hidden };
}

function removeEdit(w: Writer, operation: EditedOperation): void {
  w.delete(operationEdits).where(sameEdit(operation)).run();
}

const sameEdit = ({ tenantId, integrationId, key }: EditedOperation) =>
  and(
    eq(operationEdits.tenantId, tenantId),
    eq(operationEdits.integrationId, integrationId),
    eq(operationEdits.key, key),
  );

const factFields = ({ key, summary = '' }: { key: string; summary?: string | undefined }) => ({ key, summary });

const editColumns = ({ summary = '', description = '', hidden = false }: Edit) => ({
  summary: summary === '' ? null : summary,
  description: description === '' ? null : description,
  hidden,
});

type Affected = NonNullable<Review['comparison']>['handEditsAffected'];

/** What a person wrote that meets something else in the new definition. All of it is kept. */
export function affectedByHand(
  r: Reader,
  tenantId: TenantId,
  integrationId: IntegrationId,
  next: DefinitionId,
  comparison: DefinitionComparison,
): Affected {
  const changed = new Set(comparison.operations.changed.map(({ key }) => key));
  const edited = editedKeys(r, tenantId, integrationId);
  const known = new Set(keysIn(r, tenantId, next, [...edited, ...handKeys(r, tenantId, integrationId)]));
  const lost = edited.filter((key) => !known.has(key));
  const met = edited.filter((key) => known.has(key) && changed.has(key));
  const shadowing = handKeys(r, tenantId, integrationId).filter((key) => known.has(key));
  return [
    ...lost.map((key) => ({
      key,
      reason: 'The new definition does not have it; your changes wait in case it returns.',
    })),
    ...met.map((key) => ({ key, reason: 'The new definition changes it; your changes stay on top.' })),
    ...shadowing.map((key) => ({
      key,
      reason: 'The definition now describes it too; the one written by hand is shown.',
    })),
  ];
}

/** Which of these operations an integration has, in its definition or by hand. */
export function knownOperations(
  r: Reader,
  { tenantId }: Actor,
  id: IntegrationId,
  keys: readonly string[],
): ReadonlySet<string> {
  const definitionId = findRecord(r, tenantId, id)?.definitionId;
  const described = definitionId ? keysIn(r, tenantId, definitionId, keys) : [];
  return new Set([...described, ...handKeys(r, tenantId, id)]);
}

function editedKeys(r: Reader, tenantId: TenantId, integrationId: IntegrationId): string[] {
  const mine = and(eq(operationEdits.tenantId, tenantId), eq(operationEdits.integrationId, integrationId));
  return r
    .select({ key: operationEdits.key })
    .from(operationEdits)
    .where(mine)
    .all()
    .map(({ key }) => key);
}

function handKeys(r: Reader, tenantId: TenantId, integrationId: IntegrationId): string[] {
  const mine = and(eq(handOperations.tenantId, tenantId), eq(handOperations.integrationId, integrationId));
  return r
    .select({ key: handOperations.key })
    .from(handOperations)
    .where(mine)
    .all()
    .map(({ key }) => key);
}

function keysIn(r: Reader, tenantId: TenantId, id: DefinitionId, keys: readonly string[]): string[] {
  const mine = and(eq(definitionOperations.tenantId, tenantId), eq(definitionOperations.definitionId, id));
  const find = (key: string) =>
    r
      .select({ key: definitionOperations.key })
      .from(definitionOperations)
      .where(and(mine, eq(definitionOperations.key, key)))
      .get();
  return keys.filter((key) => find(key) !== undefined);
}

/** Makes key and search text of operations anew, where two people's changes of one met. */
export function deriveHandOperations(w: Writer, tenantId: string, ids: readonly string[]): void {
  for (const id of ids) {
    const own = and(eq(handOperations.tenantId, tenantId as TenantId), eq(handOperations.id, id as OperationId));
    const row = w.select().from(handOperations).where(own).get();
    if (row)
      w.update(handOperations)
        .set({ key: `${row.method} ${row.path}`, search: searchKey(row) })
        .where(own)
        .run();
  }
}
