import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomesByIteration, timesInOrder } from './chart.ts';

const timed = (times: readonly (number | null)[]) => times.map((timeMs, number) => ({ number, timeMs }));

test('each result is a step of its own as long as they are few; what was not sent has none', () => {
  expect(timesInOrder(timed([5, null, 9]))).toEqual([
    { from: 1, to: 1, median: 5, longest: 5 },
    { from: 3, to: 3, median: 9, longest: 9 },
  ]);
  expect(timesInOrder([])).toEqual([]);
});

test('many results share steps, with their median and the longest', () => {
  expect(timesInOrder(timed([4, 1, 3, 2, 7]), 2)).toEqual([
    { from: 1, to: 3, median: 3, longest: 4 },
    { from: 4, to: 5, median: 4.5, longest: 7 },
  ]);
});

test('no time is lost, and there are never more steps than were asked for', () => {
  const times = fc.array(fc.option(fc.integer({ min: 0, max: 1e6 })), { maxLength: 400 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 40 }), (given, most) => {
      const steps = timesInOrder(timed(given), most);
      expect(steps.length).toBeLessThanOrEqual(most);
      const longest = given.flatMap((time) => time ?? []);
      expect(Math.max(0, ...steps.map((step) => step.longest))).toBe(Math.max(0, ...longest));
      for (const { from, to, median, longest: top } of steps) {
        expect(from).toBeLessThanOrEqual(to);
        expect(median).toBeLessThanOrEqual(top);
      }
    }),
  );
});

test('outcomes are counted by iteration, in the order of iterations', () => {
  const results = [
    { iteration: 1, outcome: 'passed' },
    { iteration: 0, outcome: 'passed' },
    { iteration: 0, outcome: 'failed' },
    { iteration: 2, outcome: 'skipped' },
  ] as const;
  expect(outcomesByIteration(results)).toEqual([
    { from: 1, to: 1, passed: 1, failed: 1, skipped: 0 },
    { from: 2, to: 2, passed: 1, failed: 0, skipped: 0 },
    { from: 3, to: 3, passed: 0, failed: 0, skipped: 1 },
  ]);
  expect(outcomesByIteration(results, 2)).toEqual([
    { from: 1, to: 2, passed: 2, failed: 1, skipped: 0 },
    { from: 3, to: 3, passed: 0, failed: 0, skipped: 1 },
  ]);
});
