import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { MockCall as LoggedCall } from '#contract/contracts.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { hideInUrl } from '#core/http/secretTexts.ts';
import { answerCall, type MockAnswer, type MockRules, problem } from '#core/mock/answer.ts';
import type { MockRequest } from '#core/mock/readRequest.ts';
import { hasBody } from '#core/openapi/responses.ts';
import { nodeHttp } from '#main/http/index.ts';
import { listen } from '#main/kernel/listen.ts';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';
import { allowsOrigin, answerPreflight, corsHeaders, type Origins } from './crossOrigin.ts';
import type { MockSource } from './mockSource.ts';

export interface MockOptions extends MockRules {
  /** 0 takes a free one. */
  readonly port: number;
  /** Pages of these origins may call it; those of this computer always. */
  readonly origins: Origins;
  /** The same one makes the same values in the same order. */
  readonly seed: number;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Told of every call that was answered. */
  readonly onCall?: (call: LoggedCall) => void;
}

/** A mock server that listens. */
export interface MockServer {
  readonly port: number;
  /** With the path of the definition's first server. */
  readonly address: string;
  /** The last calls, the newest first. */
  calls(): readonly LoggedCall[];
  close(): Promise<void>;
}

const bodyLimit = 10_000_000;
const mostCalls = 200;
const mostConnections = 200;

/**
 * Serves a definition on 127.0.0.1 with examples and generated values. It knows no vault, goes nowhere itself, and answers requests to
 * its own name alone, so that no page on the web reaches it under another one (DNS rebinding).
 * Rejects where the port is taken.
 */
export async function serveMock(source: MockSource, options: MockOptions): Promise<MockServer> {
  const calls: LoggedCall[] = [];
  const log = (call: LoggedCall) => {
    calls.unshift(call);
    calls.length = Math.min(calls.length, mostCalls);
    options.onCall?.(call);
  };
  let count = 0;
  const server = nodeHttp.createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    count += 1;
    const variant = variantOf(options.seed, count);
    void serveCall({ source, options, port, variant, log }, request, response);
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 5_000;
  server.maxConnections = mostConnections;
  const port = await listen(server, { port: options.port, host: '127.0.0.1' });
  return {
    port,
    address: `http://127.0.0.1:${port}${source.basePath}`,
    calls: () => calls,
    close: () => close(server),
  };
}

interface Serving {
  readonly source: MockSource;
  readonly options: MockOptions;
  readonly port: number;
  readonly variant: number;
  readonly log: (call: LoggedCall) => void;
}

async function serveCall(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const begun = performance.now();
  const { method = 'GET', url: target = '/' } = request;
  const { key, answer } = await answered(serving, request).catch(() => ({
    key: null,
    answer: problem(500, 'Not mocked', 'The operation could not be read.'),
  }));
  write(serving, request, response, answer);
  serving.log({
    at: serving.options.now(),
    method,
    target: hideInUrl(target.slice(0, shownTarget), createJudge()).text,
    operationKey: key,
    status: answer.status,
    ms: Math.round(performance.now() - begun),
    issues: answer.issues.slice(0, shownIssues).map(({ in: place, name, pointer, message }) => ({
      place: [place, name].filter((part) => part !== '').join(' '),
      pointer,
      message,
    })),
  });
}

const shownTarget = 500;
const shownIssues = 10;

interface Answered {
  readonly key: string | null;
  readonly answer: MockAnswer;
}

const alone = (answer: MockAnswer): Answered => ({ key: null, answer });

async function answered(serving: Serving, incoming: IncomingMessage): Promise<Answered> {
  const { source, options, port, variant } = serving;
  const { method = 'GET', url = '/', headers } = incoming;
  if (headers.host !== `127.0.0.1:${port}` && headers.host !== `localhost:${port}`)
    return alone(problem(421, 'Misdirected', `Ask for 127.0.0.1:${port}.`));
  if (!allowsOrigin(options.origins, headers.origin))
    return alone(problem(403, 'Origin not allowed', 'Pages of other computers may not call this mock server.'));
  const target = url.startsWith('/') ? url : (/^https?:\/\/[^/]*(\/.*)$/i.exec(url)?.[1] ?? '/');
  const found = routeOf(source, method, target);
  if (found.kind !== 'found') return alone(answerPreflight(incoming) ?? unrouted(found, method, target));
  const preflight = found.route.method === 'OPTIONS' ? null : answerPreflight(incoming);
  if (preflight !== null) return alone(preflight);
  const body = await readBody(incoming);
  if (body === null) return alone(problem(413, 'Too large', `A body has ${bodyLimit} bytes at most.`));
  const { key } = found.route;
  const detail = await source.describe(key);
  const request = { method, target, headers: headersOf(incoming), body } satisfies MockRequest;
  const call = { detail, path: found.values, schemes: source.schemes, request, variant };
  const answer = answerCall(call, options, validateAgainstSchema);
  const isSendable = answer.status >= 200 && answer.status <= 599;
  return { key, answer: isSendable ? answer : problem(501, 'Not mocked', `${answer.status} is no final answer.`) };
}

/** Whoever answers GET answers HEAD (RFC 9110, section 9.3.2). */
function routeOf({ routes }: MockSource, method: string, target: string) {
  const found = routes.find(method, target);
  return found.kind !== 'found' && method === 'HEAD' ? routes.find('GET', target) : found;
}

function unrouted(
  found: Exclude<ReturnType<typeof routeOf>, { kind: 'found' }>,
  method: string,
  target: string,
): MockAnswer {
  const [path = ''] = target.split('?', 1);
  if (found.kind === 'unknown') return problem(404, 'No such operation', `The definition has no path for ${path}.`);
  const allowed = [...found.methods].toSorted().join(', ');
  if (method === 'OPTIONS') return { status: 204, headers: [['Allow', allowed]], body: '', issues: [] };
  const refused = problem(405, 'Method not allowed', `${path} is declared for ${allowed}.`);
  return { ...refused, headers: [...refused.headers, ['Allow', allowed]] };
}

function headersOf({ headers }: IncomingMessage): Map<string, string> {
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  return new Map(given);
}

/** Null where it is too long. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > bodyLimit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function write({ options }: Serving, request: IncomingMessage, response: ServerResponse, answer: MockAnswer): void {
  if (response.destroyed) return;
  const { status, headers, body } = answer;
  for (const [name, value] of corsHeaders(options.origins, request.headers.origin)) response.setHeader(name, value);
  for (const [name, value] of headers) response.appendHeader(name, value);
  const bytes = Buffer.from(body);
  // What was not read of a refused body would be taken for the next request.
  if (!request.complete) response.setHeader('Connection', 'close');
  if (hasBody('GET', status)) response.setHeader('Content-Length', bytes.length);
  response.writeHead(status, nodeHttp.STATUS_CODES[status] ?? '');
  response.end(hasBody(request.method ?? 'GET', status) ? bytes : undefined);
}

/** A number from 1 on that looks like chance and is the same for the same seed and call (mulberry32). */
function variantOf(seed: number, count: number): number {
  let state = (seed + Math.imul(count, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return 1 + (((state ^ (state >>> 14)) >>> 0) % mostVariants);
}

const mostVariants = 997;

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
