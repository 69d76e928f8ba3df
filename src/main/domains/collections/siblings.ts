import { and, eq, isNull } from 'drizzle-orm';
import type { CollectionItem } from '#contract/collections.ts';
import type { GroupId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Placed } from '#main/kernel/order.ts';
import type { Reader } from '#main/store/index.ts';
import { requestGroups, savedRequests } from './table.ts';

export type Sibling = Placed & CollectionItem;

/** What lies in a group, or beside the collections (null), in its order: folders and requests mixed as a person placed them. */
export const siblingsIn = (r: Reader, actor: Actor, parentId: GroupId | null): Sibling[] =>
  allIn(r, actor, parentId).filter(({ deletedAt }) => deletedAt === null);

/** The same with what was deleted there, among which new ones are placed: what is restored stands again where it stood. */
export const placesIn = (r: Reader, actor: Actor, parentId: GroupId | null): Placed[] => allIn(r, actor, parentId);

function allIn(r: Reader, { tenantId }: Actor, parentId: GroupId | null): (Sibling & { deletedAt: number | null })[] {
  const inside = <C extends typeof requestGroups.parentId | typeof savedRequests.groupId>(column: C) =>
    parentId === null ? isNull(column) : eq(column, parentId);
  const groups = r
    .select({ id: requestGroups.id, position: requestGroups.position, deletedAt: requestGroups.deletedAt })
    .from(requestGroups)
    .where(and(eq(requestGroups.tenantId, tenantId), inside(requestGroups.parentId)))
    .all();
  const requests = r
    .select({ id: savedRequests.id, position: savedRequests.position, deletedAt: savedRequests.deletedAt })
    .from(savedRequests)
    .where(and(eq(savedRequests.tenantId, tenantId), inside(savedRequests.groupId)))
    .all();
  return [
    ...groups.map((each) => ({ kind: 'group' as const, ...each })),
    ...requests.map((each) => ({ kind: 'request' as const, ...each })),
  ].sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
