import { z } from 'zod';
import { codeLanguageIds } from '#core/code/languages.ts';
import { comparedBodies, filteredJson, jsonTreeRow, streamWindow } from './bodies.ts';
import {
  connectionId,
  deletedThing,
  exchangeId,
  expected,
  givenName,
  integrationId,
  json,
  savedRequestId,
  timestamp,
  userId,
  window,
} from './common.ts';
import { connectionFaults } from './connections.ts';
import { defineFaults, passive, route } from './fault.ts';
import { networkFaults } from './network.ts';
import { readable, storedThings } from './readable.ts';
import { header, historyFilter, liveResponse, receivedResponse, sendFailure } from './responses.ts';
import { bodyRow, storedFile, timings } from './transfer.ts';

export const requestFaults = defineFaults({
  NOT_SENDABLE: { status: 422, message: 'The request has an error that must be fixed before it can be sent.' },
  BODY_GONE: { status: 410, message: 'The body is no longer kept.' },
  TOO_MUCH_WORK: { status: 422, message: 'The body takes too long to be read in this way.' },
  FILE_NOT_KEPT: { status: 507, message: 'The file for the request could not be stored.' },
});

export const parameterValue = z.object({
  name: z.string().max(500),
  /** `querystring`: the whole query as one value (OpenAPI 3.2). */
  in: z.enum(['path', 'query', 'querystring', 'header', 'cookie']),
  /** Text, number, boolean, or an array or object of them for parameters with a style. */
  value: json,
  enabled: z.boolean().default(true),
});

/** Of a file: where the console keeps it, or that a record goes without it, since it showed a secret. */
const keptAside = { stored: storedFile.optional(), leftOut: z.literal(true).optional() };

export const requestBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('text'),
    mediaType: z.string().max(200),
    text: z.string().max(20_000_000),
    /** Where a record keeps a text that is too long for it. */
    stored: storedFile.optional(),
  }),
  z.object({
    kind: z.literal('form'),
    mediaType: z
      .string()
      .max(200)
      .regex(/^(application\/x-www-form-urlencoded|multipart\/[\w.+-]+)\s*(;|$)/i, 'This is not a form media type.'),
    fields: z
      .array(
        z.object({
          name: z.string().max(500),
          value: z.string().max(5_000_000),
          /** For a file part: name, type and content. */
          file: z
            .object({
              name: z.string().max(255),
              mediaType: z.string().max(200),
              data: z.base64().max(14_000_000),
              ...keptAside,
            })
            .optional(),
          enabled: z.boolean().default(true),
        }),
      )
      .max(500),
  }),
  /** A file as it is: in base64, or kept by the console already. */
  z.object({
    kind: z.literal('file'),
    mediaType: z.string().max(200),
    name: z.string().max(255),
    data: z.base64().max(140_000_000),
    ...keptAside,
  }),
]);

/** A request as a person puts it together. With an operation, `url` is its path template; without an integration it is absolute. */
export const requestDraft = z.object({
  integrationId: integrationId.nullable(),
  operationKey: z.string().max(2_100).nullable(),
  /** Null sends no credentials. */
  connectionId: connectionId.nullable(),
  /** Any token of HTTP (RFC 9110 section 9.1); the usual ones count in any case. */
  method: z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,60}$/, 'This is not an HTTP method.'),
  url: z.string().max(16_000),
  /** Base for a relative `url`; null takes the integration's base URL. */
  server: z.string().max(2_048).nullable(),
  serverVariables: z.record(z.string(), z.string()).default({}),
  parameters: z.array(parameterValue).max(500),
  body: requestBody,
  followRedirects: z.boolean().default(true),
  timeoutSeconds: z.int().min(1).max(3_600).nullable().default(null),
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

export const savedRequest = z.object({
  id: savedRequestId,
  name: z.string(),
  draft: requestDraft,
  updatedAt: timestamp,
  /** It was made for an operation that is no longer in the integration's definition. It can still be sent as it is. */
  operationGone: z.boolean(),
});
export type SavedRequest = z.infer<typeof savedRequest>;

const guarded = route.errors({ ...connectionFaults.map, ...networkFaults.map, ...requestFaults.map });
const shown = passive.errors({ ...connectionFaults.map, ...networkFaults.map, ...requestFaults.map });
const one = z.object({ id: exchangeId });
const manySaved = z.object({ ids: z.array(savedRequestId).min(1).max(10_000) });
const changedSaved = z.object({ ids: z.array(savedRequestId) });
const columns = z.int().min(8).max(2_000);
const sought = z.string().min(1).max(200);

export const requestsContract = {
  compose: guarded.input(requestDraft).output(composed),
  /** The request as a program that sends it, with placeholders for secrets. */
  code: shown.input(z.object({ draft: requestDraft, language: z.enum(codeLanguageIds) })).output(z.string()),
  /** Sends and records. `id` is made by the caller, so that it can cancel. A refused or failed request is an answer with `fault`, not an error. */
  send: guarded.input(z.object({ id: exchangeId, draft: requestDraft })).output(sentRequest),
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
  saved: shown.output(z.array(readable(savedRequest, storedThings.savedRequest))),
  save: guarded
    .input(z.object({ id: savedRequestId.optional(), name: givenName, draft: requestDraft, expected }))
    .output(savedRequest),
  /** Deletes softly; `restoreSaved` undoes it. */
  removeSaved: guarded.input(z.object({ id: savedRequestId })).output(z.object({ id: savedRequestId })),
  restoreSaved: guarded.input(manySaved).output(changedSaved),
  /** Saved requests that `restoreSaved` can still bring back, the last deleted first; they are kept for 30 days. */
  deletedSaved: shown.output(z.array(deletedThing(savedRequestId))),
};
