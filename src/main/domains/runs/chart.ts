import { and, asc, eq, sql } from 'drizzle-orm';
import type { RunId } from '#contract/common.ts';
import type { RunChart } from '#contract/runs.ts';
import { outcomesByIteration, timesInOrder } from '#core/runs/chart.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { readRun } from './runs.ts';
import { runResults } from './table.ts';

/** The times and outcomes of a run. Throws NOT_FOUND. */
export function chartRun(r: Reader, actor: Actor, { id }: { id: RunId }): RunChart {
  readRun(r, actor, { id });
  const { number, iteration, outcome, record } = runResults;
  const rows = r
    .select({
      number,
      iteration,
      outcome,
      // A record that is damaged has no time, and takes no other's with it.
      timeMs: sql<number | null>`iif(json_valid(${record}), json_extract(${record}, '$.timeMs'), null)`,
    })
    .from(runResults)
    .where(and(eq(runResults.tenantId, actor.tenantId), eq(runResults.runId, id)))
    .orderBy(asc(number))
    .all();
  return { times: timesInOrder(rows), iterations: outcomesByIteration(rows) };
}
