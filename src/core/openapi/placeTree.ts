import { tokensOf } from './pointer.ts';

/** A wanted place in a document and the wanted places below it. */
export interface PlaceTree {
  pointer: string;
  children: Map<string, PlaceTree>;
}

/** The tree of some pointers and all their ancestors: those stand in for what is not in the text. */
export function placeTree(pointers: readonly string[]): PlaceTree {
  const root: PlaceTree = { pointer: '', children: new Map() };
  for (const pointer of pointers) {
    let node = root;
    let end = 0;
    for (const token of tokensOf(pointer)) {
      const next = pointer.indexOf('/', end + 1);
      end = next === -1 ? pointer.length : next;
      const child = node.children.get(token) ?? { pointer: pointer.slice(0, end), children: new Map() };
      node.children.set(token, child);
      node = child;
    }
  }
  return root;
}
