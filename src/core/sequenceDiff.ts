/** A run of items that are the same in both, only in the left, or only in the right; places are exclusive at their ends. */
export interface DiffRun {
  readonly kind: 'same' | 'removed' | 'added';
  readonly left: readonly [from: number, to: number];
  readonly right: readonly [from: number, to: number];
}

/** Differences beyond which two texts are not compared any further. */
const mostDifferences = 3_000;

/**
 * The shortest way from one list to another (Myers, "An O(ND) Difference Algorithm and Its Variations"). What differs by more than
 * `most` items is given as removed and added whole between what is the same at both ends.
 */
export function diffSequences<T>(left: readonly T[], right: readonly T[], most = mostDifferences): DiffRun[] {
  let head = 0;
  const shorter = Math.min(left.length, right.length);
  while (head < shorter && left[head] === right[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail += 1;
  const runs = new Runs();
  runs.same(head);
  const [leftEnd, rightEnd] = [left.length - tail, right.length - tail];
  const steps = shortestWay(left.slice(head, leftEnd), right.slice(head, rightEnd), most);
  if (steps === null) {
    runs.removed(leftEnd - head);
    runs.added(rightEnd - head);
  } else for (const step of steps) runs[step](1);
  runs.same(tail);
  return runs.all;
}

type Step = DiffRun['kind'];

/** Joins single steps to runs. */
class Runs {
  readonly all: DiffRun[] = [];
  private left = 0;
  private right = 0;

  readonly same = (count: number) => this.add('same', count, count);
  readonly removed = (count: number) => this.add('removed', count, 0);
  readonly added = (count: number) => this.add('added', 0, count);

  private add(kind: Step, left: number, right: number): void {
    if (left + right === 0) return;
    const before = this.all.at(-1);
    const goesOn = before?.kind === kind;
    if (goesOn) this.all.pop();
    const [leftFrom, rightFrom] = goesOn ? [before.left[0], before.right[0]] : [this.left, this.right];
    this.left += left;
    this.right += right;
    this.all.push({ kind, left: [leftFrom, this.left], right: [rightFrom, this.right] });
  }
}

function shortestWay<T>(left: readonly T[], right: readonly T[], most: number): Step[] | null {
  const [n, m] = [left.length, right.length];
  const limit = Math.min(most, n + m);
  const furthest = new Int32Array(2 * limit + 3);
  const middle = limit + 1;
  const at = (diagonal: number) => furthest[middle + diagonal] ?? 0;
  const trace: Int32Array[] = [];
  for (let differences = 0; differences <= limit; differences += 1) {
    trace.push(furthest.slice(middle - differences - 1, middle + differences + 2));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      const down = diagonal === -differences || (diagonal !== differences && at(diagonal - 1) < at(diagonal + 1));
      let x = down ? at(diagonal + 1) : at(diagonal - 1) + 1;
      while (x < n && x - diagonal < m && left[x] === right[x - diagonal]) x += 1;
      furthest[middle + diagonal] = x;
      if (x >= n && x - diagonal >= m) return wayBack(trace, n, m);
    }
  }
  return null;
}

function wayBack(trace: readonly Int32Array[], n: number, m: number): Step[] {
  const steps: Step[] = [];
  let [x, y] = [n, m];
  for (let differences = trace.length - 1; differences >= 0; differences -= 1) {
    const before = trace[differences];
    const at = (diagonal: number) => before?.[diagonal + differences + 1] ?? 0;
    const diagonal = x - y;
    const down = diagonal === -differences || (diagonal !== differences && at(diagonal - 1) < at(diagonal + 1));
    const fromX = differences === 0 ? 0 : at(down ? diagonal + 1 : diagonal - 1);
    const fromY = differences === 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY) {
      steps.push('same');
      x -= 1;
      y -= 1;
    }
    if (differences > 0) steps.push(down ? 'added' : 'removed');
    [x, y] = [fromX, fromY];
  }
  return steps.reverse();
}
