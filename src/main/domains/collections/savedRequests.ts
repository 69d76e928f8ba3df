import { and, eq, ne, sql } from 'drizzle-orm';
import type { GroupRow, SavedRequest, SavedRequestRow } from '#contract/collections.ts';
import { type IntegrationId, type SavedRequestId, savedRequestId } from '#contract/common.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { type OperationShape, shapeChanges, shapeOf } from '#core/openapi/operationShape.ts';
import { redactDraft } from '#main/domains/requests/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { positionBefore } from '#main/kernel/order.ts';
import { type Reader, readRows, uuidv7, type Writer } from '#main/store/index.ts';
import type { CollectionsContext } from './context.ts';
import { columnsOf, draftLists, draftOf } from './drafts.ts';
import { readLists, writeLists } from './rows.ts';
import { placesIn } from './siblings.ts';
import {
  oneRequest,
  requestGroups,
  requireGroup,
  requireSaved,
  type SavedRecord,
  savedRequestFacts,
  savedRequests,
  standingGroups,
  standingRequests,
} from './table.ts';

type Context = Pick<CollectionsContext, 'store' | 'facts' | 'now' | 'definitions'>;

/** Every group and request of the tenant, siblings in their order. */
export function readTree(
  { store, definitions }: Pick<Context, 'store' | 'definitions'>,
  actor: Actor,
): { groups: GroupRow[]; requests: SavedRequestRow[] } {
  const r = store.read;
  const { id, parentId, name, auth, position } = requestGroups;
  const groupsOf = r
    .select({ id, parentId, name, auth, position })
    .from(requestGroups)
    .where(standingGroups(actor))
    .orderBy(position, id);
  const groups = readRows(
    () => groupsOf.all(),
    (row) => ({
      id: row.id,
      position: row.position,
      parentId: row.parentId,
      name: row.name,
      authKind: row.auth.kind,
    }),
  );
  const rows = r
    .select({
      id: savedRequests.id,
      groupId: savedRequests.groupId,
      name: savedRequests.name,
      method: savedRequests.method,
      url: savedRequests.url,
      integrationId: savedRequests.integrationId,
      operationKey: savedRequests.operationKey,
      position: savedRequests.position,
    })
    .from(savedRequests)
    .where(standingRequests(actor))
    .orderBy(savedRequests.position, savedRequests.id)
    .all();
  const isGone = goneOperations(rows, (of, keys) => definitions.knownOperations(r, actor, of, keys));
  return { groups, requests: rows.map((row) => ({ ...row, operationGone: isGone(row) })) };
}

type Linked = Pick<SavedRequestRow, 'integrationId' | 'operationKey'>;

/** Tells of each request whether its operation is gone, with one question for each integration. */
export function goneOperations(
  rows: readonly Linked[],
  known: (integrationId: IntegrationId, keys: readonly string[]) => ReadonlySet<string>,
): (row: Linked) => boolean {
  const wanted = Map.groupBy(rows, ({ integrationId }) => integrationId);
  const found = new Map(
    [...wanted].map(([id, of]) => {
      const keys = of.flatMap(({ operationKey }) => operationKey ?? []);
      return [id, id === null || keys.length === 0 ? new Set<string>() : known(id, keys)] as const;
    }),
  );
  return ({ integrationId, operationKey }) =>
    integrationId !== null && operationKey !== null && found.get(integrationId)?.has(operationKey) === false;
}

/** A saved request in full, with what has changed in its operation since. Throws NOT_FOUND. */
export async function readSaved(context: Context, actor: Actor, { id }: { id: SavedRequestId }): Promise<SavedRequest> {
  const record = requireSaved(context.store.read, actor, id);
  return shownSaved(context, actor, record);
}

async function shownSaved(context: Context, actor: Actor, record: SavedRecord): Promise<SavedRequest> {
  const { id, name, description, updatedAt, operationShape } = record;
  const r = context.store.read;
  const draft = draftOf(record, readLists(r, actor.tenantId, { requestId: id }));
  const isGone = goneOperations([draft], (of, keys) => context.definitions.knownOperations(r, actor, of, keys));
  const operationGone = isGone(draft);
  const now = operationShape === null || operationGone ? null : await currentShape(context, actor, draft);
  const operationChanges = operationShape === null || now === null ? [] : shapeChanges(operationShape, now);
  return { id, name, description, draft, updatedAt, operationGone, operationChanges };
}

/** What the operation of a draft looks like now; null where it has none, or none that is known. */
async function currentShape(
  { definitions }: Pick<Context, 'definitions'>,
  actor: Actor,
  { integrationId, operationKey: key }: Linked,
): Promise<OperationShape | null> {
  if (integrationId === null || key === null) return null;
  try {
    return shapeOf(await definitions.describe(actor, { integrationId, key }));
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

export interface SaveInput {
  readonly id?: SavedRequestId | undefined;
  readonly name: string;
  readonly description?: string | undefined;
  readonly draft: RequestDraft;
  readonly expected?: Expected;
}

/** Saves a draft under a name; secrets typed into it are left out. Throws CONFLICT where its group has the name, NOT_FOUND or CHANGED_MEANWHILE. */
export async function saveRequest(
  context: Context & Pick<CollectionsContext, 'judgeOf'>,
  actor: Actor,
  { id, name, description, draft, expected }: SaveInput,
): Promise<SavedRequest> {
  requireRole(actor, 'editor');
  const { store } = context;
  const kept = redactDraft(draft, { judge: await context.judgeOf(actor, draft) });
  const shape = await currentShape(context, actor, draft);
  const record = store.write((w) => {
    if (draft.groupId !== null) requireGroup(w, actor, draft.groupId);
    refuseTakenName(w, actor, { id, name, groupId: draft.groupId });
    if (id === undefined)
      return insertSaved(context, w, actor, { name, description: description ?? '', draft: kept, shape });
    const before = requireSaved(w, actor, id);
    const stored = draftOf(before, readLists(w, actor.tenantId, { requestId: id }));
    const seen = { name: before.name, description: before.description, draft: { ...stored, environmentId: null } };
    const changes = {
      name,
      ...(description !== undefined && { description }),
      draft: { ...kept, environmentId: null },
    };
    requireUnchanged(before.name, seen, changes, expected);
    const moved =
      draft.groupId === before.groupId ? {} : { position: positionBefore(placesIn(w, actor, draft.groupId), null) };
    const after = {
      ...before,
      ...columnsOf(kept),
      ...moved,
      name,
      description: description ?? before.description,
      operationShape: shape,
      updatedAt: context.now(),
    };
    w.update(savedRequests).set(after).where(oneRequest(actor, id)).run();
    writeLists(w, actor.tenantId, { requestId: id }, draftLists(kept));
    const entity = { id, name };
    context.facts.emit(w, savedRequestFacts.changed, { actor, entity, before: { name: before.name }, after: { name } });
    return after;
  });
  return shownSaved(context, actor, record);
}

interface NewRequest {
  readonly name: string;
  readonly description: string;
  /** Without its secrets. */
  readonly draft: RequestDraft;
  readonly shape: OperationShape | null;
  /** Where it is known already, so that many are placed at once. */
  readonly position?: string;
}

/** Writes a new request in the caller's transaction, last in its group. */
export function insertSaved(
  { facts, now }: Pick<Context, 'facts' | 'now'>,
  w: Writer,
  actor: Actor,
  { name, description, draft, shape, position }: NewRequest,
): SavedRecord {
  const at = now();
  const record: SavedRecord = {
    tenantId: actor.tenantId,
    id: savedRequestId.parse(uuidv7(at)),
    ...columnsOf(draft),
    name,
    description,
    position: position ?? positionBefore(placesIn(w, actor, draft.groupId), null),
    operationShape: shape,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  };
  w.insert(savedRequests).values(record).run();
  writeLists(w, actor.tenantId, { requestId: record.id }, draftLists(draft));
  facts.emit(w, savedRequestFacts.created, { actor, entity: record, after: { name } });
  return record;
}

/** Takes what the definition says now as what the request was saved for. Throws NOT_FOUND. */
export async function acceptOperation(
  context: Context,
  actor: Actor,
  { id }: { id: SavedRequestId },
): Promise<SavedRequest> {
  requireRole(actor, 'editor');
  const record = requireSaved(context.store.read, actor, id);
  const operationShape = await currentShape(context, actor, record);
  context.store.write((w) => {
    const { name } = requireSaved(w, actor, id);
    w.update(savedRequests).set({ operationShape }).where(oneRequest(actor, id)).run();
    context.facts.emit(w, savedRequestFacts.changed, { actor, entity: { id, name } });
  });
  return readSaved(context, actor, { id });
}

/** In one group a name is given by hand once; what comes from elsewhere is taken as it is. */
export function refuseTakenName(
  r: Reader,
  actor: Actor,
  { id, name, groupId }: Pick<SavedRequestRow, 'name' | 'groupId'> & { id: SavedRequestId | undefined },
): void {
  const inside = groupId === null ? sql`${savedRequests.groupId} IS NULL` : eq(savedRequests.groupId, groupId);
  const same = and(standingRequests(actor), inside, sql`${savedRequests.name} = ${name} COLLATE NOCASE`);
  const other = id === undefined ? same : and(same, ne(savedRequests.id, id));
  if (r.select({ id: savedRequests.id }).from(savedRequests).where(other).get() === undefined) return;
  throw commonFaults.fault('CONFLICT', `A saved request named ${name} already exists here.`, {
    kept: 'Nothing was saved. Your draft is kept.',
    todo: 'Choose another name.',
    field: 'name',
  });
}
