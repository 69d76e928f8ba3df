import { and, count, eq, inArray, sql } from 'drizzle-orm';
import { type ConnectionId, type SavedRequestId, savedRequestId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import type { RequestDraft, SavedRequest } from '#contract/requests.ts';
import { createRedactor } from '#main/http/index.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import type { References } from '#main/kernel/domain.ts';
import { type Reader, uuidv7 } from '#main/store/index.ts';
import type { RequestsDeps } from './deps.ts';
import { handSecrets } from './handSecrets.ts';
import { keptDraft } from './keptDraft.ts';
import { savedRequests } from './table.ts';

interface SaveInput {
  readonly id?: SavedRequestId | undefined;
  readonly name: string;
  readonly draft: RequestDraft;
}

/** The tenant's saved requests, by name. */
export function listSaved({ store }: RequestsDeps, actor: Actor): SavedRequest[] {
  return store.read
    .select()
    .from(savedRequests)
    .where(eq(savedRequests.tenantId, actor.tenantId))
    .orderBy(sql`${savedRequests.name} COLLATE NOCASE`)
    .all()
    .map(({ tenantId: _tenant, ...rest }) => rest);
}

/** Saves a draft under a name; secrets typed into it are left out. Throws CONFLICT where the name is taken. */
export function saveRequest(
  { store, events, now }: RequestsDeps,
  actor: Actor,
  { id, name, draft }: SaveInput,
): SavedRequest {
  requireRole(actor, 'editor');
  const updatedAt = now();
  const kept = keptDraft(draft, createRedactor(handSecrets(draft)));
  const saved = { id: id ?? savedRequestId.parse(uuidv7(updatedAt)), name, draft: kept, updatedAt };
  store.write((w) => {
    if (id !== undefined) requireSaved(w, actor, id);
    requireFreeName(w, actor, saved);
    const row = { tenantId: actor.tenantId, ...saved };
    w.insert(savedRequests)
      .values(row)
      .onConflictDoUpdate({ target: [savedRequests.tenantId, savedRequests.id], set: { name, draft: kept, updatedAt } })
      .run();
  });
  events.changed('requests', actor.tenantId, [saved.id]);
  return saved;
}

export function removeSaved(
  { store, events }: RequestsDeps,
  actor: Actor,
  { id }: { id: SavedRequestId },
): { id: SavedRequestId } {
  requireRole(actor, 'editor');
  store.write((w) => {
    requireSaved(w, actor, id);
    w.delete(savedRequests).where(one(actor, id)).run();
  });
  events.changed('requests', actor.tenantId, [id]);
  return { id };
}

/** The saved requests that would send with a connection, for the question before it is deleted. */
export const savedRequestsUsing: References['uses'] = (r, tenantId, id) =>
  r
    .select({ name: savedRequests.name })
    .from(savedRequests)
    .where(and(eq(savedRequests.tenantId, tenantId), sql`${savedRequests.draft} ->> '$.connectionId' = ${id}`))
    .all()
    .map(({ name }) => ({ kind: 'saved request', name }));

/** The connections that saved requests use. */
export const savedRequestConnections: References['usedIds'] = (r, tenantId) =>
  r
    .selectDistinct({ id: sql<ConnectionId>`${savedRequests.draft} ->> '$.connectionId'` })
    .from(savedRequests)
    .where(and(eq(savedRequests.tenantId, tenantId), sql`${savedRequests.draft} ->> '$.connectionId' IS NOT NULL`))
    .all()
    .map(({ id }) => id);

/** How many saved requests would send with each connection. */
export const savedRequestUseCounts: References['counts'] = (r, tenantId, ids) => {
  const id = sql<ConnectionId>`${savedRequests.draft} ->> '$.connectionId'`;
  return r
    .select({ id, uses: count() })
    .from(savedRequests)
    .where(and(eq(savedRequests.tenantId, tenantId), inArray(id, [...ids])))
    .groupBy(id)
    .all();
};

function one(actor: Actor, id: SavedRequestId) {
  return and(eq(savedRequests.tenantId, actor.tenantId), eq(savedRequests.id, id));
}

function requireSaved(r: Reader, actor: Actor, id: SavedRequestId): void {
  if (!r.select({ id: savedRequests.id }).from(savedRequests).where(one(actor, id)).get())
    throw notFound('The saved request');
}

function requireFreeName(r: Reader, actor: Actor, { id, name }: Pick<SavedRequest, 'id' | 'name'>): void {
  const same = and(eq(savedRequests.tenantId, actor.tenantId), sql`${savedRequests.name} = ${name} COLLATE NOCASE`);
  const taken = r.select({ id: savedRequests.id }).from(savedRequests).where(same).get();
  if (!taken || taken.id === id) return;
  throw commonFaults.fault('CONFLICT', `A saved request is named ${name} already.`, {
    kept: 'Nothing was saved; the draft stays as it is.',
    todo: 'Choose another name.',
    field: 'name',
  });
}
