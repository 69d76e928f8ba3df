import type { JsonTreeRow } from '#contract/bodies.ts';

/** A container of a long document that is open: its members are rows, those that are open themselves have theirs below. */
export interface OpenNode {
  /** Its first byte. */
  readonly at: number;
  readonly size: number;
  readonly isList: boolean;
  /** Steps from the document to here. */
  readonly location: readonly (string | number)[];
  /** Members that are open, by their place, in order. */
  readonly open: readonly (readonly [index: number, node: OpenNode])[];
}

/** A row: a member of an open container. */
export interface PlacedRow {
  readonly parent: OpenNode;
  readonly index: number;
  readonly level: number;
  /** The row itself where it is open. */
  readonly node: OpenNode | undefined;
}

/** The rows below an open container. */
export function rowsBelow(node: OpenNode): number {
  return node.open.reduce((sum, [, child]) => sum + rowsBelow(child), node.size);
}

/** The row at a place among all below a container. */
export function rowAt(root: OpenNode, place: number, level = 2): PlacedRow {
  let before = 0;
  for (const [index, child] of root.open) {
    const at = index + before;
    if (place < at) break;
    if (place === at) return { parent: root, index, level, node: child };
    const inside = rowsBelow(child);
    if (place <= at + inside) return rowAt(child, place - at - 1, level + 1);
    before += inside;
  }
  return { parent: root, index: place - before, level, node: undefined };
}

/** The place of an open container among the rows below the root; -1 is the root itself. */
export function placeOf(root: OpenNode, at: number): number {
  const find = (node: OpenNode): number | null => {
    let before = 0;
    for (const [index, child] of node.open) {
      if (child.at === at) return index + before;
      const inside = find(child);
      if (inside !== null) return index + before + 1 + inside;
      before += rowsBelow(child);
    }
    return null;
  };
  return find(root) ?? -1;
}

/** The same with a member opened, or closed where it is open. */
export function withToggled(root: OpenNode, { parent, index }: PlacedRow, row: JsonTreeRow): OpenNode {
  return withNode(root, parent.at, (node) => {
    const others = node.open.filter(([each]) => each !== index);
    if (others.length < node.open.length) return { ...node, open: others };
    const step = row.name ?? index;
    const opened = {
      at: row.at,
      size: row.size,
      isList: row.kind === 'list',
      location: [...node.location, step],
      open: [],
    };
    return { ...node, open: [...others, [index, opened] as const].sort(([a], [b]) => a - b) };
  });
}

function withNode(node: OpenNode, at: number, change: (node: OpenNode) => OpenNode): OpenNode {
  if (node.at === at) return change(node);
  return { ...node, open: node.open.map(([index, child]) => [index, withNode(child, at, change)] as const) };
}
