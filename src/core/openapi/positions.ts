import { JsonScan } from './jsonScan.ts';
import { defaultLimits } from './limits.ts';
import { type Position, positionsOf } from './lines.ts';
import type { ParsedDefinition } from './parse.ts';
import { placeTree } from './placeTree.ts';
import { scanYaml } from './yamlScan.ts';

/**
 * Lines and columns of pointers. A pointer to something that is missing gets the place of the nearest part that
 * is there. Costs one more reading of the text, so it is done only when there is something to show.
 */
export function locate(parsed: ParsedDefinition, pointers: Iterable<string>): Map<string, Position> {
  const wanted = [...new Set(pointers)];
  if (wanted.length === 0) return new Map();
  const tree = placeTree(wanted);
  const offsets =
    parsed.format === 'json'
      ? new JsonScan(parsed.text, tree).run().offsets
      : scanYaml(parsed.text, tree, defaultLimits.depth);
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
