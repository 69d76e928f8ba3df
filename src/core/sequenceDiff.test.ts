import { diffArrays } from 'diff';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DiffRun, diffSequences } from './sequenceDiff.ts';

const items = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });

/** Both lists, rebuilt from what the runs say of them. */
function rebuilt(runs: readonly DiffRun[], left: readonly string[], right: readonly string[]) {
  const parts = (kind: DiffRun['kind'], side: 'left' | 'right', list: readonly string[]) =>
    runs.flatMap((run) => (run.kind === kind || run.kind === 'same' ? list.slice(...run[side]) : []));
  return [parts('removed', 'left', left), parts('added', 'right', right)];
}

const changes = (runs: readonly DiffRun[]) =>
  runs.reduce(
    (sum, { kind, left, right }) => (kind === 'same' ? sum : sum + left[1] - left[0] + right[1] - right[0]),
    0,
  );

test('covers both lists in order, and names what is the same as such', () => {
  fc.assert(
    fc.property(items, items, (left, right) => {
      const runs = diffSequences(left, right);
      expect(rebuilt(runs, left, right)).toEqual([left, right]);
      for (const { kind, left: from, right: to } of runs)
        if (kind === 'same') expect(left.slice(...from)).toEqual(right.slice(...to));
    }),
  );
});

test('needs as few changes as another implementation', () => {
  fc.assert(
    fc.property(items, items, (left, right) => {
      const judged = diffArrays(left, right).reduce(
        (sum, { added, removed, count }) => sum + (added || removed ? count : 0),
        0,
      );
      expect(changes(diffSequences(left, right))).toBe(judged);
    }),
  );
});

test('gives up on what differs too much, and keeps what is the same at both ends', () => {
  const runs = diffSequences(['x', ...Array(50).fill('a'), 'y'], ['x', ...Array(60).fill('b'), 'y'], 20);
  expect(runs.map(({ kind, left, right }) => [kind, left[1] - left[0], right[1] - right[0]])).toEqual([
    ['same', 1, 1],
    ['removed', 50, 0],
    ['added', 0, 60],
    ['same', 1, 1],
  ]);
});

test('compares long lists with few differences at once', () => {
  const left = Array.from({ length: 200_000 }, (_, at) => String(at));
  const right = left.filter((_, at) => at % 1_000 !== 0);
  expect(changes(diffSequences(left, right))).toBe(200);
});
