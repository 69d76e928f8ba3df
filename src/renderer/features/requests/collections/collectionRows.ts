import type { CollectionItem, GroupRow, SavedRequestRow } from '#contract/collections.ts';
import type { GroupId } from '#contract/common.ts';

interface Placed {
  /** From 1. */
  readonly level: number;
  readonly id: string;
  readonly name: string;
  readonly parentId: GroupId | null;
  /** Names of what holds it, outermost first. */
  readonly path: readonly string[];
}

/** A collection or folder as it stands in the list. */
export interface GroupNode extends Placed {
  readonly kind: 'group';
  readonly id: GroupId;
  readonly open: boolean;
  /** Requests in it, at any depth. */
  readonly requests: number;
}

/** A saved request as it stands in the list. */
export interface RequestNode extends Placed {
  readonly kind: 'request';
  readonly id: SavedRequestRow['id'];
  readonly row: SavedRequestRow;
}

/** A line of the tree of collections. */
export type CollectionNode = GroupNode | RequestNode;

export interface CollectionData {
  readonly groups: readonly GroupRow[];
  readonly requests: readonly SavedRequestRow[];
}

type Child =
  | { readonly kind: 'group'; readonly row: GroupRow }
  | { readonly kind: 'request'; readonly row: SavedRequestRow };

/** What each group holds, in order; what lies beside the collections is under null. */
export type Children = ReadonlyMap<GroupId | null, readonly Child[]>;

/** Puts groups and requests below what holds them. What lies in a group that is not there is shown beside the collections. */
export function childrenOf({ groups, requests }: CollectionData): Children {
  const known = new Set(groups.map(({ id }) => id));
  const children = new Map<GroupId | null, Child[]>();
  const add = (parentId: GroupId | null, child: Child) => {
    const place = parentId !== null && known.has(parentId) ? parentId : null;
    const siblings = children.get(place);
    if (siblings === undefined) children.set(place, [child]);
    else siblings.push(child);
  };
  for (const row of groups) add(row.parentId, { kind: 'group', row });
  for (const row of requests) add(row.groupId, { kind: 'request', row });
  for (const siblings of children.values())
    siblings.sort((a, b) => compare(a.row.position, b.row.position) || compare(a.row.id, b.row.id));
  return children;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The lines of the tree: of closed groups only themselves. */
export function allRows(children: Children, opened: ReadonlySet<string>): CollectionNode[] {
  const counts = requestCounts(children);
  const rows: CollectionNode[] = [];
  walk(children, null, [], (child, parentId, path) => {
    const open = child.kind === 'group' && opened.has(child.row.id);
    rows.push(nodeOf(child, parentId, path, open, counts));
    return open;
  });
  return rows;
}

/** The lines whose name or address has every word of a text, or that `also` names, with all that holds them and all that they hold. */
export function foundRows(children: Children, text: string, also: ReadonlySet<string>): CollectionNode[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const counts = requestCounts(children);
  const rows: CollectionNode[] = [];
  const above: { readonly node: CollectionNode; readonly found: boolean; shown: boolean }[] = [];
  walk(children, null, [], (child, parentId, path) => {
    const node = nodeOf(child, parentId, path, true, counts);
    above.length = path.length;
    const found = also.has(node.id) || isFound(child, words) || above.some((group) => group.found);
    if (found) {
      for (const group of above) {
        if (!group.shown) rows.push(group.node);
        group.shown = true;
      }
      rows.push(node);
    }
    above.push({ node, found, shown: found });
    return true;
  });
  return rows;
}

const isFound = ({ kind, row }: Child, words: readonly string[]): boolean => {
  const text = (kind === 'group' ? row.name : `${row.method} ${row.name} ${row.url}`).toLowerCase();
  return words.every((word) => text.includes(word));
};

function nodeOf(
  child: Child,
  parentId: GroupId | null,
  path: readonly string[],
  open: boolean,
  counts: ReadonlyMap<string, number>,
): CollectionNode {
  const { name } = child.row;
  const place = { level: path.length + 1, name, parentId, path };
  return child.kind === 'group'
    ? { kind: 'group', id: child.row.id, open, requests: counts.get(child.row.id) ?? 0, ...place }
    : { kind: 'request', id: child.row.id, row: child.row, ...place };
}

/** Goes through the tree from above; below a group where `visit` says so. */
function walk(
  children: Children,
  parentId: GroupId | null,
  path: readonly string[],
  visit: (child: Child, parentId: GroupId | null, path: readonly string[]) => boolean,
): void {
  for (const child of children.get(parentId) ?? []) {
    const goesOn = visit(child, parentId, path);
    if (goesOn && child.kind === 'group') walk(children, child.row.id, [...path, child.row.name], visit);
  }
}

function requestCounts(children: Children): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const countIn = (id: GroupId | null): number => {
    let sum = 0;
    for (const child of children.get(id) ?? []) sum += child.kind === 'request' ? 1 : countIn(child.row.id);
    if (id !== null) counts.set(id, sum);
    return sum;
  };
  countIn(null);
  return counts;
}

/** The same thing as the console's routes name it. */
export const itemOf = (node: CollectionNode): CollectionItem =>
  node.kind === 'group' ? { kind: 'group', id: node.id } : { kind: 'request', id: node.id };

/** What is chosen, without what lies in something that is chosen as well. */
export function outermost(nodes: readonly CollectionNode[], groups: readonly GroupRow[]): CollectionNode[] {
  const parents = new Map<string, GroupId | null>(groups.map(({ id, parentId }) => [id, parentId]));
  const chosen = new Set<string>(nodes.map(({ id }) => id));
  const isInside = (id: GroupId | null): boolean =>
    id !== null && (chosen.has(id) || isInside(parents.get(id) ?? null));
  return nodes.filter(({ parentId }) => !isInside(parentId));
}

/** Whether a group is one of the things, or lies in one. */
export function liesIn(id: GroupId | null, things: ReadonlySet<string>, groups: readonly GroupRow[]): boolean {
  const parents = new Map<string, GroupId | null>(groups.map((group) => [group.id, group.parentId]));
  for (let next = id; next !== null; next = parents.get(next) ?? null) if (things.has(next)) return true;
  return false;
}

/** The groups that hold a thing, outermost first. */
export function groupsAbove(groups: readonly GroupRow[], id: GroupId | null): GroupRow[] {
  const byId = new Map<string, GroupRow>(groups.map((group) => [group.id, group]));
  const above: GroupRow[] = [];
  for (let next = id; next !== null; ) {
    const group = byId.get(next);
    if (group === undefined || above.includes(group)) break;
    above.unshift(group);
    next = group.parentId;
  }
  return above;
}

/** The group whose script `of` names: by its kind and name, or by its name alone as earlier versions kept it. */
export const groupOfScript = (groups: readonly GroupRow[], of: string): GroupRow | undefined =>
  groups.findLast(
    ({ name, parentId }) => of === name || of === `the ${parentId === null ? 'collection' : 'folder'} ${name}`,
  );
