import { and, eq, isNull } from 'drizzle-orm';
import type { CollectionItem } from '#contract/collections.ts';
import type { GroupId } from '#contract/common.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Placed } from '#main/kernel/order.ts';
import type { Reader } from '#main/store/index.ts';
import { requestGroups, savedRequests, standingGroups, standingRequests } from './table.ts';

export type Sibling = Placed & CollectionItem;

/** What lies in a group, or beside the collections (null), in its order: folders and requests mixed as a person placed them. */
export function siblingsIn(r: Reader, actor: Actor, parentId: GroupId | null): Sibling[] {
  const inside = <C extends typeof requestGroups.parentId | typeof savedRequests.groupId>(column: C) =>
    parentId === null ? isNull(column) : eq(column, parentId);
  const groups = r
    .select({ id: requestGroups.id, position: requestGroups.position })
    .from(requestGroups)
    .where(and(standingGroups(actor), inside(requestGroups.parentId)))
    .all();
  const requests = r
    .select({ id: savedRequests.id, position: savedRequests.position })
    .from(savedRequests)
    .where(and(standingRequests(actor), inside(savedRequests.groupId)))
    .all();
  const all: Sibling[] = [
    ...groups.map((each) => ({ kind: 'group' as const, ...each })),
    ...requests.map((each) => ({ kind: 'request' as const, ...each })),
  ];
  return all.sort((a, b) => compare(a.position, b.position) || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
