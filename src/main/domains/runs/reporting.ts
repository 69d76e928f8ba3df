import type { RunId } from '#contract/common.ts';
import type { Run, RunResult } from '#contract/runs.ts';
import { htmlReport, jsonReport, junitReport, type Report, type ReportedTest } from '#core/runs/reports.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { readResults, readRun } from './runs.ts';

const writers = { junit: junitReport, json: jsonReport, html: htmlReport };
const endings = { junit: 'xml', json: 'json', html: 'html' };

/** More than any run has. */
const allResults = 1_000_000;

/** A run as a file for other programs or people. Throws NOT_FOUND. */
export function reportRun(
  r: Reader,
  actor: Actor,
  { id, format }: { id: RunId; format: keyof typeof writers },
): { path: string; text: string } {
  const run = readRun(r, actor, { id });
  const { rows } = readResults(r, actor, { id, offset: 0, limit: allResults });
  const name =
    run.name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'run';
  const at = new Date(run.startedAt).toISOString().replace(/[:.]/g, '-').slice(0, 19);
  return { path: `${name}-${at}.${endings[format]}`, text: writers[format](reportOf(run, rows)) };
}

function reportOf({ name, environmentName, state, startedAt, endedAt }: Run, rows: readonly RunResult[]): Report {
  return {
    name,
    environment: environmentName,
    state,
    startedAt,
    endedAt,
    results: rows.map(({ fault, tests, requestId: _, number: __, ...row }) => ({
      ...row,
      fault: fault?.message ?? null,
      tests: testsOf(tests),
    })),
  };
}

function testsOf(tests: RunResult['tests']): ReportedTest[] {
  if (tests === null) return [];
  return [
    ...tests.results.map(
      ({ name, passed, skipped, message }): ReportedTest => ({
        name,
        outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed',
        message,
      }),
    ),
    ...tests.faults.map(
      ({ of, phase, message, line }): ReportedTest => ({
        name: `Script ${phase} the request (${of})`,
        outcome: 'failed',
        message: line === null ? message : `${message} (line ${line})`,
      }),
    ),
  ];
}
