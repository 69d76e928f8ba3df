import type { Place } from './notes.ts';

/** A thing of an export that is a flat list, in which each names the one that it lies in. */
export interface Linked<T> {
  readonly id: string;
  readonly parent: string;
  readonly value: T;
}

export interface LinkedNode<T> {
  readonly value: T;
  readonly children: readonly LinkedNode<T>[];
}

/**
 * The trees below each root. What leads to no root, because its parent is missing or lies within itself, is put under the first one.
 * The order of the list holds within each parent. Things that share an id are all kept; the first one holds what lies below.
 */
export function treesOf<T>(
  items: readonly Linked<T>[],
  roots: readonly string[],
  place: Place,
): Map<string, LinkedNode<T>[]> {
  const [firstRoot = ''] = roots;
  const parents = new Map<string, string>();
  for (const { id, parent } of items) if (!parents.has(id)) parents.set(id, parent);
  const rooted = new Set(roots);
  const lost = lostIds(parents, rooted);
  const children = new Map<string, Linked<T>[]>();
  for (const item of items) {
    const isLost = lost.has(item.id) || (!rooted.has(item.parent) && !parents.has(item.parent));
    if (isLost && roots.length > 0)
      place.say('Some items name a folder that is missing or lies within itself; they stand at the top.');
    const parent = isLost ? firstRoot : item.parent;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [item]);
    else siblings.push(item);
  }
  const used = new Set<string>();
  const nodesBelow = (id: string, depth: number): LinkedNode<T>[] => {
    if (used.has(id)) return [];
    used.add(id);
    return (children.get(id) ?? []).map((item) => {
      if (depth > deepest) return { value: item.value, children: [] };
      return { value: item.value, children: nodesBelow(item.id, depth + 1) };
    });
  };
  return new Map(roots.map((root) => [root, nodesBelow(root, 1)]));
}

/** What lies deeper is left without its children, which no program that made the file could show either. */
const deepest = 1_000;

/** Those that stand in a circle or whose parent is missing: each is moved to the top, and keeps what lies below it. */
function lostIds(parents: ReadonlyMap<string, string>, roots: ReadonlySet<string>): Set<string> {
  const lost = new Set<string>();
  const settled = new Set<string>();
  for (const start of parents.keys()) {
    const way = new Set<string>();
    let id = start;
    while (!roots.has(id) && !settled.has(id) && !way.has(id)) {
      way.add(id);
      const parent = parents.get(id);
      if (parent === undefined || (!roots.has(parent) && !parents.has(parent))) {
        lost.add(id);
        break;
      }
      id = parent;
    }
    if (way.has(id) && !lost.has(id)) lost.add(id);
    for (const each of way) settled.add(each);
  }
  return lost;
}
