import type { DefinitionServer, OperationDetail } from '#contract/openapi.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { fillServer } from '#main/domains/connections/index.ts';
import { type DraftProblem, error } from './draftProblem.ts';
import { writeParameters } from './parameters.ts';
import { checkBody, type WrittenBody, writeBody } from './requestBody.ts';

/** A draft written out as a request, without credentials of a connection. `url` is null where it is none. */
export interface BuiltRequest {
  readonly method: string;
  readonly url: URL | null;
  /** The address as far as it came, to show. */
  readonly address: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: WrittenBody | null;
  readonly problems: readonly DraftProblem[];
}

/** Builds the request of a draft. Pure; everything that stands in the way is in `problems`. */
export function buildRequest(draft: RequestDraft, operation: OperationDetail | null, base: Base | null): BuiltRequest {
  const parameters = writeParameters(draft.parameters, operation);
  const start = addressOf(draft, base);
  const filled = fillPath(start.address, parameters.path);
  const address = withQuery(filled.address, parameters.query);
  const url = URL.parse(address);
  const problems = [...start.problems, ...filled.problems, ...parameters.problems, ...urlProblems(url, start.problems)];
  const body = writeBody(draft.body);
  return {
    method: draft.method.toUpperCase(),
    url: url !== null && isHttp(url) ? url : null,
    address: url?.href ?? address,
    headers: withContentType(withCookies(parameters.headers, parameters.cookies), body),
    body,
    problems: [...distinct(problems), ...checkBody(draft.body, operation)],
  };
}

type Headers = BuiltRequest['headers'];

function fillPath(address: string, values: ReadonlyMap<string, string>) {
  const [, origin = '', path = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(.*)$/is.exec(address) ?? [];
  const problems: DraftProblem[] = [];
  const filled = path.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
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
  if (url === null) return [error('url', 'This is not an address that a request can go to.')];
  if (!isHttp(url)) return [error('url', `Only http and https are spoken, not ${url.protocol.slice(0, -1)}.`)];
  return url.username === '' && url.password === ''
    ? []
    : [error('url', 'Take the user name and password out of the address; keep them in a connection.')];
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

/** Where relative addresses begin: the integration's base URL, and its definition's servers and source. */
export interface Base {
  readonly baseUrl: string;
  readonly servers: readonly DefinitionServer[];
  readonly sourceUrl: string | null;
}

type Draft = Pick<RequestDraft, 'url' | 'server' | 'serverVariables'>;

/** The address of a draft as text, path parameters still in it: absolute as written, else below the server. */
function addressOf(draft: Draft, base: Base | null): { address: string; problems: DraftProblem[] } {
  const url = draft.url.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return { address: url, problems: [] };
  const server = serverOf(draft, base);
  if (server === null)
    return { address: url, problems: [error('url', 'Enter a whole address that begins with http:// or https://.')] };
  const missing = /(?:\{|%7B)(.+?)(?:\}|%7D)/i.exec(server)?.[1];
  const problems = missing === undefined ? [] : [error('server', `The server needs a value for ${missing}.`)];
  return { address: `${server.replace(/\/+$/, '')}${url === '' || /^[/?#]/.test(url) ? '' : '/'}${url}`, problems };
}

function serverOf({ server, serverVariables }: Draft, base: Base | null): string | null {
  if (server === null || server.trim() === '') return base?.baseUrl ?? null;
  const declared = base?.servers.find(({ url }) => url === server);
  const filled = fillServer(declared ?? { url: server, variables: [] }, serverVariables);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(filled)) return filled;
  const start = base?.sourceUrl ?? base?.baseUrl;
  return start === undefined ? null : (URL.parse(filled, start)?.href ?? null);
}
