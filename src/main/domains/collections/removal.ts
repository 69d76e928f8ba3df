import { and, eq, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { CollectionItem } from '#contract/collections.ts';
import { type GroupId, groupId, type SavedRequestId } from '#contract/common.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { listDeleted, purgeDeleted } from '#main/kernel/deletion.ts';
import type { Reader, Writer } from '#main/store/index.ts';
import type { CollectionsContext } from './context.ts';
import type { Items } from './items.ts';
import {
  groupFacts,
  oneGroup,
  oneRequest,
  requestGroups,
  savedRequestFacts,
  savedRequests,
  standingGroups,
} from './table.ts';

type Context = Pick<CollectionsContext, 'store' | 'facts' | 'now' | 'variables'>;

/** Deletes softly, with all that lies below: `restoreItems` undoes it for 30 days. Throws NOT_FOUND. */
export function removeItems(context: Context, actor: Actor, { items }: Items): Items {
  requireRole(actor, 'editor');
  context.store.write((w) => {
    const at = context.now();
    // Requests first: what lies in a group that goes as well is gone after it.
    for (const item of items) if (item.kind === 'request') removeRequest(context, w, actor, item.id, at);
    for (const item of items) if (item.kind === 'group') removeGroup(context, w, actor, item.id, at, items);
  });
  return { items };
}

function removeRequest({ facts }: Context, w: Writer, actor: Actor, id: SavedRequestId, deletedAt: number): void {
  const row = w.select({ name: savedRequests.name }).from(savedRequests).where(oneRequest(actor, id)).get();
  if (row === undefined) throw notFound('The saved request');
  w.update(savedRequests).set({ deletedAt }).where(oneRequest(actor, id)).run();
  facts.emit(w, savedRequestFacts.deleted, { actor, entity: { id, name: row.name }, before: row });
}

function removeGroup(
  { facts }: Context,
  w: Writer,
  actor: Actor,
  id: GroupId,
  deletedAt: number,
  items: readonly CollectionItem[],
): void {
  const row = w.select({ name: requestGroups.name }).from(requestGroups).where(oneGroup(actor, id)).get();
  if (row === undefined) {
    if (items.length > 1) return;
    throw notFound('The collection or folder');
  }
  const below = belowIn(actor, id, sql`each.deleted_at IS NULL`);
  w.run(sql`${below} UPDATE ${savedRequests} SET deleted_at = ${deletedAt}
    WHERE tenant_id = ${actor.tenantId} AND deleted_at IS NULL AND group_id IN (SELECT id FROM below)`);
  w.run(sql`${below} UPDATE ${requestGroups} SET deleted_at = ${deletedAt}
    WHERE tenant_id = ${actor.tenantId} AND deleted_at IS NULL AND id IN (SELECT id FROM below)`);
  facts.emit(w, groupFacts.deleted, { actor, entity: { id, name: row.name }, before: row });
}

/** The ids of a group and of all that lie below it as far as a condition holds, as `below`. */
const belowIn = (
  { tenantId }: { readonly tenantId: string },
  id: GroupId,
  condition: SQL,
): SQL => sql`WITH RECURSIVE below (id) AS (
  SELECT ${id} UNION SELECT each.id FROM ${requestGroups} AS each JOIN below ON each.parent_id = below.id
  WHERE each.tenant_id = ${tenantId} AND ${condition})`;

/** Brings deleted ones back with what went with them; whose group is gone comes back beside the collections. Ids of others are passed over. */
export function restoreItems(context: Context, actor: Actor, { items }: Items): Items {
  requireRole(actor, 'editor');
  return context.store.write((w) => ({
    items: items.filter((item) =>
      item.kind === 'group' ? restoreGroup(context, w, actor, item.id) : restoreRequest(context, w, actor, item.id),
    ),
  }));
}

function restoreGroup({ facts }: Context, w: Writer, actor: Actor, id: GroupId): boolean {
  const name = undelete(w, actor, id);
  if (name === null) return false;
  facts.emit(w, groupFacts.restored, { actor, entity: { id, name }, after: { name } });
  return true;
}

/** Brings a group back with what went with it. @returns its name; null where it was not deleted */
export function undelete(w: Writer, actor: Actor, id: GroupId): string | null {
  const { name, parentId, deletedAt, tenantId } = requestGroups;
  const own = and(eq(tenantId, actor.tenantId), eq(requestGroups.id, id), isNotNull(deletedAt));
  const row = w.select({ name, parentId, deletedAt }).from(requestGroups).where(own).get();
  if (row?.deletedAt == null) return null;
  const below = belowIn(actor, id, sql`each.deleted_at = ${row.deletedAt}`);
  for (const table of [savedRequests, requestGroups])
    w.run(sql`${below} UPDATE ${table} SET deleted_at = NULL WHERE tenant_id = ${actor.tenantId}
      AND deleted_at = ${row.deletedAt} AND ${table === savedRequests ? sql`group_id` : sql`id`} IN (SELECT id FROM below)`);
  if (isGone(w, actor, row.parentId)) w.update(requestGroups).set({ parentId: null }).where(oneGroup(actor, id)).run();
  return row.name;
}

function restoreRequest({ facts }: Context, w: Writer, actor: Actor, id: SavedRequestId): boolean {
  const { name, groupId: into, deletedAt, tenantId } = savedRequests;
  const own = and(eq(tenantId, actor.tenantId), eq(savedRequests.id, id));
  const row = w
    .select({ name, into })
    .from(savedRequests)
    .where(and(own, isNotNull(deletedAt)))
    .get();
  if (row === undefined) return false;
  const placed = isGone(w, actor, row.into) ? { groupId: null } : {};
  w.update(savedRequests)
    .set({ deletedAt: null, ...placed })
    .where(own)
    .run();
  facts.emit(w, savedRequestFacts.restored, { actor, entity: { id, name: row.name }, after: { name: row.name } });
  return true;
}

const isGone = (r: Reader, actor: Actor, id: GroupId | null): boolean =>
  id !== null && r.select({ id: requestGroups.id }).from(requestGroups).where(oneGroup(actor, id)).get() === undefined;

/** The groups that were deleted by themselves, without those that went with one above. */
export function deletedGroups(r: Reader, actor: Actor) {
  const above = sql`EXISTS (SELECT 1 FROM ${requestGroups} AS above WHERE above.tenant_id = ${requestGroups.tenantId}
    AND above.id = ${requestGroups.parentId} AND above.deleted_at = ${requestGroups.deletedAt})`;
  const where = and(eq(requestGroups.tenantId, actor.tenantId), sql`NOT ${above}`);
  return listDeleted(r, requestGroups, { name: requestGroups.name, where, restorable: actor.role !== 'viewer' });
}

/** The same of requests. */
export function deletedRequests(r: Reader, actor: Actor) {
  const above = sql`EXISTS (SELECT 1 FROM ${requestGroups} AS above WHERE above.tenant_id = ${savedRequests.tenantId}
    AND above.id = ${savedRequests.groupId} AND above.deleted_at = ${savedRequests.deletedAt})`;
  const where = and(eq(savedRequests.tenantId, actor.tenantId), sql`NOT ${above}`);
  return listDeleted(r, savedRequests, { name: savedRequests.name, where, restorable: actor.role !== 'viewer' });
}

/** Deletes for good, secrets included, what was deleted more than 30 days ago. A request can hold a body of some megabytes. */
export async function purgeCollections({ store, now, variables }: Context): Promise<void> {
  await purgeDeleted({ store, now }, { table: savedRequests, atOnce: 5 });
  await purgeDeleted(
    { store, now },
    {
      table: requestGroups,
      atOnce: 5,
      // The groups below go by the schema, and after them nobody knows what their secrets were.
      alongWith: (w, { tenantId, id }) => {
        const below = belowIn({ tenantId }, groupId.parse(id), sql`1`);
        for (const each of w.all<{ id: GroupId }>(sql`${below} SELECT id FROM below`))
          variables.removeSecretsOfGroup(w, tenantId, each.id);
      },
    },
  );
}

/** Requests and groups whose name, address or description has every word of a text. */
export function searchCollections(r: Reader, actor: Actor, { text }: { text: string }): Items {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (searched: SQL) => and(...words.map((word) => sql`instr(lower(${searched}), ${word}) > 0`));
  const { name, url, description } = savedRequests;
  const requests = r
    .select({ id: savedRequests.id })
    .from(savedRequests)
    .where(
      and(
        eq(savedRequests.tenantId, actor.tenantId),
        sql`${savedRequests.deletedAt} IS NULL`,
        has(sql`(${name} || ' ' || ${savedRequests.method} || ' ' || ${url} || ' ' || ${description})`),
      ),
    )
    .limit(mostFound)
    .all();
  const groups = r
    .select({ id: requestGroups.id })
    .from(requestGroups)
    .where(and(standingGroups(actor), has(sql`(${requestGroups.name} || ' ' || ${requestGroups.description})`)))
    .limit(mostFound)
    .all();
  return {
    items: [
      ...groups.map(({ id }) => ({ kind: 'group' as const, id })),
      ...requests.map(({ id }) => ({ kind: 'request' as const, id })),
    ],
  };
}

const mostFound = 1_000;
