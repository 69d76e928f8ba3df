import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readValue, writeValue } from '#main/domains/settings/domain.ts';
import { nodeHttp } from '#main/http/index.ts';
import { listen } from '#main/kernel/listen.ts';
import type { Store } from '#main/store/index.ts';
import { document } from './document.ts';
import { failureRoutes } from './failures.ts';
import { Library } from './library.ts';
import { bookRoutes, loanRoutes } from './libraryRoutes.ts';
import { type Answer, findRoute, methodsAt, ok, problem, type Route, write } from './route.ts';

/** The sample API of a data folder. */
export interface SampleApi {
  /** Starts it where it does not run yet. It keeps its key, and its port where that is still free. */
  start(): Promise<{ baseUrl: string; definitionUrl: string; apiKey: string }>;
  /** Starts it where it was started in an earlier run, so that what was connected to it goes on working. */
  resume(): Promise<void>;
  /** Runs works one after the other, so that two clicks do not install twice. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const settingsKey = 'sample';
const keptSettings = z.object({ key: z.string().min(16), port: z.int().min(0).max(65_535) });

/**
 * The key is in the settings, in clear: it opens an API on this computer that holds nothing but made-up books, and the screen
 * shows it to be copied. Whatever becomes a connection is sealed anyway.
 */
export function createSampleApi({ store }: { store: Store }): SampleApi {
  let running: Promise<SampleServer> | null = null;
  const remembered = () => readValue(store.read, settingsKey, keptSettings) ?? { key: newKey(), port: 0 };
  const begin = async () => {
    const known = remembered();
    const server = await serveSample(known);
    store.write((w) => writeValue(w, settingsKey, { ...known, port: server.port }));
    return server;
  };
  let last: Promise<unknown> = Promise.resolve();
  const start = async () => {
    running ??= begin();
    const { baseUrl } = await running.catch((error: unknown) => {
      running = null;
      throw error;
    });
    return { baseUrl, definitionUrl: `${baseUrl}/openapi.json`, apiKey: remembered().key };
  };
  return {
    start,
    resume: async () => {
      if (readValue(store.read, settingsKey, keptSettings) !== undefined) await start();
    },
    alone: (work) => {
      const turn = last.then(work);
      last = turn.catch(() => null);
      return turn;
    },
    close: async () => {
      const server = await running?.catch(() => null);
      running = null;
      await server?.close();
    },
  };
}

function newKey(): string {
  return `sample_${randomBytes(18).toString('base64url')}`;
}

/** A sample API that listens. */
interface SampleServer {
  readonly port: number;
  readonly baseUrl: string;
  close(): Promise<void>;
}

const keyHeader = 'x-api-key';
const bodyLimit = 100_000;
const status: Route = { method: 'GET', path: '/status', access: 'open', run: () => ok({ status: 'open' }) };
const routes: readonly Route[] = [...bookRoutes, ...loanRoutes, status, ...failureRoutes];

/** Serves the sample API on 127.0.0.1 at `port`, or at a free one where that is taken. Its data lives as long as the server. */
export async function serveSample({ key, port }: { key: string; port: number }): Promise<SampleServer> {
  const library = new Library();
  const server = nodeHttp.createServer((request, response) => {
    answer(request, library, key).then(
      (given) => write(response, given),
      () => refuseBroken(response),
    );
  });
  const actual = await listen(server, { port, host: '127.0.0.1' }).catch((error: unknown) => {
    if (port === 0) throw error;
    return listen(server, { port: 0, host: '127.0.0.1' });
  });
  return { port: actual, baseUrl: `http://127.0.0.1:${actual}`, close: () => close(server) };
}

async function answer(request: IncomingMessage, library: Library, key: string): Promise<Answer> {
  const host = request.headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return problem(421, 'Misdirected', 'Ask for 127.0.0.1.');
  const url = new URL(request.url ?? '/', `http://${host}`);
  const method = request.method ?? 'GET';
  if (method === 'GET' && url.pathname === '/openapi.json') return ok(document(url.origin));
  const found = findRoute(routes, method, url.pathname);
  if (found === null) return noRoute(url.pathname);
  const known = isKey(request.headers[keyHeader], key);
  if (found.route.access === 'key' && !known) return refusal(request.headers[keyHeader] !== undefined);
  const body = await readJson(request);
  if ('answer' in body) return body.answer;
  return found.route.run({ library, known, path: found.values, query: url.searchParams, body: body.value });
}

function noRoute(path: string): Answer {
  const methods = methodsAt(routes, path);
  if (methods.length === 0) return problem(404, 'Not found', 'There is nothing here.');
  return problem(405, 'Method not allowed', `Use ${methods.join(' or ')}.`, { headers: { allow: methods.join(', ') } });
}

function refusal(shown: boolean): Answer {
  const detail = shown ? 'This is not the key.' : 'This needs the key in the header X-Api-Key.';
  return problem(401, 'Unauthorized', detail, { headers: { 'www-authenticate': 'ApiKey' } });
}

function isKey(shown: string | string[] | undefined, key: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return typeof shown === 'string' && timingSafeEqual(digest(shown), digest(key));
}

async function readJson(request: IncomingMessage): Promise<{ value: unknown } | { answer: Answer }> {
  const body = await readText(request);
  if (body === null) return { answer: problem(413, 'Too large', `A body has ${bodyLimit} bytes at most.`) };
  if (body === '') return { value: undefined };
  try {
    return { value: JSON.parse(body) };
  } catch {
    return { answer: problem(400, 'Bad request', 'The body is not JSON.') };
  }
}

/** Null where it is too long. */
async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length <= bodyLimit) chunks.push(chunk);
  }
  return length > bodyLimit ? null : Buffer.concat(chunks).toString('utf8');
}

function refuseBroken(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else write(response, problem(400, 'Bad request', 'The request could not be read.'));
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
