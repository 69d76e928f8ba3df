import { z } from 'zod';
import { codeLanguageIds } from '#core/code/languages.ts';
import { comparedBodies, filteredJson, jsonTreeRow, streamWindow } from './bodies.ts';
import { environmentId, exchangeId, groupId, integrationId, timestamp, userId, window } from './common.ts';
import { connectionFaults } from './connections.ts';
import { environmentFaults } from './environments.ts';
import { defineFaults, passive, route } from './fault.ts';
import { networkFaults } from './network.ts';
import { readable, storedThings } from './readable.ts';
import { parameterValue, requestBody, requestExtras } from './requestParts.ts';
import { header, historyFilter, liveResponse, receivedResponse, sendFailure } from './responses.ts';
import { testResults } from './testResults.ts';
import { bodyRow, timings } from './transfer.ts';

export { parameterValue, requestBody };

export const requestFaults = defineFaults({
  NOT_SENDABLE: { status: 422, message: 'The request has an error that must be fixed before it can be sent.' },
  BODY_GONE: { status: 410, message: 'The body is no longer kept.' },
  NEEDS_CONFIRMATION: { status: 409, message: 'The request may change something in a production environment.' },
  SKIPPED: { status: 409, message: 'A script skipped the request.' },
  SCRIPT_FAILED: { status: 422, message: 'A script that runs before the request failed.' },
  TOO_MUCH_WORK: { status: 422, message: 'The body takes too long to be read in this way.' },
  FILE_NOT_KEPT: { status: 507, message: 'The file for the request could not be stored.' },
});

/** A request as a person puts it together. With an operation, `url` is its path template; without an integration it is absolute. */
export const requestDraft = z.object({
  integrationId: integrationId.nullable(),
  operationKey: z.string().max(2_100).nullable(),
  /** The folder or collection that it lies in, whose authentication, settings and variables it takes on. */
  groupId: groupId.nullable().default(null),
  /** Whose variables it is sent with; those that hold in every environment count without one too. */
  environmentId: environmentId.nullable().default(null),
  /** Any token of HTTP (RFC 9110 section 9.1); the usual ones count in any case. */
  method: z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,60}$/, 'This is not an HTTP method.'),
  url: z.string().max(16_000),
  /** Base for a relative `url`; null takes the integration's base URL. */
  server: z.string().max(2_048).nullable(),
  serverVariables: z.record(z.string(), z.string()).default({}),
  parameters: z.array(parameterValue).max(500),
  body: requestBody,
  ...requestExtras,
  /** The person confirmed that the secret goes to a host outside its list, this time. */
  confirmedHost: z.string().max(260).nullable().default(null),
});
export type RequestDraft = z.infer<typeof requestDraft>;
export type RequestDraftInput = z.input<typeof requestDraft>;

export const draftProblem = z.object({
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  /** Parameter name, `url`, `server` or `body`. */
  field: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
});

/** The request as it will be sent; secrets are masked. */
export const composed = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.array(header),
  /** Its beginning. */
  body: z.string().nullable(),
  bodyBytes: z.int(),
  problems: z.array(draftProblem),
  /** The host the connection's secret may not go to without a confirmation. */
  foreignHost: z.string().nullable(),
  /** The same request for a terminal, secrets masked. */
  curl: z.string(),
  /** The production environment that it may change something in, which is asked about before it is sent. */
  production: z.string().nullable(),
});
export type Composed = z.infer<typeof composed>;

/** A sent request with what came back; redacted, as it is kept. */
export const sentRequest = z.object({
  id: exchangeId,
  at: timestamp,
  actor: z.object({ id: userId, name: z.string() }).nullable(),
  integrationId: integrationId.nullable(),
  integrationName: z.string().nullable(),
  operationKey: z.string().nullable(),
  connectionName: z.string().nullable(),
  method: z.string(),
  url: z.string(),
  requestHeaders: z.array(header),
  /** As far as it is kept: a million characters. */
  requestBody: z.string().nullable(),
  /** Bytes of the whole body; null where there was none, or where it was sent before this was kept. */
  requestBodyBytes: z.int().nullable().default(null),
  response: receivedResponse.nullable(),
  /** What ended it. Beside a response: its body did not come whole, and what came is kept. */
  fault: sendFailure.nullable(),
  timings: timings.nullable(),
  /** The draft it was sent from, to open it again. */
  draft: requestDraft,
  /** What checks and scripts came to; null where there were none. */
  tests: testResults.nullable().default(null),
  /** It stays in the history, whatever its age. */
  pinned: z.boolean().default(false),
  note: z.string().nullable().default(null),
});
export type SentRequest = z.infer<typeof sentRequest>;

export const sentRequestRow = sentRequest
  .pick({ id: true, at: true, integrationId: true, integrationName: true, operationKey: true, method: true, url: true })
  .extend({
    status: z.int().nullable(),
    faultCode: z.string().nullable(),
    totalMs: z.number().nullable(),
    bytes: z.int().nullable(),
    pinned: z.boolean(),
    note: z.string().nullable(),
  });
export type SentRequestRow = z.infer<typeof sentRequestRow>;

const faults = {
  ...connectionFaults.map,
  ...networkFaults.map,
  ...environmentFaults.map,
  ...requestFaults.map,
};
const guarded = route.errors(faults);
const shown = passive.errors(faults);
const one = z.object({ id: exchangeId });
const columns = z.int().min(8).max(2_000);
const sought = z.string().min(1).max(200);

export const requestsContract = {
  compose: guarded.input(requestDraft).output(composed),
  /** The request as a program that sends it, with placeholders for secrets. */
  code: shown.input(z.object({ draft: requestDraft, language: z.enum(codeLanguageIds) })).output(z.string()),
  /** Sends and records. `id` is made by the caller, so that it can cancel. A refused or failed request is an answer with `fault`, not an error. */
  send: guarded
    .input(z.object({ id: exchangeId, draft: requestDraft, confirmed: z.boolean().optional() }))
    .output(sentRequest),
  /** What a request that is under way has brought so far; null before its head came, and when it is over. */
  live: shown.input(one).output(liveResponse.nullable()),
  cancel: guarded.input(one).output(z.object({ cancelled: z.boolean() })),
  history: shown
    .input(historyFilter.extend(window))
    .output(z.object({ rows: z.array(readable(sentRequestRow, storedThings.sentRequest)), total: z.int() })),
  get: shown.input(one).output(sentRequest),
  /** Keeps a sent request whatever its age, or no longer, and what a person wrote about it. Two hundred can be pinned. */
  mark: guarded
    .input(one.extend({ pinned: z.boolean().optional(), note: z.string().max(2_000).optional() }))
    .output(z.object({ pinned: z.boolean(), note: z.string().nullable() })),
  /** A piece of the kept response body; offsets count bytes. Text is cut at whole characters. */
  body: shown
    .input(
      one.extend({
        offset: z.int().nonnegative(),
        length: z.int().min(1).max(4_000_000),
        as: z.enum(['text', 'base64']),
      }),
    )
    .output(z.object({ data: z.string(), total: z.int(), next: z.int().nullable() })),
  /**
   * Rows of the kept body as text: lines, and long ones cut after `columns` (a wide character counts as two), so that any body can be
   * shown from any place. `find` marks what was found in them.
   */
  bodyRows: shown
    .input(one.extend({ columns, row: z.int().nonnegative(), count: z.int().min(1).max(500), find: sought.optional() }))
    .output(z.object({ rows: z.array(bodyRow), totalRows: z.int(), totalLines: z.int() })),
  /** Every place of a text in the kept body, whatever its case; the first thousand. */
  findInBody: shown
    .input(one.extend({ columns, text: sought }))
    .output(z.object({ matches: z.array(z.object({ at: z.int(), row: z.int() })), more: z.boolean() })),
  /**
   * A kept JSON body as a tree, as it was sent, whatever its size: the document itself where `at` is null, else members of the container
   * that begins at this byte. `problem` says why it is none.
   */
  jsonRows: shown
    .input(
      one.extend({
        at: z.int().nonnegative().nullable(),
        from: z.int().nonnegative().default(0),
        count: z.int().min(1).max(500).default(200),
      }),
    )
    .output(z.object({ problem: z.string().nullable(), rows: z.array(jsonTreeRow) })),
  /** What a JSONPath (RFC 9535) finds in a kept JSON body; the first five hundred with their values as they were sent. */
  filterJson: shown.input(one.extend({ path: z.string().max(2_000) })).output(filteredJson),
  /** How the kept bodies of two responses differ. */
  compareBodies: shown.input(z.object({ left: exchangeId, right: exchangeId })).output(comparedBodies),
  /** Events of a stream after one, while it arrives and of what is kept. */
  events: shown
    .input(one.extend({ after: z.int().nonnegative().default(0), limit: z.int().min(1).max(500).default(500) }))
    .output(streamWindow),
  /** An address of the console under which the body can be fetched as it is kept, for a minute. */
  bodyAddress: guarded.input(one).output(z.object({ path: z.string() })),
  /** Deletes what was sent: one request, those of an integration, or all of it. What is pinned stays, unless it is the one. */
  clearHistory: guarded
    .input(z.object({ id: exchangeId.optional(), integrationId: integrationId.optional() }))
    .output(z.object({ removed: z.int() })),
};
