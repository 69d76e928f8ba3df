import { basename } from 'node:path';
import type { ExchangeId } from '#contract/common.ts';
import type { Fault } from '#contract/fault.ts';
import { isTextual } from '#core/http/mediaType.ts';
import type { SignedRequest } from '#main/domains/connections/index.ts';
import { createRedactor, type OutboundResponse, type Redactor } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { historyCharacters, keptDraft } from './keptDraft.ts';
import type { Outcome } from './outcome.ts';
import type { Prepared } from './prepare.ts';
import { redactHeaders, redactUrl } from './redactNamed.ts';
import type { ExchangeRecord, NewExchange } from './table.ts';

/** A request that went out, or tried to. `id` is the caller's. */
export interface Sent {
  readonly id: ExchangeId;
  readonly prepared: Prepared;
  readonly request: SignedRequest;
  readonly outcome: Outcome;
}

/** Characters of a request's body that are kept. */
const previewCharacters = 64 * 1024;
/** Redacted together with the preview, so that no secret is cut in two at its end. */
const margin = 2_000_000;

/** The row of what was sent; everything in it is redacted from the request's secrets. */
export function exchangeRow(actor: Actor, sent: Sent, at: number): NewExchange {
  const { id, prepared, request, outcome } = sent;
  const { draft, built, integration, connection } = prepared;
  const redactor = createRedactor(request.secrets);
  const response = 'response' in outcome ? outcome.response : null;
  const fault = 'fault' in outcome ? outcome.fault : null;
  const record = recordOf(sent, redactor);
  return {
    ...{ tenantId: actor.tenantId, id, at, actorId: actor.userId, actorName: actor.name },
    privateTo: connection?.visibility === 'private' ? actor.userId : null,
    ...{ integrationId: integration?.id ?? null, integrationName: integration?.displayName ?? null },
    ...{ operationKey: draft.operationKey, connectionName: connection?.name ?? null },
    ...{ method: built.method, url: redactUrl(request.url, redactor), record },
    ...{ status: response?.status ?? null, faultCode: fault?.code ?? null, totalMs: response?.timings.total ?? null },
    ...bodyColumns(response),
  };
}

function recordOf({ prepared, request, outcome }: Sent, redactor: Redactor): ExchangeRecord {
  const { draft, built } = prepared;
  const text = built.body?.shown.slice(0, previewCharacters + margin);
  return {
    requestHeaders: redactHeaders(request.headers, redactor),
    requestBody: text === undefined ? null : redactor.text(text).slice(0, previewCharacters),
    response: 'response' in outcome ? shownResponse(outcome) : null,
    fault: 'fault' in outcome ? shownFault(outcome.fault) : null,
    timings: 'response' in outcome ? outcome.response.timings : null,
    draft: keptDraft(draft, redactor, historyCharacters),
  };
}

function shownFault({ code, message, data }: Fault) {
  return { code, message, phase: data.phase ?? null, tried: data.tried ?? null, todo: data.todo ?? null };
}

function shownResponse({ response, schemaMatch }: Extract<Outcome, { response: unknown }>) {
  const { status, statusText, httpVersion, truncated, remoteAddress, redirects, contentType, body } = response;
  return {
    ...{ status, statusText, httpVersion, truncated, remoteAddress, redirects, schemaMatch },
    headers: response.headers.map(([name, value]) => ({ name, value })),
    mediaType: contentType === '' ? null : contentType,
    bytes: body.bytes,
    textual: contentType === '' ? looksLikeText(body) : isTextual(contentType),
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
