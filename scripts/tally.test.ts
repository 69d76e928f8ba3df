import { describe, expect, it } from 'vitest';
import { add, formatTally, nothing, oneFailed, onePassed, tallyPlaywright, tallyVitest } from './tally.ts';

const vitest = (passed: number, failed: number, pending = 0, todo = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: todo,
});
const playwright = (expected: number, unexpected: number, flaky = 0, skipped = 0) => ({
  stats: { expected, unexpected, flaky, skipped, duration: 1 },
});

describe('tally', () => {
  it('adds the runners up into one line', () => {
    const sum = add(add(tallyVitest(vitest(5, 0), 0), tallyPlaywright(playwright(3, 1), 1)), onePassed);
    expect(formatTally(sum)).toBe('9 passed, 1 failed');
  });

  it('names what was skipped only where something was', () => {
    expect(formatTally(tallyVitest(vitest(1, 0, 2, 1), 0))).toBe('1 passed, 0 failed, 3 skipped');
    expect(formatTally(onePassed)).toBe('1 passed, 0 failed');
  });

  it('counts a test that passed at a retry as passed', () => {
    expect(tallyPlaywright(playwright(2, 0, 1), 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
  });

  it('counts a runner that ran nothing as failed', () => {
    expect(tallyVitest(vitest(0, 0), 0)).toEqual(oneFailed);
    expect(tallyPlaywright(playwright(0, 0, 0, 4), 0)).toEqual({ passed: 0, failed: 1, skipped: 4 });
  });

  it('counts a runner that ended badly without a failed test as failed', () => {
    expect(tallyVitest(vitest(7, 0), 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
    expect(tallyVitest(vitest(7, 2), 1)).toEqual({ passed: 7, failed: 2, skipped: 0 });
  });

  it('counts a runner without a report as failed', () => {
    expect(tallyVitest(null, 0)).toEqual(oneFailed);
    expect(tallyPlaywright({ stats: {} }, 0)).toEqual(oneFailed);
  });

  it('starts from nothing', () => {
    expect(formatTally(nothing)).toBe('0 passed, 0 failed');
  });
});
