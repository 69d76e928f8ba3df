import type { Json } from '#contract/common.ts';
import { Fault } from '#contract/fault.ts';
import type { DefinitionServer, OperationDetail, OperationParameter } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { essence, urlEncodedForm } from '#core/http/mediaType.ts';
import { createJudge, type Judge } from '#core/http/secretJudge.ts';
import { hideTyped, type TypedSecret } from '#core/http/typedSecrets.ts';
import { fillServer, readText, serialiseRequest, takesList, undeclaredParameter } from '#core/openapi/index.ts';
import { withBraces } from '#core/variables/template.ts';
import { mask } from '#main/http/index.ts';
import { checkBody, type DraftProblem, error, missingFiles, notKept, warning } from './checks.ts';
import { type FoundFiles, type WrittenBody, writeBody } from './writeBody.ts';

/** A draft written out as a request, without credentials of a connection. `url` is null where it is none. */
export interface BuiltRequest {
  readonly method: string;
  readonly url: URL | null;
  /** The address as far as it came, to show. */
  readonly address: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: WrittenBody | null;
  readonly problems: readonly DraftProblem[];
  /** The secrets that were typed into the draft by hand. */
  readonly typed: readonly TypedSecret[];
}

/**
 * Builds the request of a draft. Pure; everything that is in the way is in `problems`.
 * @param target address and server with the braces of filled-in values guarded, so that no value is taken for a name in them
 */
export function buildRequest(
  draft: RequestDraft,
  operation: OperationDetail | null,
  base: Base | null,
  judge: Judge = createJudge(),
  files: FoundFiles = new Map(),
  target: Pick<RequestDraft, 'url' | 'server'> = draft,
): BuiltRequest {
  const { typed, found } = hideTyped(draft, judge);
  const parameters = writeParameters(draft.parameters, operation);
  const start = addressOf({ ...target, serverVariables: draft.serverVariables }, base, operation);
  const filled = fillPath(start.address, parameters.path);
  const address = withQuery(withBraces(filled.address), parameters.query);
  const url = URL.parse(address);
  const problems = [...start.problems, ...filled.problems, ...parameters.problems, ...urlProblems(url, start.problems)];
  const body = writeBody(draft.body, typed.body, operation, files);
  return {
    method: methodOf(draft),
    url: url !== null && isHttp(url) ? url : null,
    address: url?.href ?? address,
    headers: withContentType(withCookies(parameters.headers, parameters.cookies), body),
    body,
    problems: [
      ...distinct([...problems, ...notKept(draft), ...missingFiles(draft.body, files)]),
      ...checkBody(draft.body, operation),
    ],
    typed: found,
  };
}

/** Methods that are meant in whatever case they are written; any other goes out as it is (RFC 9110 section 9.1). */
const usualMethods = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|QUERY)$/i;
export const methodOf = ({ method }: Pick<RequestDraft, 'method'>): string =>
  usualMethods.test(method) ? method.toUpperCase() : method;

type Headers = BuiltRequest['headers'];

function fillPath(address: string, values: ReadonlyMap<string, string>) {
  const [, origin = '', path = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(address) ?? [];
  const problems: DraftProblem[] = [];
  const filled = path.replace(/(?<!\{)\{([^{}/]+)\}(?!\})/g, (whole, name: string) => {
    const value = values.get(name);
    if (value === undefined) problems.push(error(name, `${name} is needed (path).`));
    return value ?? whole;
  });
  return { address: `${origin}${filled}${rest}`, problems };
}

function withQuery(address: string, query: readonly string[]): string {
  if (query.length === 0) return address;
  const [start = '', fragment] = address.split('#', 2);
  const joiner = start.includes('?') ? (/[?&]$/.test(start) ? '' : '&') : '?';
  return `${start}${joiner}${query.join('&')}${fragment === undefined ? '' : `#${fragment}`}`;
}

function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

function urlProblems(url: URL | null, known: readonly DraftProblem[]): DraftProblem[] {
  if (known.length > 0) return [];
  if (url === null) return [error('url', 'This is not a valid URL.')];
  if (!isHttp(url)) return [error('url', `Only http and https are supported, not ${url.protocol.slice(0, -1)}.`)];
  return url.username === '' && url.password === ''
    ? []
    : [error('url', 'Remove the user name and password from the URL; keep them in a connection.')];
}

function withCookies(headers: Headers, cookies: readonly string[]): Headers {
  if (cookies.length === 0) return headers;
  const written = headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value);
  const others = headers.filter(([name]) => name.toLowerCase() !== 'cookie');
  return [...others, ['Cookie', [...written, ...cookies].join('; ')]];
}

function withContentType(headers: Headers, body: WrittenBody | null): Headers {
  if (body === null || body.contentType === null) return headers;
  return headers.some(([name]) => name.toLowerCase() === 'content-type')
    ? headers
    : [...headers, ['Content-Type', body.contentType]];
}

function distinct(problems: readonly DraftProblem[]): DraftProblem[] {
  return [...new Map(problems.map((problem) => [`${problem.field} ${problem.message}`, problem])).values()];
}

/** Where relative addresses begin: the integration's base URL, and the servers that are declared and their source. */
export interface Base {
  readonly baseUrl: string;
  readonly servers: readonly DefinitionServer[];
  readonly sourceUrl: string | null;
}

/** A host as people type it: `localhost:3000/users`, `api.example.com`. Like other clients, it is asked over http then. */
const withoutScheme =
  /^(localhost|[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+|[\p{L}\p{N}-]+(?=:\d)|\[[\da-f:.]+\])(:\d+)?(?=[/?#]|$)/iu;

type Draft = Pick<RequestDraft, 'url' | 'server' | 'serverVariables'>;

/** The address of a draft as text, path parameters still in it: absolute as written, else below the server. */
function addressOf(
  draft: Draft,
  base: Base | null,
  operation: OperationDetail | null,
): { address: string; problems: DraftProblem[] } {
  const url = draft.url.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return { address: url, problems: [] };
  const { server, problem } = serverOf(draft, base, operation);
  if (server === null && withoutScheme.test(url)) return { address: `http://${url}`, problems: [] };
  if (server === null)
    return { address: url, problems: [error('url', 'Enter a full URL that begins with http:// or https://.')] };
  const missing = /(?:\{|%7B)(.+?)(?:\}|%7D)/i.exec(server)?.[1];
  const message = missing === undefined ? problem : `The server needs a value for ${missing}.`;
  const problems = message === undefined ? [] : [error('server', message)];
  return { address: `${server.replace(/\/+$/, '')}${url === '' || /^[/?#]/.test(url) ? '' : '/'}${url}`, problems };
}

function serverOf(
  { server: chosen, serverVariables }: Draft,
  base: Base | null,
  operation: OperationDetail | null,
): { server: string | null; problem?: string | undefined } {
  const isChosen = chosen !== null && chosen.trim() !== '';
  // A server that the operation names for itself comes before the integration's address, unless a person chose another.
  const server = isChosen ? chosen : operation?.ownServers && base ? operation.servers[0]?.url : undefined;
  if (server === undefined) return { server: base?.baseUrl ?? null };
  const declared = [...(operation?.servers ?? []), ...(base?.servers ?? [])].find(({ url }) => url === server);
  const { url: filled, problem } = fillServer(declared ?? { url: server, variables: [] }, serverVariables);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(filled)) return { server: filled, problem: problem?.message };
  const start = base?.sourceUrl ?? base?.baseUrl;
  const absolute = start === undefined ? null : (URL.parse(filled, start)?.href ?? null);
  return { server: absolute, problem: problem?.message };
}

type Given = RequestDraft['parameters'][number];

/** The parts of a request that its parameters make. Path and query are percent-encoded already. */
interface WrittenParameters {
  readonly path: ReadonlyMap<string, string>;
  readonly query: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly cookies: readonly string[];
  readonly problems: readonly DraftProblem[];
}

/** Writes the enabled parameters in the style that the operation declares; unknown ones in the default style of their place. */
function writeParameters(given: readonly Given[], operation: OperationDetail | null): WrittenParameters {
  const enabled = given.filter((parameter) => parameter.enabled && parameter.name !== '' && !isAbsent(parameter));
  const written = { path: new Map<string, string>(), query: [] as string[], cookies: [] as string[] };
  const headers: [string, string][] = [];
  const problems: DraftProblem[] = [];
  for (const parameter of withLists(enabled, operation)) {
    const text = writeValue(declaredAs(parameter, operation), writtenValue(parameter, operation));
    if (typeof text !== 'string') problems.push(...(isLeftOut(parameter) ? [] : [text]));
    else if (parameter.in === 'path') written.path.set(parameter.name, text);
    else if (parameter.in === 'header') headers.push([parameter.name, text]);
    else if (text !== '') written[parameter.in === 'cookie' ? 'cookies' : 'query'].push(text);
  }
  return { ...written, headers, problems: [...problems, ...missing(enabled, operation), ...enabled.flatMap(oddities)] };
}

/** Several values of one name are one list where the operation asks for a list. */
function withLists(given: readonly Given[], operation: OperationDetail | null): Given[] {
  const lists = new Map<string, Json[]>();
  return given.flatMap((parameter) => {
    const declared = declaredAs(parameter, operation);
    const { name, in: place } = declared;
    const isOneOfMany = given.filter((each) => isSame(declared, each)).length > 1;
    if (!isOneOfMany || !takesList(declared.schema, operation?.definitions ?? {})) return [parameter];
    const key = `${place} ${name}`;
    const list = lists.get(key);
    list?.push(parameter.value);
    if (list !== undefined) return [];
    const value = [parameter.value];
    lists.set(key, value);
    return [{ ...parameter, value }];
  });
}

/** A text may be a list or an object in JSON, where the operation asks for one; it is written in the parameter's style then. */
function writtenValue(parameter: Given, operation: OperationDetail | null): unknown {
  const { schema, mediaType, in: place } = declaredAs(parameter, operation);
  const { value } = parameter;
  const isForm = place === 'querystring' && mediaType !== undefined && essence(mediaType) === urlEncodedForm;
  if (typeof value !== 'string' || (mediaType !== undefined && !isForm)) return value;
  return readText(value, schema, operation?.definitions ?? {});
}

/** An empty text stands for "not given", except where the operation allows an empty query value or a person wrote the name by hand. */
function isAbsent({ value, in: place }: Given): boolean {
  if (value === null) return true;
  return value === '' && place === 'path';
}

function declaredAs({ name, in: place }: Given, operation: OperationDetail | null): OperationParameter {
  return (
    operation?.parameters.find((declared) => isSame(declared, { name, in: place })) ?? undeclaredParameter(name, place)
  );
}

function isSame(
  declared: Pick<Given, 'name'> & { in: string },
  { name, in: place }: Pick<Given, 'name' | 'in'>,
): boolean {
  if (declared.in !== place) return false;
  return place === 'header' ? declared.name.toLowerCase() === name.toLowerCase() : declared.name === name;
}

function missing(given: readonly Given[], operation: OperationDetail | null): DraftProblem[] {
  const has = ({ name, in: place, allowEmptyValue }: OperationParameter) =>
    given.some(
      (parameter) =>
        parameter.in === place &&
        parameter.name.toLowerCase() === name.toLowerCase() &&
        (parameter.value !== '' || allowEmptyValue),
    );
  const required = operation?.parameters.filter((parameter) => parameter.required && !has(parameter)) ?? [];
  // Only a path cannot be sent without; to see what an API answers to the rest is what a test may be about.
  const problem = (place: string) => (place === 'path' ? error : warning);
  return required.map(({ name, in: place }) => problem(place)(name, `${name} is needed (${place}).`));
}

/** A secret that was left out when the draft was kept; the mask in its place is no value, so only that is said of it. */
const isLeftOut = ({ value }: Pick<Given, 'value'>): boolean => JSON.stringify(value).includes(mask);

function oddities({ name, in: place, value }: Given): DraftProblem[] {
  const text = typeof value === 'string' ? value : '';
  if (isLeftOut({ value })) return [error(name, `${name} was a secret and is not kept. Enter it again.`)];
  if (place === 'header' && /[\r\n\0]/.test(text))
    return [error(name, `${name} has a line break, which a header cannot carry.`)];
  if (place === 'header' && /^(host|content-length|transfer-encoding|connection)$/i.test(name))
    return [warning(name, `${name} is usually set by the connection itself.`)];
  return [];
}

/**
 * One parameter as it is in a request, in its own style: for the path its segment, for the query its pairs, for a header or cookie
 * its value (of a cookie with the name). Empty where nothing is sent; a problem where the value cannot be written.
 */
function writeValue(parameter: OperationParameter, value: unknown): string | DraftProblem {
  const isPath = parameter.in === 'path';
  const { name, in: place } = parameter;
  const target = { baseUrl: '', path: isPath ? `/{${name}}` : '/', parameters: [parameter] };
  try {
    const { url, headers } = serialiseRequest({ ...target, values: [{ in: place, name, value }] });
    if (isPath) return url.slice(1);
    return place === 'query' || place === 'querystring' ? url.slice(2) : (headers[0]?.[1] ?? '');
  } catch (cause) {
    if (cause instanceof Fault) return error(name, cause.message);
    throw cause;
  }
}
