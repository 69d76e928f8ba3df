import { and, count, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import { type IntegrationId, type SavedRequestId, savedRequestId } from '#contract/common.ts';
import { commonFaults, Fault } from '#contract/fault.ts';
import type { RequestDraft, SavedRequest } from '#contract/requests.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import type { OperationChanges, UsesAffected } from '#main/domains/definitions/index.ts';
import { findRecord } from '#main/domains/integrations/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { listDeleted, purgeDeleted, restoreBlocked } from '#main/kernel/deletion.ts';
import type { References } from '#main/kernel/domain.ts';
import { type Expected, requireUnchanged } from '#main/kernel/edits.ts';
import { isRead, leniently, type Reader, readRows, uuidv7 } from '#main/store/index.ts';
import type { RequestsContext } from './context.ts';
import { savedRequestFacts } from './facts.ts';
import { redactDraft } from './record.ts';
import { judgeOf } from './send.ts';
import { savedRequests } from './table.ts';

type Context = Pick<RequestsContext, 'store' | 'facts' | 'now'>;

interface SaveInput {
  readonly id?: SavedRequestId | undefined;
  readonly name: string;
  readonly draft: RequestDraft;
  readonly expected?: Expected;
}

/** The tenant's saved requests, by name. */
export function listSaved(
  { store, definitions }: Pick<RequestsContext, 'store' | 'definitions'>,
  actor: Actor,
): SavedRequest[] {
  const rows = readSaved(store.read, actor);
  const gone = goneOperations(rows, (integrationId, keys) =>
    definitions.knownOperations(store.read, actor, integrationId, keys),
  );
  return rows.map((row) => ({ ...row, operationGone: isRead(row.draft) && gone(row.draft) }));
}

/** Tells of each draft whether its operation is gone, with one question for each integration. */
function goneOperations(
  rows: readonly { draft: RequestDraft }[],
  known: (integrationId: IntegrationId, keys: readonly string[]) => ReadonlySet<string>,
): (draft: RequestDraft) => boolean {
  const wanted = Map.groupBy(rows.map(({ draft }) => draft).filter(isRead), ({ integrationId }) => integrationId);
  const found = new Map(
    [...wanted].map(([id, drafts]) => {
      const keys = drafts.flatMap(({ operationKey }) => operationKey ?? []);
      return [id, id === null || keys.length === 0 ? new Set<string>() : known(id, keys)] as const;
    }),
  );
  return ({ integrationId, operationKey }) =>
    integrationId !== null && operationKey !== null && found.get(integrationId)?.has(operationKey) === false;
}

/** The saved requests whose operation goes or changes with a new definition. */
export function savedAffected(
  r: Reader,
  actor: Actor,
  integrationId: IntegrationId,
  { removed, changed }: OperationChanges,
): UsesAffected['savedRequestsAffected'] {
  return readSaved(r, actor).flatMap(({ name, draft }) => {
    if (!isRead(draft) || draft.integrationId !== integrationId || draft.operationKey === null) return [];
    const { operationKey: key } = draft;
    if (removed.has(key))
      return [{ name, reason: `${key} is gone. It keeps method, URL and body, and can still be sent.` }];
    return changed.has(key) ? [{ name, reason: `${key} changes. It stays as it was saved.` }] : [];
  });
}

function readSaved(r: Reader, actor: Actor) {
  const query = r
    .select()
    .from(savedRequests)
    .where(standing(actor))
    .orderBy(sql`${savedRequests.name} COLLATE NOCASE`);
  return readRows(
    () => query.all(),
    ({ tenantId: _tenant, deletedAt: _deleted, ...rest }) => rest,
  );
}

/** Saves a draft under a name; secrets typed into it are left out. Throws CONFLICT where the name is taken, or CHANGED_MEANWHILE. */
export async function saveRequest(
  context: Context & Pick<RequestsContext, 'definitions'>,
  actor: Actor,
  { id, name, draft, expected }: SaveInput,
): Promise<SavedRequest> {
  requireRole(actor, 'editor');
  const { store, facts, now } = context;
  const kept = redactDraft(draft, { judge: await judgeOfDraft(context, actor, draft) });
  const updatedAt = now();
  const saved = { id: id ?? savedRequestId.parse(uuidv7(updatedAt)), name, draft: kept, updatedAt };
  const gone = goneOperations([saved], (of, keys) => context.definitions.knownOperations(store.read, actor, of, keys));
  store.write((w) => {
    const before = id && requireSaved(w, actor, id);
    if (before) requireUnchanged(before.name, before, { name, draft: kept }, expected);
    requireFreeName(w, actor, saved);
    const row = { tenantId: actor.tenantId, ...saved, deletedAt: null };
    w.insert(savedRequests)
      .values(row)
      .onConflictDoUpdate({ target: [savedRequests.tenantId, savedRequests.id], set: { name, draft: kept, updatedAt } })
      .run();
    const entity = { id: saved.id, name };
    if (before)
      facts.emit(w, savedRequestFacts.changed, { actor, entity, before: { name: before.name }, after: { name } });
    else facts.emit(w, savedRequestFacts.created, { actor, entity, after: { name } });
  });
  return { ...saved, operationGone: gone(kept) };
}

/** What the definition says counts as long as there is one; a draft outlives its operation. */
async function judgeOfDraft(context: Parameters<typeof saveRequest>[0], actor: Actor, draft: RequestDraft) {
  const { integrationId, operationKey: key } = draft;
  const integration =
    integrationId === null ? undefined : findRecord(context.store.read, actor.tenantId, integrationId);
  if (integration === undefined || integrationId === null) return createJudge();
  const described = key === null ? null : context.definitions.describe(actor, { integrationId, key });
  const operation = await described?.catch((error: unknown) => {
    if (error instanceof Fault) return null;
    throw error;
  });
  return judgeOf(context, actor, integration, operation ?? null);
}

/** Deletes softly: `restoreSaved` undoes it for 30 days. */
export function removeSaved(
  { store, facts, now }: Context,
  actor: Actor,
  { id }: { id: SavedRequestId },
): { id: SavedRequestId } {
  requireRole(actor, 'editor');
  store.write((w) => {
    const { name } = leniently(() => requireSaved(w, actor, id));
    w.update(savedRequests).set({ deletedAt: now() }).where(one(actor, id)).run();
    facts.emit(w, savedRequestFacts.deleted, { actor, entity: { id, name }, before: { name } });
  });
  return { id };
}

interface Ids {
  ids: SavedRequestId[];
}

/** Brings deleted ones back, all of them or none. Ids of others are passed over. Throws CONFLICT where a name was taken in the meantime. */
export function restoreSaved({ store, facts }: Context, actor: Actor, { ids }: Ids): Ids {
  requireRole(actor, 'editor');
  return store.write((w) => {
    const among = inArray(savedRequests.id, sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`);
    const { id, name } = savedRequests;
    const deleted = and(eq(savedRequests.tenantId, actor.tenantId), among, isNotNull(savedRequests.deletedAt));
    const rows = w.select({ id, name }).from(savedRequests).where(deleted).all();
    for (const row of rows) {
      if (isNameTaken(w, actor, row)) throw restoreBlocked([`Another saved request is now named ${row.name}`]);
      const own = and(eq(savedRequests.tenantId, actor.tenantId), eq(id, row.id));
      w.update(savedRequests).set({ deletedAt: null }).where(own).run();
      facts.emit(w, savedRequestFacts.restored, { actor, entity: row, after: { name: row.name } });
    }
    return { ids: rows.map((row) => row.id) };
  });
}

export function listDeletedSaved(r: Reader, actor: Actor) {
  const where = eq(savedRequests.tenantId, actor.tenantId);
  return listDeleted(r, savedRequests, { name: savedRequests.name, where, restorable: actor.role !== 'viewer' });
}

/** Deletes for good what was deleted more than 30 days ago. A draft can hold a body of some megabytes. */
export function purgeSaved(context: Pick<Context, 'store' | 'now'>): Promise<number> {
  return purgeDeleted(context, { table: savedRequests, atOnce: 5 });
}

const connectionId = sql<
  string | null
>`iif(json_valid(${savedRequests.draft}), ${savedRequests.draft} ->> '$.connectionId', NULL)`;

/** The connections that saved requests would send with. */
export const savedRequestConnections: References = {
  to: 'connection',
  uses: (r, tenantId, id) =>
    r
      .select({ name: savedRequests.name })
      .from(savedRequests)
      .where(and(standing({ tenantId }), eq(connectionId, id)))
      .all()
      .map(({ name }) => ({ kind: 'saved request', name })),
  usedIds: (r, tenantId) =>
    r
      .selectDistinct({ id: connectionId })
      .from(savedRequests)
      .where(standing({ tenantId }))
      .all()
      .flatMap(({ id }) => id ?? []),
  counts: (r, tenantId, ids) =>
    r
      .select({ id: connectionId, uses: count() })
      .from(savedRequests)
      .where(and(standing({ tenantId }), inArray(connectionId, [...ids])))
      .groupBy(connectionId)
      .all()
      .flatMap(({ id, uses }) => (id === null ? [] : { id, uses })),
};

/** How many saved requests are of these integrations. */
export function countSavedOf(r: Reader, { tenantId }: Actor, ids: readonly IntegrationId[]): number {
  const of = sql`iif(json_valid(${savedRequests.draft}), ${savedRequests.draft} ->> '$.integrationId', NULL)`;
  const among = sql`${of} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const found = r
    .select({ total: count() })
    .from(savedRequests)
    .where(and(standing({ tenantId }), among))
    .get();
  return found?.total ?? 0;
}

/** The tenant's without the deleted. */
function standing({ tenantId }: Pick<Actor, 'tenantId'>) {
  return and(eq(savedRequests.tenantId, tenantId), isNull(savedRequests.deletedAt));
}

function one(actor: Actor, id: SavedRequestId) {
  return and(standing(actor), eq(savedRequests.id, id));
}

function requireSaved(r: Reader, actor: Actor, id: SavedRequestId) {
  const { name, draft } = savedRequests;
  const found = r.select({ name, draft }).from(savedRequests).where(one(actor, id)).get();
  if (!found) throw notFound('The saved request');
  return found;
}

function requireFreeName(r: Reader, actor: Actor, saved: Pick<SavedRequest, 'id' | 'name'>): void {
  if (!isNameTaken(r, actor, saved)) return;
  throw commonFaults.fault('CONFLICT', `A saved request named ${saved.name} already exists.`, {
    kept: 'Nothing was saved. Your draft is kept.',
    todo: 'Choose another name.',
    field: 'name',
  });
}

function isNameTaken(r: Reader, actor: Actor, { id, name }: Pick<SavedRequest, 'id' | 'name'>): boolean {
  const same = and(standing(actor), sql`${savedRequests.name} = ${name} COLLATE NOCASE`);
  const taken = r.select({ id: savedRequests.id }).from(savedRequests).where(same).get();
  return taken !== undefined && taken.id !== id;
}
