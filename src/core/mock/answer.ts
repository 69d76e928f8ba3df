import { bestAccepted } from '../http/accept.ts';
import { concreteType, essence, isTextual } from '../http/mediaType.ts';
import { sampleFromSchema } from '../jsonSchema/sample.ts';
import type { HiddenWord, JsonSchema, SchemaVerdict } from '../jsonSchema/schema.ts';
import type { MediaContent, OperationDetail, OperationResponse, SecurityScheme } from '../openapi/definition.ts';
import { declaredResponse, hasBody } from '../openapi/responses.ts';
import { sampleBody } from '../openapi/sampleBody.ts';
import { asText } from '../openapi/serialise.ts';
import { type Preferences, readPreferences } from './prefer.ts';
import { type MockRequest, type RequestIssue, readRequest } from './readRequest.ts';
import { challenges, hasCredentials } from './security.ts';
import { formDecoded, rawPairs } from './values.ts';

/** What a mock server is told to do. */
export interface MockRules {
  /** Compares each request with the definition, and refuses what does not fit. */
  readonly validate: boolean;
  /** Answers 401 where an operation needs credentials and none came. */
  readonly security: boolean;
  /** Answers with this status where an operation declares it. */
  readonly status: number | null;
  /** Makes values anew for each answer, examples aside. */
  readonly dynamic: boolean;
}

/** What the answer of a mock server is, before it is sent. */
export interface MockAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** What was wrong with the request, whether it was refused for it or not. */
  readonly issues: readonly RequestIssue[];
}

/** Compares a value with a schema of an operation. */
export type CheckValue = (
  schema: JsonSchema,
  value: unknown,
  definitions: OperationDetail['definitions'],
  hidden: HiddenWord,
) => SchemaVerdict;

/** One call of an operation. */
export interface MockCall {
  readonly detail: OperationDetail;
  /** The values of the path's templates, as they were sent. */
  readonly path: ReadonlyMap<string, string>;
  readonly schemes: readonly SecurityScheme[];
  readonly request: MockRequest;
  /** Which of many values a dynamic answer takes; from 1. */
  readonly variant: number;
}

/** Answers one call of an operation by what its definition says. */
export function answerCall(call: MockCall, rules: MockRules, check: CheckValue): MockAnswer {
  const { detail, path, schemes, request } = call;
  if (rules.security && !isKnown(call)) {
    const needed = challenges(detail.security, schemes);
    const answer = problem(401, 'Unauthorized', `${detail.key} needs credentials, and none came.`);
    return { ...answer, headers: [...answer.headers, ['WWW-Authenticate', needed]] };
  }
  const { values, issues: unread } = readRequest(detail, path, request);
  const issues = [...unread, ...values.flatMap((value) => mismatches(value, detail, check))].slice(0, mostIssues);
  if (rules.validate && issues.length > 0) return { ...refusal(issues), issues };
  return { ...chosenAnswer(call, rules), issues };
}

const mostIssues = 100;

function isKnown({ detail, schemes, request }: MockCall): boolean {
  const names = (text: string) => new Set(rawPairs(text).map(([name]) => formDecoded(name)));
  const query = names(request.target.split('?').slice(1).join('?'));
  const cookies = names((request.headers.get('cookie') ?? '').replaceAll(/;\s*/g, '&'));
  return hasCredentials(detail.security, schemes, {
    header: (name) => request.headers.get(name.toLowerCase()),
    hasQuery: (name) => query.has(name),
    hasCookie: (name) => cookies.has(name),
  });
}

function mismatches(
  { in: place, name, schema, value }: ReturnType<typeof readRequest>['values'][number],
  { definitions }: OperationDetail,
  check: CheckValue,
): RequestIssue[] {
  const verdict = check(schema, value, definitions, 'readOnly');
  if (verdict.outcome !== 'differs') return [];
  return verdict.mismatches.map(({ pointer, message }) => ({ in: place, name, pointer, message, status: 422 }));
}

const titles = { 400: 'Bad request', 415: 'Unsupported media type', 422: 'Unprocessable content' } as const;

/** Of several faults, the one without which the others cannot be judged decides. */
function refusal(issues: readonly RequestIssue[]): MockAnswer {
  const [status] = issues.map((issue) => issue.status).toSorted((a, b) => a - b);
  const said = issues.map(
    ({ in: place, name, pointer, message }) => `${[place, name].join(' ').trim()}${pointer} ${message}`,
  );
  const errors = issues.map(({ status: _, ...issue }) => issue);
  return problem(status ?? 422, titles[status ?? 422], `${said.slice(0, 3).join('; ')}.`, { errors });
}

/** An error of the mock server itself (RFC 9457). */
export function problem(status: number, title: string, detail: string, more: object = {}): MockAnswer {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, ...more });
  return { status, headers: [['Content-Type', 'application/problem+json']], body, issues: [] };
}

function chosenAnswer({ detail, request, variant }: MockCall, rules: MockRules): MockAnswer {
  const preferences = readPreferences(request.headers.get('prefer'));
  const wanted = chosenResponse(detail.responses, preferences.code ?? null, rules.status);
  if (wanted === null)
    return problem(404, 'No such response', `${detail.key} declares no response ${preferences.code}.`, {
      declared: detail.responses.map(({ status }) => status),
    });
  const { status, response } = wanted;
  const headers = sampleHeaders(response, detail);
  if (response === null || response.contents.length === 0 || !hasBody('GET', status))
    return { status, headers, body: '', issues: [] };
  const content = bestAccepted(request.headers.get('accept'), response.contents, ({ mediaType }) => mediaType);
  if (content === undefined)
    return problem(406, 'Not acceptable', `${detail.key} answers ${status} in other media types.`, {
      declared: response.contents.map(({ mediaType }) => mediaType),
    });
  const isDynamic = preferences.dynamic ?? (rules.dynamic && preferences.example === undefined);
  const sample = exampleOf(content, preferences, isDynamic);
  if (sample === null)
    return problem(404, 'No such example', `${detail.key} has no example “${preferences.example}” for ${status}.`, {
      declared: (content.examples ?? []).map(({ name }) => name),
    });
  const options = { direction: 'response', properties: 'near', variant: isDynamic ? variant : 0 } as const;
  const body = sampleBody({ ...sample, mediaType: concreteType(content.mediaType) }, detail.definitions, options);
  return { status, headers: [['Content-Type', contentType(content.mediaType)], ...headers], body, issues: [] };
}

/** The content with the example that is asked for, or with none; null where there is no such example. */
function exampleOf(content: MediaContent, { example: name }: Preferences, isDynamic: boolean): MediaContent | null {
  const { example: _, ...bare } = content;
  if (name !== undefined) {
    const named = content.examples?.find((each) => each.name === name);
    // Who names an example gets it as it stands, whatever the schema says of it.
    return named === undefined ? null : { mediaType: content.mediaType, encoding: [], example: named.value };
  }
  return isDynamic ? bare : content;
}

function contentType(declared: string): string {
  const type = concreteType(declared);
  return isTextual(type) && !/charset/i.test(type) && essence(type).startsWith('text/')
    ? `${type}; charset=utf-8`
    : type;
}

interface ChosenResponse {
  readonly status: number;
  /** Null where the operation declares none at all. */
  readonly response: OperationResponse | null;
}

/**
 * The response with the status that a caller asks for, which must be declared; else with the one the server prefers, where it is; else
 * the lowest success, `default` as 200, or the first.
 */
export function chosenResponse(
  responses: readonly OperationResponse[],
  asked: number | null,
  preferred: number | null,
): ChosenResponse | null {
  if (asked !== null) return declaredAs(responses, asked);
  const liked = preferred === null ? null : declaredAs(responses, preferred);
  if (liked !== null) return liked;
  const [lowest] = responses
    .filter(({ status }) => /^2(\d\d|XX)$/.test(status))
    .toSorted((a, b) => (a.status < b.status ? -1 : 1));
  const found = lowest ?? responses.find(({ status }) => status === 'default') ?? responses[0];
  if (found === undefined) return { status: 200, response: null };
  return {
    status: found.status === 'default' ? 200 : Number(found.status.replace('XX', '00')) || 200,
    response: found,
  };
}

function declaredAs(responses: readonly OperationResponse[], status: number): ChosenResponse | null {
  const response = declaredResponse(responses, status);
  return response === undefined ? null : { status, response };
}

/** The declared headers, but for those that the body or the connection decides. */
function sampleHeaders(response: OperationResponse | null, { definitions }: OperationDetail): [string, string][] {
  return (response?.headers ?? []).flatMap(({ name, schema = {} }): [string, string][] => {
    if (/^(content-(type|length|encoding)|transfer-encoding|connection|date)$/i.test(name)) return [];
    const value = sampleFromSchema(schema, definitions, { direction: 'response' });
    const text = Array.isArray(value) ? value.map(asText).join(',') : asText(value);
    return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(text) ? [[name, text]] : [];
  });
}
