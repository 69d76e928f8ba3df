import type { CollectionItem, GroupRow } from '#contract/collections.ts';
import type { GroupId } from '#contract/common.ts';
import { type Children, type CollectionNode, liesIn } from './collectionRows.ts';

/** Where things are placed, as the console's route takes it, and in words. */
export interface Placing {
  readonly into: GroupId | null;
  readonly before: CollectionItem | null;
  /** For example `before List orders`, or `into Orders`. */
  readonly words: string;
}

export type MoveKey = 'up' | 'down' | 'out' | 'in';

/** Where a step of the keyboard brings a thing: among its siblings, out of its group, or into the group before it. Null where it leads nowhere. */
export function keyPlacing(
  node: CollectionNode,
  step: MoveKey,
  children: Children,
  groups: readonly GroupRow[],
): Placing | null {
  const siblings = children.get(node.parentId) ?? [];
  const at = siblings.findIndex(({ row }) => row.id === node.id);
  const [before, after, next] = [siblings[at - 1], siblings[at + 1], siblings[at + 2]];
  const into = node.parentId;
  switch (step) {
    case 'up':
      return before === undefined ? null : { into, before: itemAt(before), words: `before ${before.row.name}` };
    case 'down':
      return after === undefined
        ? null
        : { into, before: next === undefined ? null : itemAt(next), words: `after ${after.row.name}` };
    case 'in':
      return before?.kind !== 'group' ? null : { into: before.row.id, before: null, words: `into ${before.row.name}` };
    case 'out': {
      const parent = groups.find(({ id }) => id === into);
      if (parent === undefined) return null;
      const uncles = children.get(parent.parentId) ?? [];
      const following = uncles[uncles.findIndex(({ row }) => row.id === parent.id) + 1];
      return {
        into: parent.parentId,
        before: following === undefined ? null : itemAt(following),
        words: `out of ${parent.name}`,
      };
    }
  }
}

type Sibling = NonNullable<ReturnType<Children['get']>>[number];

const itemAt = (child: Sibling): CollectionItem =>
  child.kind === 'group' ? { kind: 'group', id: child.row.id } : { kind: 'request', id: child.row.id };

/** The part of a line that the pointer is over. */
export type DropSide = 'before' | 'after' | 'into';

/** The side of a line at a share of its height, from 0 at the top. A group takes things in its middle. */
export function dropSide(node: CollectionNode, share: number): DropSide {
  if (node.kind === 'request') return share < 0.5 ? 'before' : 'after';
  if (share < 0.25) return 'before';
  // Below an opened group stands its first thing, and not its next sibling.
  return share > 0.75 && !node.open ? 'after' : 'into';
}

/** Where things go that are dropped at a line; null where they cannot: in themselves, or where they are. */
export function dropPlacing(
  node: CollectionNode,
  side: DropSide,
  moved: ReadonlySet<string>,
  children: Children,
  groups: readonly GroupRow[],
): Placing | null {
  const into = side === 'into' && node.kind === 'group' ? node.id : node.parentId;
  if (liesIn(into, moved, groups)) return null;
  if (side === 'into') return { into, before: null, words: `into ${node.name}` };
  if (moved.has(node.id)) return null;
  const siblings = children.get(node.parentId) ?? [];
  const at = siblings.findIndex(({ row }) => row.id === node.id);
  const from = side === 'before' ? at : at + 1;
  // What is moved as well is no place to stand before.
  const before = siblings.slice(from).find(({ row }) => !moved.has(row.id));
  return { into, before: before === undefined ? null : itemAt(before), words: `${side} ${node.name}` };
}
