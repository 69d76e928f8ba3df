import { and, eq, isNull } from 'drizzle-orm';
import type { CollectionItem } from '#contract/collections.ts';
import { type GroupId, groupId, savedRequestId } from '#contract/common.ts';
import { commonFaults } from '#contract/fault.ts';
import { deepestGroup } from '#core/collections/tree.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { positionBefore, positionsOfMoved } from '#main/kernel/order.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { CollectionsContext } from './context.ts';
import { groupsBelow, recordsAbove, tooDeep } from './groups.ts';
import { readLists, writeLists } from './rows.ts';
import { refuseTakenName } from './savedRequests.ts';
import { placesIn, siblingsIn } from './siblings.ts';
import {
  type GroupRecord,
  groupFacts,
  oneGroup,
  oneRequest,
  requestGroups,
  requireGroup,
  requireSaved,
  type SavedRecord,
  savedRequestFacts,
  savedRequests,
  standingRequests,
} from './table.ts';

type Context = Pick<CollectionsContext, 'store' | 'facts' | 'now' | 'variables'>;

export interface Items {
  readonly items: CollectionItem[];
}

interface Move extends Items {
  readonly into: GroupId | null;
  readonly before: CollectionItem | null;
}

/** Places things into a group, in the order given. Throws NOT_FOUND, or INVALID where a group would lie in itself. */
export function moveItems({ store, facts }: Context, actor: Actor, { items, into, before }: Move): Items {
  requireRole(actor, 'editor');
  store.write((w) => {
    if (into !== null) requireGroup(w, actor, into);
    const above = into === null ? [] : recordsAbove(w, actor, into);
    const moved = items.map(({ id }) => id);
    const positions = positionsOfMoved(placesIn(w, actor, into), moved, before?.id ?? null);
    items.forEach((item, at) => {
      const position = positions[at] ?? '';
      if (item.kind === 'request') {
        const row = requireSaved(w, actor, item.id);
        w.update(savedRequests).set({ groupId: into, position }).where(oneRequest(actor, item.id)).run();
        facts.emit(w, savedRequestFacts.moved, { actor, entity: row });
        return;
      }
      const row = requireGroup(w, actor, item.id);
      if (above.some(({ id }) => id === item.id)) throw intoItself(row.name);
      if (above.length + 1 + depthBelow(w, actor, item.id) > deepestGroup) throw tooDeep();
      w.update(requestGroups).set({ parentId: into, position }).where(oneGroup(actor, item.id)).run();
      facts.emit(w, groupFacts.moved, { actor, entity: row });
    });
  });
  return { items };
}

const intoItself = (name: string) =>
  commonFaults.fault('INVALID', `${name} cannot lie in itself.`, { kept: 'Nothing was moved.' });

function depthBelow(r: Reader, actor: Actor, id: GroupId): number {
  const parents = new Map(groupsBelow(r, actor, id).map((group) => [group.id, group.parentId]));
  const depthOf = (of: GroupId | null | undefined): number =>
    of === null || of === undefined || of === id ? 0 : 1 + depthOf(parents.get(of));
  return Math.max(0, ...[...parents.keys()].map(depthOf));
}

/** Renames one. Throws NOT_FOUND, or CONFLICT where its group has a request of the name. */
export function renameItem(
  { store, facts, now }: Context,
  actor: Actor,
  { item, name }: { item: CollectionItem; name: string },
): Items {
  requireRole(actor, 'editor');
  store.write((w) => {
    const updatedAt = now();
    const after = { name };
    if (item.kind === 'request') {
      const row = requireSaved(w, actor, item.id);
      refuseTakenName(w, actor, { ...row, name });
      w.update(savedRequests).set({ name, updatedAt }).where(oneRequest(actor, item.id)).run();
      facts.emit(w, savedRequestFacts.changed, {
        actor,
        entity: { id: row.id, name },
        before: { name: row.name },
        after,
      });
      return;
    }
    const row = requireGroup(w, actor, item.id);
    w.update(requestGroups).set({ name, updatedAt }).where(oneGroup(actor, item.id)).run();
    facts.emit(w, groupFacts.changed, { actor, entity: { id: row.id, name }, before: { name: row.name }, after });
  });
  return { items: [item] };
}

/** Copies each beside itself, groups with all that they hold, their secret variables too. Throws NOT_FOUND or VAULT_LOCKED. */
export function duplicateItems(context: Context, actor: Actor, { items }: Items): Items {
  requireRole(actor, 'editor');
  return context.store.write((w) => ({
    items: items.map((item): CollectionItem => {
      if (item.kind === 'request') {
        const row = requireSaved(w, actor, item.id);
        return copyRequest(context, w, actor, row, { groupId: row.groupId, isBeside: true });
      }
      const row = requireGroup(w, actor, item.id);
      return copyGroup(context, w, actor, row, { parentId: row.parentId, isBeside: true });
    }),
  }));
}

/** The place right after a thing. */
function besideIn(w: Writer, actor: Actor, parentId: GroupId | null, id: string): string {
  const siblings = placesIn(w, actor, parentId);
  const next = siblings[siblings.findIndex((each) => each.id === id) + 1];
  return positionBefore(siblings, next?.id ?? null);
}

function copyRequest(
  { facts, now }: Context,
  w: Writer,
  actor: Actor,
  row: SavedRecord,
  { groupId: into, isBeside = false }: { groupId: GroupId | null; isBeside?: boolean },
): CollectionItem {
  const at = now();
  const copy: SavedRecord = {
    ...row,
    id: savedRequestId.parse(uuidv7(at)),
    groupId: into,
    name: isBeside ? freeName(row.name, namesIn(w, actor, into)) : row.name,
    position: isBeside ? besideIn(w, actor, into, row.id) : row.position,
    createdAt: at,
    updatedAt: at,
  };
  w.insert(savedRequests).values(copy).run();
  writeLists(w, actor.tenantId, { requestId: copy.id }, readLists(w, actor.tenantId, { requestId: row.id }));
  facts.emit(w, savedRequestFacts.created, { actor, entity: copy, after: { name: copy.name } });
  return { kind: 'request', id: copy.id };
}

function copyGroup(
  context: Context,
  w: Writer,
  actor: Actor,
  row: GroupRecord,
  { parentId, isBeside = false, depth = 0 }: { parentId: GroupId | null; isBeside?: boolean; depth?: number },
): CollectionItem {
  if (depth >= deepestGroup) throw tooDeep();
  const at = context.now();
  const copy: GroupRecord = {
    ...row,
    id: groupId.parse(uuidv7(at)),
    parentId,
    name: isBeside ? `${row.name} copy` : row.name,
    position: isBeside ? besideIn(w, actor, parentId, row.id) : row.position,
    createdAt: at,
    updatedAt: at,
  };
  // What lies in it is read first: the copy may lie there as well.
  const inside = siblingsIn(w, actor, row.id);
  w.insert(requestGroups).values(copy).run();
  writeLists(w, actor.tenantId, { groupId: copy.id }, readLists(w, actor.tenantId, { groupId: row.id }));
  context.variables.copyVariables(w, actor, { kind: 'group', id: row.id }, { kind: 'group', id: copy.id });
  context.facts.emit(w, groupFacts.created, { actor, entity: copy, after: { name: copy.name } });
  for (const item of inside) {
    if (item.kind === 'request') copyRequest(context, w, actor, requireSaved(w, actor, item.id), { groupId: copy.id });
    else copyGroup(context, w, actor, requireGroup(w, actor, item.id), { parentId: copy.id, depth: depth + 1 });
  }
  return { kind: 'group', id: copy.id };
}

function namesIn(r: Reader, actor: Actor, into: GroupId | null): Set<string> {
  const inside = into === null ? isNull(savedRequests.groupId) : eq(savedRequests.groupId, into);
  const rows = r
    .select({ name: savedRequests.name })
    .from(savedRequests)
    .where(and(standingRequests(actor), inside))
    .all();
  return new Set(rows.map(({ name }) => name.toLowerCase()));
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const tried = n === 1 ? `${name} copy` : `${name} copy ${n}`;
    if (!taken.has(tried.toLowerCase())) return tried;
  }
}
