import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RunId, SavedRequestId, TenantId, UserId } from '#contract/common.ts';
import { runInput, runResult, runState } from '#contract/runs.ts';
import { json, oneOf, timestampMs } from '#main/store/index.ts';

/** Mirror of `0030_runs.sql`. */
export const runs = sqliteTable(
  'runs',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    id: text('id').$type<RunId>().notNull(),
    userId: text('user_id').$type<UserId>().notNull(),
    name: text('name').notNull(),
    environmentName: text('environment_name'),
    plan: json('plan', runInput),
    state: oneOf('state', runState.options).notNull(),
    startedAt: timestampMs('started_at').notNull(),
    endedAt: timestampMs('ended_at'),
    planned: integer('planned').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

/** What of a result stands in no column of its own. */
export const resultRecord = runResult.omit({
  number: true,
  iteration: true,
  requestId: true,
  name: true,
  outcome: true,
});

export const runResults = sqliteTable(
  'run_results',
  {
    tenantId: text('tenant_id').$type<TenantId>().notNull(),
    runId: text('run_id').$type<RunId>().notNull(),
    number: integer('number').notNull(),
    iteration: integer('iteration').notNull(),
    requestId: text('request_id').$type<SavedRequestId>(),
    name: text('name').notNull(),
    outcome: oneOf('outcome', runResult.shape.outcome.options).notNull(),
    record: json('record', resultRecord).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.runId, table.number] })],
);
