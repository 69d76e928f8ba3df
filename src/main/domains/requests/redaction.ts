import { basename } from 'node:path';
import type { ExchangeId, Json } from '#contract/common.ts';
import type { Fault } from '#contract/fault.ts';
import type { RequestDraft, SentRequest } from '#contract/requests.ts';
import { isTextual } from '#core/http/mediaType.ts';
import { isSecretName } from '#core/http/secretNames.ts';
import type { SignedRequest } from '#main/domains/connections/index.ts';
import { createRedactor, mask, type OutboundResponse, type Redactor } from '#main/http/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { SchemaMatch } from './checks.ts';
import type { PreparedRequest } from './context.ts';
import type { StoredRequest, StoredRequestRecord } from './table.ts';

const schemes = /^(basic|bearer|token|digest|apikey|api-key|key)\s+(.+)$/is;

/** Shorter ones are masked where they stand; sought everywhere, they would ruin the response and tell nothing. */
const shortest = 6;

/**
 * Secrets that a person typed into a draft by hand: values of headers, query parameters, cookies and form fields whose names say so,
 * and of an Authorization header also what follows the scheme, and of Basic the password inside.
 */
export function typedSecrets(draft: Pick<RequestDraft, 'parameters' | 'body' | 'url'>): string[] {
  const parameters = draft.parameters.filter(
    ({ name, in: place }) => place !== 'path' && (place === 'cookie' || isSecretName(name)),
  );
  const fields = draft.body.kind === 'form' ? draft.body.fields.filter(({ name }) => isSecretName(name)) : [];
  const query = [...(URL.parse(draft.url, 'http://localhost')?.searchParams ?? [])].filter(([name]) =>
    isSecretName(name),
  );
  const texts = [...parameters.map(({ value }) => value).filter(isText), ...fields.map(({ value }) => value)];
  const parts = [...texts, ...query.map(([, value]) => value)].flatMap(partsOf);
  return [...new Set(parts.flatMap((part) => [part, decoded(part)]))].filter(isWorthHiding);
}

/** A server decodes what was typed encoded, as in a cookie, and may give it back so. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isWorthHiding = (secret: string) => secret.trim().length >= shortest && !secret.includes(mask);

function partsOf(value: string): string[] {
  const [, scheme = '', rest] = schemes.exec(value.trim()) ?? [];
  if (rest === undefined) return [value, ...cookieValues(value)];
  return scheme.toLowerCase() === 'basic' ? [rest, ...passwordOf(rest)] : [rest];
}

function cookieValues(value: string): string[] {
  return /^[^=;\s]+=[^;]*(;|$)/.test(value) ? value.split(/;\s*/).map((pair) => pair.slice(pair.indexOf('=') + 1)) : [];
}

function passwordOf(encoded: string): string[] {
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.includes(':') ? [pair.slice(pair.indexOf(':') + 1)] : [];
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** Headers without secrets: those that the redactor knows, and the whole value where the name alone says that it is one. */
export function redactHeaders(headers: Pairs, redactor: Redactor): { name: string; value: string }[] {
  return redactor.headers(headers).map(([name, value]) => ({ name, value: hideNamed(name, value) }));
}

/** An address without secrets, in the same way. */
export function redactUrl(url: string, redactor: Redactor): string {
  return redactor
    .url(url)
    .replace(/([?&])([^=&#]+)=([^&#]+)/g, (_whole, start: string, name: string, value: string) => {
      return `${start}${name}=${hideNamed(decode(name), value)}`;
    });
}

function hideNamed(name: string, value: string): string {
  return isSecretName(name) && value !== '' && !value.includes(mask) ? mask : value;
}

function decode(text: string): string {
  return new URLSearchParams(text).keys().next().value ?? text;
}

/** Characters of a body, or of a file in it, above which the history goes without them. */
const historyCharacters = 256 * 1024;

/**
 * A draft as it may be stored: what its names say is a secret is masked whole, every other text goes through the redactor, and bodies
 * and files longer than `longest` are left out. Who opens it again enters the secrets anew, or better uses a connection.
 */
export function redactDraft(draft: RequestDraft, redactor: Redactor, longest = Number.POSITIVE_INFINITY): RequestDraft {
  const { text } = redactor;
  const keep: Keep = { text, bounded: (value) => (value.length > longest ? '' : value) };
  return {
    ...draft,
    url: redactUrl(draft.url, redactor),
    server: draft.server && text(draft.server),
    serverVariables: Object.fromEntries(
      Object.entries(draft.serverVariables).map(([name, value]) => [name, text(value)]),
    ),
    parameters: draft.parameters.map((parameter) => ({ ...parameter, value: keptValue(parameter, text) })),
    body: keptBody(draft.body, keep),
    confirmedHost: null,
  };
}

type Text = (value: string) => string;

interface Keep {
  readonly text: Text;
  readonly bounded: Text;
}

type Parameter = RequestDraft['parameters'][number];

function keptValue({ name, in: place, value }: Parameter, text: Text): Json {
  const secret = place !== 'path' && (place === 'cookie' || isSecretName(name));
  return secret && typeof value === 'string' && value !== '' ? mask : redactJson(value, text);
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
  const value = isSecretName(field.name) && field.value !== '' ? mask : keep.bounded(keep.text(field.value));
  return { ...field, value, ...(file === undefined ? {} : { file: { ...file, data: keptFile(file.data, keep) } }) };
}

/** A file that shows a secret is not kept at all: masked base64 would be no base64. */
function keptFile(data: string, { text, bounded }: Keep): string {
  const content = Buffer.from(data, 'base64').toString('latin1');
  return text(data) === data && text(content) === content ? bounded(data) : '';
}

/** What became of a request: a response, or the fault that ended it. */
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

function recordOf({ prepared, headers, outcome }: Sent, redactor: Redactor): StoredRequestRecord {
  const { draft, built } = prepared;
  const text = built.body?.shown.slice(0, previewCharacters + overlapCharacters);
  return {
    requestHeaders: redactHeaders(headers, redactor),
    requestBody: text === undefined ? null : redactor.text(text).slice(0, previewCharacters),
    requestBodyBytes: built.body?.bytes.length ?? null,
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
