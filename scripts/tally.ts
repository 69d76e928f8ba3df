import { z } from 'zod';

/** How many tests passed, failed and were skipped. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };
export const onePassed: Tally = { ...nothing, passed: 1 };
export const oneFailed: Tally = { ...nothing, failed: 1 };

const vitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
});

export function add(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** A runner that ended badly without a failed test, or that ran nothing, failed itself. */
function withRunner(counted: Tally, exitCode: number): Tally {
  const ranNothing = counted.passed + counted.failed === 0;
  const brokeDown = exitCode !== 0 && counted.failed === 0;
  return ranNothing || brokeDown ? add(counted, oneFailed) : counted;
}

/** Counts Vitest's JSON report; `report` is null where there is none. */
export function tallyVitest(report: unknown, exitCode: number): Tally {
  const parsed = vitestReport.safeParse(report);
  if (!parsed.success) return oneFailed;
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = parsed.data;
  return withRunner({ passed, failed, skipped: numPendingTests + numTodoTests }, exitCode);
}

/** Counts Playwright's JSON report. A test that passed at a retry passed. */
export function tallyPlaywright(report: unknown, exitCode: number): Tally {
  const parsed = playwrightReport.safeParse(report);
  if (!parsed.success) return oneFailed;
  const { expected, flaky, unexpected, skipped } = parsed.data.stats;
  return withRunner({ passed: expected + flaky, failed: unexpected, skipped }, exitCode);
}

/** The line that the whole run ends with. */
export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
