import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';

type SyntaxNode = ReturnType<typeof syntaxTree>['topNode'];

/** Where in a JSON text the cursor stands, and what can be written there. */
export interface JsonPlace {
  /** A property name of the object at `path`, or the value at `path`. */
  expects: 'name' | 'value';
  path: (string | number)[];
  /** Names that the object has already. */
  taken: string[];
}

const unquote = (text: string) => text.replace(/^"|"$/g, '');
const isContainer = (node: SyntaxNode) => node.name === 'Object' || node.name === 'Array';

/** Reads the place at `position`; `start` is where the word under the cursor begins. Null in an empty text. */
export function jsonPlace(state: EditorState, start: number): JsonPlace | null {
  const container = enclosing(syntaxTree(state).resolveInner(start, -1));
  if (container === null) return { expects: 'value', path: [], taken: [] };
  const path = pathOf(state, container);
  const before = state
    .sliceDoc(Math.max(0, start - 200), start)
    .trimEnd()
    .at(-1);
  if (container.name === 'Array') return { expects: 'value', path: [...path, indexAt(container, start)], taken: [] };
  if (before === '{' || before === ',') return { expects: 'name', path, taken: names(state, container, start) };
  if (before !== ':') return null;
  return { expects: 'value', path: [...path, names(state, container).at(-1) ?? ''], taken: [] };

  function names(of: EditorState, object: SyntaxNode, except?: number): string[] {
    return object
      .getChildren('Property')
      .filter((property) => (except === undefined ? property.from < start : property.from !== except))
      .map((property) => propertyName(of, property));
  }
}

function enclosing(node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at !== null && !isContainer(at)) at = at.parent;
  return at;
}

function propertyName(state: EditorState, property: SyntaxNode): string {
  const name = property.getChild('PropertyName');
  return name === null ? '' : unquote(state.sliceDoc(name.from, name.to));
}

function indexAt(array: SyntaxNode, position: number): number {
  let index = 0;
  for (let child = array.firstChild; child !== null && child.to <= position; child = child.nextSibling) {
    if (/^[A-Z]/.test(child.name)) index += 1;
  }
  return index;
}

function pathOf(state: EditorState, node: SyntaxNode): (string | number)[] {
  const parent = node.parent;
  if (parent === null) return [];
  if (parent.name === 'Property') return [...pathOf(state, parent), propertyName(state, parent)];
  if (parent.name === 'Array') return [...pathOf(state, parent), indexAt(parent, node.from)];
  return pathOf(state, parent);
}
