import type { TestResults } from '#contract/testResults.ts';

interface TestCounts {
  readonly passed: number;
  /** With scripts that did not come to their end. */
  readonly failed: number;
  readonly skipped: number;
}

/** How many checks, captures and scripts came out how. */
export function testCounts({ results, faults }: TestResults): TestCounts {
  const skipped = results.filter((result) => result.skipped).length;
  const passed = results.filter((result) => !result.skipped && result.passed).length;
  return { passed, skipped, failed: results.length - passed - skipped + faults.length };
}
