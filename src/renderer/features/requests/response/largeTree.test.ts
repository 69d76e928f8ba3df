import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonTreeRow } from '#contract/bodies.ts';
import { type OpenNode, placeOf, rowAt, rowsBelow, withToggled } from './largeTree.ts';

const root: OpenNode = { at: 0, size: 4, isList: true, location: [], open: [] };
const container = (at: number, size: number): JsonTreeRow => ({
  name: null,
  at,
  bytes: 100,
  kind: 'list',
  size,
  text: '',
  isCut: false,
});

/** The rows as they stand below each other. */
const all = (node: OpenNode) => Array.from({ length: rowsBelow(node) }, (_, place) => rowAt(node, place));

test('has one row for each member of what is open, wherever it is opened', () => {
  const steps = fc.array(fc.tuple(fc.nat(30), fc.nat(5)), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (toggles) => {
      let tree = root;
      for (const [number, [place, size]] of toggles.entries()) {
        const row = rowAt(tree, place % Math.max(1, rowsBelow(tree)));
        tree = withToggled(tree, row, container(number + 1, size));
      }
      const rows = all(tree);
      const flat = (node: OpenNode): [number, number][] =>
        Array.from({ length: node.size }, (_, index): [number, number][] => {
          const child = node.open.find(([each]) => each === index)?.[1];
          return [[node.at, index], ...(child === undefined ? [] : flat(child))];
        }).flat();
      expect(rows.map(({ parent, index }) => [parent.at, index])).toEqual(flat(tree));
      for (const [place, { node }] of rows.entries())
        if (node !== undefined) expect(placeOf(tree, node.at)).toBe(place);
    }),
  );
});

test('opens and closes, and knows the way to each', () => {
  const opened = withToggled(root, rowAt(root, 1), { ...container(10, 2), name: 'items' });
  expect(all(opened).map(({ level }) => level)).toEqual([2, 2, 3, 3, 2, 2]);
  expect(rowAt(opened, 2).parent.location).toEqual(['items']);
  expect(placeOf(opened, 0)).toBe(-1);
  expect(withToggled(opened, rowAt(opened, 1), container(10, 2))).toEqual(root);
});
