import { z } from 'zod';
import { connectionId, environmentId, exchangeId, httpUrl, integrationId, timestamp } from './common.ts';
import { connectionFaults } from './connections.ts';
import { environmentFaults } from './environments.ts';
import { defineFaults, passive, route } from './fault.ts';
import { definitionFaults } from './openapi.ts';

export const contractFaults = defineFaults({
  PORT_TAKEN: { status: 409, message: 'Another program listens on the port.' },
  NOTHING_TO_RUN: { status: 422, message: 'No operation of the integration is chosen by what was asked for.' },
});

/** One call of a mock server. Secrets in its address are masked. */
export const mockCall = z.object({
  at: timestamp,
  method: z.string(),
  /** Path and query. */
  target: z.string(),
  /** Null where the definition has no such operation, or the call was refused before. */
  operationKey: z.string().nullable(),
  status: z.int(),
  ms: z.int(),
  /** What was wrong with the request, by the definition. */
  issues: z.array(z.object({ place: z.string(), pointer: z.string(), message: z.string() })),
});
export type MockCall = z.infer<typeof mockCall>;

/** A mock server of an integration. It runs until it is stopped or the console ends. */
export const mock = z.object({
  integrationId,
  port: z.int(),
  /** With the path of the definition's first server. */
  address: z.string(),
  startedAt: timestamp,
  /** Requests that do not fit the definition are refused. */
  validate: z.boolean(),
  dynamic: z.boolean(),
  /** The last calls, the newest first. */
  calls: z.array(mockCall),
});
export type Mock = z.infer<typeof mock>;

/** How an answer breaks a definition, or why there is none. */
export const findingKind = z.enum([
  'undeclaredStatus',
  'undeclaredType',
  'schema',
  'missingHeader',
  'header',
  'serverError',
  'timeout',
  'noAnswer',
  'notSent',
]);
export type FindingKind = z.infer<typeof findingKind>;

export const contractFinding = z.object({
  kind: findingKind,
  message: z.string(),
  /** Into the body (RFC 6901); empty where it is about the whole, or about something else. */
  pointer: z.string(),
});
export type ContractFinding = z.infer<typeof contractFinding>;

/** What one operation answered. */
export const contractResult = z.object({
  key: z.string(),
  method: z.string(),
  path: z.string(),
  /** `kept`: as the definition says. `unchecked`: it could not be judged, and `note` says why. */
  outcome: z.enum(['kept', 'broken', 'noAnswer', 'unchecked', 'skipped']),
  status: z.int().nullable(),
  ms: z.int().nullable(),
  findings: z.array(contractFinding),
  note: z.string().nullable(),
  /** Operations whose answers gave the values of its path. */
  valuesFrom: z.array(z.string()),
  /** The request in the history, which keeps those that broke the definition. */
  exchangeId: exchangeId.nullable(),
});
export type ContractResult = z.infer<typeof contractResult>;

export const contractCounts = z.object({
  kept: z.int(),
  broken: z.int(),
  noAnswer: z.int(),
  unchecked: z.int(),
  skipped: z.int(),
});

export const contractReport = z.object({
  integrationId,
  integrationName: z.string(),
  startedAt: timestamp,
  endedAt: timestamp,
  /** Address of the server that was asked for; null where each operation went to its own. */
  server: z.string().nullable(),
  connectionName: z.string().nullable(),
  /** A person ended it, or the first broken answer did. */
  ended: z.enum(['whole', 'cancelled', 'bailed']),
  counts: contractCounts,
  results: z.array(contractResult).max(20_000),
});
export type ContractReport = z.infer<typeof contractReport>;

/** A check that runs. */
export const contractProgress = z.object({
  startedAt: timestamp,
  done: z.int(),
  total: z.int(),
  counts: contractCounts,
  /** The operation that was answered last. */
  last: z.string().nullable(),
});
export type ContractProgress = z.infer<typeof contractProgress>;

/** An address, or one that begins with a variable, which is judged when it is filled in. */
const serverAddress = z.union([
  httpUrl,
  z
    .string()
    .trim()
    .max(2_000)
    .regex(
      /^(https?:\/\/[^\s]*)?\{\{[^{}]+\}\}\S*$/i,
      'Enter an address that begins with http:// or https://, or with a variable.',
    ),
]);

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'This is no name of a header.')
  .max(200);

export const contractChoice = z.object({
  integrationId,
  connectionId: connectionId.nullable(),
  /** Null sends each operation to the server that it has. It may hold variables of the environment. */
  server: serverAddress.nullable().default(null),
  environmentId: environmentId.nullable().default(null),
  /** Sent with every operation; values may hold variables of the environment, as for credentials. */
  headers: z
    .array(z.object({ name: headerName, value: z.string().max(20_000) }))
    .max(50)
    .default([]),
  /** Tags, or patterns of `METHOD /path` in which `*` stands for anything; none takes every operation. */
  only: z.array(z.string().min(1).max(500)).max(50).default([]),
  /** Also what may change something. A person has said yes to it. */
  includeUnsafe: z.boolean().default(false),
  concurrency: z.int().min(1).max(16).default(4),
  /** Between two requests, in milliseconds. */
  delayMs: z.int().min(0).max(60_000).default(0),
  timeoutSeconds: z.int().min(1).max(600).default(30),
  /** Ends with the first answer that breaks the definition. */
  bail: z.boolean().default(false),
});
export type ContractChoice = z.infer<typeof contractChoice>;

const guarded = route.errors({
  ...definitionFaults.map,
  ...connectionFaults.map,
  ...contractFaults.map,
  ...environmentFaults.map,
});
const shown = passive.errors({ ...definitionFaults.map, ...contractFaults.map });
const ofIntegration = z.object({ integrationId });

export const contractsContract = {
  /** The mock server of an integration; null where none runs. */
  mock: shown.input(ofIntegration).output(mock.nullable()),
  /** Starts one on 127.0.0.1, or answers the one that runs. Throws PORT_TAKEN. */
  startMock: guarded
    .input(
      ofIntegration.extend({
        /** 0 takes a free one. */
        port: z.int().min(0).max(65_535).default(0),
        validate: z.boolean().default(true),
        dynamic: z.boolean().default(false),
        seed: z.int().min(0).max(2_147_483_647).default(1),
      }),
    )
    .output(mock),
  stopMock: guarded.input(ofIntegration).output(z.object({ stopped: z.boolean() })),
  /** Which operations a check would send, by whether they may change something. */
  plan: shown
    .input(contractChoice.pick({ integrationId: true, only: true }))
    .output(z.object({ safe: z.int(), unsafe: z.int(), unsafeMethods: z.array(z.string()) })),
  /** Begins to send; `report` says how far it is. Throws NOTHING_TO_RUN, VAULT_LOCKED, CONFLICT where one runs already. */
  check: guarded.input(contractChoice).output(contractProgress),
  cancelCheck: guarded.input(ofIntegration).output(z.object({ cancelled: z.boolean() })),
  /** The check that runs, and the last one that ended. */
  report: shown
    .input(ofIntegration)
    .output(z.object({ running: contractProgress.nullable(), last: contractReport.nullable() })),
  /** The last report as a file; null where there is none. */
  exportReport: shown
    .input(ofIntegration.extend({ format: z.enum(['json', 'junit', 'text']) }))
    .output(z.object({ name: z.string(), mediaType: z.string(), text: z.string() }).nullable()),
};
