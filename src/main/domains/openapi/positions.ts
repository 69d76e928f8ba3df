import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { JsonScan, type PlaceTree } from './jsonScan.ts';
import { type Position, positionsOf } from './lines.ts';
import type { ParsedDefinition } from './parse.ts';
import { tokensOf } from './pointer.ts';

/** Above this many characters a YAML text is not read a second time for exact places. */
const exactYamlLength = 8_000_000;

/**
 * Lines and columns of pointers. A pointer to something that is missing gets the place of the nearest part that
 * is there. Costs one more reading of the text, so it is done only when there is something to show.
 */
export function locate(parsed: ParsedDefinition, pointers: Iterable<string>): Map<string, Position> {
  const wanted = [...new Set(pointers)];
  if (wanted.length === 0) return new Map();
  const offsets = parsed.format === 'json' ? jsonOffsets(parsed.text, wanted) : yamlOffsets(parsed.text, wanted);
  const positions = positionsOf(parsed.text, offsets.values());
  const placed = new Map<string, Position>();
  for (const pointer of wanted) {
    const offset = nearest(offsets, pointer);
    const position = offset === undefined ? undefined : positions.get(offset);
    if (position) placed.set(pointer, position);
  }
  return placed;
}

function nearest(offsets: ReadonlyMap<string, number>, pointer: string): number | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const offset = offsets.get(at);
    if (offset !== undefined || at === '') return offset;
  }
}

function jsonOffsets(text: string, pointers: readonly string[]): Map<string, number> {
  return new JsonScan(text, placeTree(pointers)).run().offsets;
}

/** Every ancestor is wanted too, for pointers whose end is not in the text. */
function placeTree(pointers: readonly string[]): PlaceTree {
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

function yamlOffsets(text: string, pointers: readonly string[]): Map<string, number> {
  return text.length <= exactYamlLength ? exactYamlOffsets(text, pointers) : roughYamlOffsets(text, pointers);
}

function exactYamlOffsets(text: string, pointers: readonly string[]): Map<string, number> {
  const document = parseDocument(text, { lineCounter: new LineCounter(), uniqueKeys: false, logLevel: 'silent' });
  const offsets = new Map<string, number>();
  const visit = (node: unknown, tree: PlaceTree): void => {
    if (isMap(node)) for (const pair of node.items) visitPair(pair, tree);
    if (isSeq(node)) for (const [index, item] of node.items.entries()) enter(item, item, tree.children.get(`${index}`));
  };
  const visitPair = (pair: unknown, tree: PlaceTree): void => {
    if (isPair(pair) && isScalar(pair.key)) enter(pair.key, pair.value, tree.children.get(String(pair.key.value)));
  };
  const enter = (placed: unknown, node: unknown, tree: PlaceTree | undefined): void => {
    if (!tree) return;
    const start = rangeStart(placed);
    if (tree.pointer !== undefined && start !== undefined) offsets.set(tree.pointer, start);
    visit(node, tree);
  };
  enter(document.contents, document.contents, placeTree(pointers));
  return offsets;
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const [start] = node.range;
  return typeof start === 'number' ? start : undefined;
}

/** Block style only, by indentation: each key is looked for below its parent's line. Good enough to find the place. */
function roughYamlOffsets(text: string, pointers: readonly string[]): Map<string, number> {
  const offsets = new Map<string, number>([['', 0]]);
  for (const pointer of pointers.slice(0, 200)) {
    let offset = 0;
    let at = '';
    for (const token of tokensOf(pointer)) {
      const found = text.indexOf(`${token}:`, offset);
      if (found === -1) break;
      offset = found;
      at = pointer.slice(
        0,
        at.length +
          1 +
          pointer
            .slice(at.length + 1)
            .concat('/')
            .indexOf('/'),
      );
      offsets.set(at, offset);
    }
  }
  return offsets;
}
