/** Steps of a chart: more would be narrower than a dot. */
const mostSteps = 200;

interface TimedResult {
  /** Counts from 0. */
  readonly number: number;
  /** Milliseconds; null where nothing was sent. */
  readonly timeMs: number | null;
}

export interface TimeStep {
  /** Numbers of results, counted from 1. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds. */
  readonly median: number;
  readonly longest: number;
}

/** The times of results in their order, as many of them in a step as keeps a chart readable. */
export function timesInOrder(results: readonly TimedResult[], most = mostSteps): TimeStep[] {
  const timed = results.flatMap(({ number, timeMs }) => (timeMs === null ? [] : [{ number, timeMs }]));
  return inSteps(timed, most).map((step) => {
    const times = step.map(({ timeMs }) => timeMs).sort((a, b) => a - b);
    const numbers = step.map(({ number }) => number + 1);
    return { from: numbers[0] ?? 0, to: numbers.at(-1) ?? 0, median: medianOf(times), longest: times.at(-1) ?? 0 };
  });
}

/** @param sorted not empty */
function medianOf(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const above = sorted[Math.floor(half)] ?? 0;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? above) + above) / 2 : above;
}

const outcomes = ['passed', 'failed', 'skipped'] as const;

interface JudgedResult {
  /** Counts from 0. */
  readonly iteration: number;
  readonly outcome: (typeof outcomes)[number];
}

export interface IterationStep {
  /** Iterations, counted from 1. */
  readonly from: number;
  readonly to: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** How many results of each outcome every iteration has, in their order. */
export function outcomesByIteration(results: readonly JudgedResult[], most = mostSteps): IterationStep[] {
  const iterations = [...Map.groupBy(results, ({ iteration }) => iteration)].sort(([a], [b]) => a - b);
  return inSteps(iterations, most).map((step) => {
    const rows = step.flatMap(([, own]) => own);
    const count = (wanted: JudgedResult['outcome']) => rows.filter(({ outcome }) => outcome === wanted).length;
    const [first = 0, last = first] = [step[0]?.[0], step.at(-1)?.[0]];
    return {
      from: first + 1,
      to: last + 1,
      passed: count('passed'),
      failed: count('failed'),
      skipped: count('skipped'),
    };
  });
}

function inSteps<T>(items: readonly T[], most: number): T[][] {
  const size = Math.max(1, Math.ceil(items.length / most));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
