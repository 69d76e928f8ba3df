import { basename } from 'node:path';
import type { ExchangeId, Json } from '#contract/common.ts';
import type { Fault } from '#contract/fault.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import { isTextual } from '#core/http/mediaType.ts';
import type { Judge } from '#core/http/secretJudge.ts';
import { hideInCookies, hideInUrl } from '#core/http/secretTexts.ts';
import { hideTyped, soughtValues } from '#core/http/typedSecrets.ts';
import { ownerAlone, type SignedRequest } from '#main/domains/connections/index.ts';
import { createRedactor, mask, type OutboundResponse, type Redactor } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { SchemaMatch } from './checks.ts';
import type { PreparedRequest } from './context.ts';
import type { StoredRequest, StoredRequestRecord } from './table.ts';

type Pairs = readonly (readonly [name: string, value: string])[];

/** Headers without secrets: those that the redactor knows, and the whole value where the judge says that it is one. */
export function redactHeaders(headers: Pairs, redactor: Redactor, judge: Judge): { name: string; value: string }[] {
  return redactor.headers(headers).map(([name, value]) => {
    if (name.toLowerCase() === 'cookie') return { name, value: hideInCookies(value, judge).text };
    return { name, value: judge('header', name, value) ? mask : value };
  });
}

/** An address without secrets, in the same way. */
export function redactUrl(url: string, redactor: Redactor, judge: Judge): string {
  return hideInUrl(redactor.url(url), judge).text;
}

/** Characters of a body, or of a file in it, above which the history goes without them. */
const historyCharacters = 256 * 1024;

/**
 * A draft as it may be stored: the secrets that the judge finds leave the mask behind, every other text goes through the redactor,
 * and bodies and files longer than `longest` are left out. Who opens it again enters the secrets anew, or better uses a connection.
 */
export function redactDraft(draft: RequestDraft, { judge, secrets = [], longest }: KeepRules): RequestDraft {
  const { typed, found } = hideTyped(draft, judge);
  const { text } = createRedactor([...secrets, ...soughtValues(found)]);
  const keep: Keep = { text, bounded: (value) => (value.length > (longest ?? value.length) ? '' : value) };
  return {
    ...draft,
    url: text(typed.url),
    server: typed.server && text(typed.server),
    serverVariables: Object.fromEntries(
      Object.entries(typed.serverVariables).map(([name, value]) => [name, text(value)]),
    ),
    parameters: typed.parameters.map((parameter) => ({ ...parameter, value: redactJson(parameter.value, text) })),
    body: keptBody(typed.body, keep),
    confirmedHost: null,
  };
}

interface KeepRules {
  readonly judge: Judge;
  /** Besides those that were typed. */
  readonly secrets?: readonly string[];
  /** Characters of a body or a file. */
  readonly longest?: number;
}

type Text = (value: string) => string;

interface Keep {
  readonly text: Text;
  readonly bounded: Text;
}

function redactJson(value: Json, text: Text): Json {
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactJson(item, text)]));
}

function keptBody(body: RequestDraft['body'], keep: Keep): RequestDraft['body'] {
  if (body.kind === 'none') return body;
  if (body.kind === 'text') return { ...body, text: keep.bounded(keep.text(body.text)) };
  if (body.kind === 'file') return { ...body, data: keptFile(body.data, keep) };
  return { ...body, fields: body.fields.map((field) => keptField(field, keep)) };
}

type Field = Extract<RequestDraft['body'], { kind: 'form' }>['fields'][number];

function keptField({ file, ...field }: Field, keep: Keep): Field {
  const value = keep.bounded(keep.text(field.value));
  return { ...field, value, ...(file === undefined ? {} : { file: { ...file, data: keptFile(file.data, keep) } }) };
}

/** A file that shows a secret is not kept at all: masked base64 would be no base64. */
function keptFile(data: string, { text, bounded }: Keep): string {
  const content = Buffer.from(data, 'base64').toString('latin1');
  return text(data) === data && text(content) === content ? bounded(data) : '';
}

/** What became of a request: a response, which may hold the fault that ended its body, or the fault that came instead. */
export type Outcome =
  | { readonly response: OutboundResponse; readonly schemaMatch: SchemaMatch }
  | { readonly fault: Fault };

/** A request that went out, or tried to. `id` is the caller's. */
export interface Sent {
  readonly id: ExchangeId;
  readonly prepared: PreparedRequest;
  readonly request: SignedRequest;
  /** Every header as it went out. */
  readonly headers: Pairs;
  readonly outcome: Outcome;
}

/** Characters of a request's body that are shown before it is sent. */
export const shownCharacters = 64 * 1024;
/** Characters of a request's body that are kept. */
const previewCharacters = 1_000_000;
/** Characters after the preview that are redacted together with it, so that no secret is cut in two at its end. */
const overlapCharacters = 2_000_000;

/** The history row of what was sent; the request's secrets are redacted everywhere in it. */
export function rowOf(actor: Actor, sent: Sent, at: number): StoredRequest {
  const { id, prepared, request, outcome } = sent;
  const { draft, built, integration, connection } = prepared;
  const redactor = createRedactor(request.secrets);
  const response = 'response' in outcome ? outcome.response : null;
  const fault = faultOf(outcome);
  return {
    tenantId: actor.tenantId,
    id,
    at,
    actorId: actor.userId,
    actorName: actor.name,
    privateTo: ownerAlone(connection),
    integrationId: integration?.id ?? null,
    integrationName: integration?.displayName ?? null,
    operationKey: draft.operationKey,
    connectionName: connection?.name ?? null,
    method: built.method,
    url: redactUrl(request.url, redactor, prepared.judge),
    status: response?.status ?? null,
    faultCode: fault?.code ?? null,
    totalMs: response?.timings.total ?? null,
    record: recordOf(sent, redactor),
    ...bodyColumns(response),
  };
}

function recordOf({ prepared, request, headers, outcome }: Sent, redactor: Redactor): StoredRequestRecord {
  const { draft, built, judge } = prepared;
  const text = built.body?.shown.slice(0, previewCharacters + overlapCharacters);
  return {
    requestHeaders: redactHeaders(headers, redactor, judge),
    requestBody: text === undefined ? null : redactor.text(text).slice(0, previewCharacters),
    requestBodyBytes: built.body?.bytes.length ?? null,
    response: 'response' in outcome ? shownResponse(outcome) : null,
    fault: shownFault(faultOf(outcome)),
    timings: 'response' in outcome ? outcome.response.timings : null,
    draft: redactDraft(draft, { judge, secrets: request.secrets, longest: historyCharacters }),
  };
}

const faultOf = (outcome: Outcome): Fault | null => ('fault' in outcome ? outcome.fault : outcome.response.fault);

function shownFault(fault: Fault | null) {
  if (fault === null) return null;
  const { phase = null, tried = null, todo = null, kept = null, certificate = null } = fault.data;
  return { code: fault.code, message: fault.message, phase, tried, todo, kept, certificate };
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
    trailers: response.trailers.map(([name, value]) => ({ name, value })),
    notes: [...response.notes],
    unverified: response.unverified,
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
export function shownRequest(row: Omit<StoredRequest, 'body'>): SentRequest {
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
