import { z } from 'zod';
import { collectionFaults } from '#core/collections/faults.ts';
import { textFile } from './collections.ts';
import { environmentId, groupId, runId, savedRequestId, timestamp, window } from './common.ts';
import { environmentFaults } from './environments.ts';
import { defineFaults, passive, route } from './fault.ts';
import { readable, storedThings } from './readable.ts';
import { sendFailure } from './responses.ts';
import { testResults } from './testResults.ts';
import { storedFile } from './transfer.ts';

export const runFaults = defineFaults({
  NOTHING_TO_RUN: { status: 422, message: 'There is no request to run.' },
  RUN_DATA: { status: 422, message: 'The data cannot be read.' },
  TOO_MANY_RUNS: { status: 429, message: 'Too many runs are under way.' },
});

const runTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('group'), id: groupId }),
  z.object({ kind: z.literal('requests'), ids: z.array(savedRequestId).min(1).max(10_000) }),
  /** Collections and environments of other tools, without taking them over. `environment` names one of theirs. */
  z.object({
    kind: z.literal('files'),
    files: z.array(textFile).min(1).max(10_000),
    environment: z.string().max(200).optional(),
    /** Files that its requests send, by the paths that they name. */
    attachments: z
      .array(z.object({ path: z.string().max(4_096), stored: storedFile }))
      .max(1_000)
      .optional(),
  }),
  /** What failed in a run of before. */
  z.object({ kind: z.literal('failed'), of: runId }),
]);

export const runOptions = z.object({
  /** Of the console's environments. */
  environmentId: environmentId.nullable().default(null),
  /** Values over all others. */
  variables: z.record(z.string().min(1).max(200), z.string().max(100_000)).default({}),
  /** Rows of data, an iteration each. */
  data: z
    .object({ format: z.enum(['csv', 'json']), text: z.string().max(50_000_000) })
    .nullable()
    .default(null),
  /** Null runs once, or once for each row of data. */
  iterations: z.int().min(1).max(100_000).nullable().default(null),
  /** Milliseconds between two requests. */
  delayMs: z.int().min(0).max(600_000).default(0),
  /** Requests at once within an iteration. More than one leaves out what scripts say about the order. */
  concurrency: z.int().min(1).max(20).default(1),
  /** No request takes longer, whatever else is set for it; null leaves that to the request, its folders and the settings. */
  timeoutSeconds: z.int().min(1).max(3_600).nullable().default(null),
  /** Ends the run with the first request that fails. */
  bail: z.boolean().default(false),
  /** A person confirmed that requests may change something in a production environment. */
  confirmed: z.boolean().default(false),
});
export type RunOptions = z.infer<typeof runOptions>;

export const runState = z.enum(['running', 'finished', 'stopped', 'cancelled', 'failed']);

/** How a run stands. `stopped`: after the first failure, as was asked for; `failed`: it could not go on. */
export const run = z.object({
  id: runId,
  name: z.string(),
  environmentName: z.string().nullable(),
  state: runState,
  startedAt: timestamp,
  endedAt: timestamp.nullable(),
  /** Requests, as far as known ahead; scripts may change the order. */
  planned: z.int(),
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  /** Iterations that have a result. */
  iterations: z.int(),
  /** It can be run again as it was. */
  repeatable: z.boolean(),
});
export type Run = z.infer<typeof run>;

/** What came of one request of a run; redacted. */
export const runResult = z.object({
  number: z.int(),
  /** Counts from 0. */
  iteration: z.int(),
  requestId: savedRequestId.nullable(),
  name: z.string(),
  /** The collection and folders that it lies in. */
  path: z.array(z.string()),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  method: z.string(),
  url: z.string(),
  status: z.int().nullable(),
  /** Milliseconds. */
  timeMs: z.number().nullable(),
  /** Bytes of the body, decoded. */
  bytes: z.int().nullable(),
  fault: sendFailure.nullable(),
  tests: testResults.nullable(),
});
export type RunResult = z.infer<typeof runResult>;

/** What is to be run, and how. */
export const runInput = z.object({ target: runTarget, options: runOptions.prefault({}) });
export type RunInput = z.infer<typeof runInput>;

/** How a run went, in at most some hundred steps each. */
export const runChart = z.object({
  /** Milliseconds of the results from number `from` to `to`, counted from 1; of several their median and the longest. */
  times: z.array(z.object({ from: z.int(), to: z.int(), median: z.number(), longest: z.number() })),
  /** Outcomes of the iterations `from` to `to`, counted from 1. */
  iterations: z.array(z.object({ from: z.int(), to: z.int(), passed: z.int(), failed: z.int(), skipped: z.int() })),
});
export type RunChart = z.infer<typeof runChart>;

const guarded = route.errors({ ...runFaults.map, ...environmentFaults.map, ...collectionFaults.map });
const shown = passive.errors(runFaults.map);
const one = z.object({ id: runId });

export const runsContract = {
  start: guarded.input(runInput).output(run),
  /** The paths of files that requests of a collection send, as they name them; a run has their content where it is given. */
  attachments: guarded
    .input(z.object({ files: z.array(textFile).min(1).max(10_000) }))
    .output(z.object({ paths: z.array(z.string()) })),
  /** The runs of this person, the last first. */
  list: shown.output(z.array(readable(run, storedThings.run))),
  get: shown.input(one).output(run),
  /**
   * What a repeatable run was asked for, to ask it again: of values that were given by hand only the names, and of data only that there was
   * some. Throws NOT_FOUND where the run is not repeatable.
   */
  plan: shown.input(one).output(runInput),
  chart: shown.input(one).output(runChart),
  /** Results in the order that they ended, from `offset` on. */
  results: shown
    .input(one.extend({ ...window, outcome: z.enum(['passed', 'failed', 'skipped']).optional() }))
    .output(z.object({ rows: z.array(readable(runResult, storedThings.run)), total: z.int() })),
  cancel: guarded.input(one).output(z.object({ cancelled: z.boolean() })),
  remove: guarded.input(one).output(one),
  report: shown
    .input(one.extend({ format: z.enum(['junit', 'json', 'html']) }))
    .output(z.object({ path: z.string(), text: z.string() })),
};
