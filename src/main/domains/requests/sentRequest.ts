import { basename } from 'node:path';
import type { ExchangeId } from '#contract/common.ts';
import type { Fault } from '#contract/fault.ts';
import type { Exchange } from '#contract/requests.ts';
import type { SignedRequest } from '#main/domains/connections/index.ts';
import { createRedactor, type OutboundResponse, type Redactor } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { isTextual } from './mediaType.ts';
import type { PreparedRequest } from './prepare.ts';
import { historyCharacters, redactDraft, redactHeaders, redactUrl } from './redaction.ts';
import type { SchemaMatch } from './schemaMatch.ts';
import type { SentRequestRecord, SentRequestRow } from './table.ts';

/** What became of a request: a response, or the fault that ended it. */
export type Outcome =
  | { readonly response: OutboundResponse; readonly schemaMatch: SchemaMatch }
  | { readonly fault: Fault };

/** A request that went out, or tried to. `id` is the caller's. */
export interface Sent {
  readonly id: ExchangeId;
  readonly prepared: PreparedRequest;
  readonly request: SignedRequest;
  readonly outcome: Outcome;
}

/** Characters of a request's body that are kept. */
const previewCharacters = 64 * 1024;
/** Characters after the preview that are redacted together with it, so that no secret is cut in two at its end. */
const overlapCharacters = 2_000_000;

/** The row of what was sent; the request's secrets are redacted everywhere in it. */
export function rowOf(actor: Actor, sent: Sent, at: number): SentRequestRow {
  const { id, prepared, request, outcome } = sent;
  const { draft, built, integration, connection } = prepared;
  const redactor = createRedactor(request.secrets);
  const response = 'response' in outcome ? outcome.response : null;
  const fault = 'fault' in outcome ? outcome.fault : null;
  return {
    tenantId: actor.tenantId,
    id,
    at,
    actorId: actor.userId,
    actorName: actor.name,
    privateTo: connection?.visibility === 'private' ? actor.userId : null,
    integrationId: integration?.id ?? null,
    integrationName: integration?.displayName ?? null,
    operationKey: draft.operationKey,
    connectionName: connection?.name ?? null,
    method: built.method,
    url: redactUrl(request.url, redactor),
    status: response?.status ?? null,
    faultCode: fault?.code ?? null,
    totalMs: response?.timings.total ?? null,
    record: recordOf(sent, redactor),
    ...bodyColumns(response),
  };
}

function recordOf({ prepared, request, outcome }: Sent, redactor: Redactor): SentRequestRecord {
  const { draft, built } = prepared;
  const text = built.body?.shown.slice(0, previewCharacters + overlapCharacters);
  return {
    requestHeaders: redactHeaders(request.headers, redactor),
    requestBody: text === undefined ? null : redactor.text(text).slice(0, previewCharacters),
    response: 'response' in outcome ? shownResponse(outcome) : null,
    fault: 'fault' in outcome ? shownFault(outcome.fault) : null,
    timings: 'response' in outcome ? outcome.response.timings : null,
    draft: redactDraft(draft, redactor, historyCharacters),
  };
}

function shownFault({ code, message, data }: Fault) {
  return { code, message, phase: data.phase ?? null, tried: data.tried ?? null, todo: data.todo ?? null };
}

function shownResponse({ response, schemaMatch }: Extract<Outcome, { response: unknown }>) {
  const { contentType, body } = response;
  return {
    status: response.status,
    statusText: response.statusText,
    httpVersion: response.httpVersion,
    headers: response.headers.map(([name, value]) => ({ name, value })),
    mediaType: contentType === '' ? null : contentType,
    bytes: body.bytes,
    truncated: response.truncated,
    textual: contentType === '' ? looksLikeText(body) : isTextual(contentType),
    remoteAddress: response.remoteAddress,
    redirects: response.redirects,
    schemaMatch,
  };
}

function looksLikeText(body: OutboundResponse['body']): boolean {
  return body.kind === 'inline' && !body.data.subarray(0, 4096).includes(0);
}

function bodyColumns(response: OutboundResponse | null) {
  if (response === null) return { bytes: null, charset: null, keptBytes: 0, bodyFile: null, body: null };
  const { body, charset } = response;
  const kept = { bytes: body.bytes, charset, keptBytes: body.bytes };
  if (body.kind === 'inline') return { ...kept, bodyFile: null, body: body.data };
  return { ...kept, bodyFile: basename(body.path), body: null };
}

/** A sent request as it is shown. */
export function shownRequest(row: Omit<SentRequestRow, 'body'>): Exchange {
  return {
    id: row.id,
    at: row.at,
    actor: { id: row.actorId, name: row.actorName },
    integrationId: row.integrationId ?? null,
    integrationName: row.integrationName ?? null,
    operationKey: row.operationKey ?? null,
    connectionName: row.connectionName ?? null,
    method: row.method,
    url: row.url,
    ...row.record,
  };
}
