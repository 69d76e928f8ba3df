import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parcelDefinition } from './parcelDefinition.ts';
import { answerGraphql } from './parcelGraph.ts';

/** What the API was asked, in the order of arrival. */
interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A parcel service on this machine with a definition of its own, four ways to authenticate, and answers that misbehave. */
export interface LocalApi {
  readonly origin: string;
  /** `host:port`, as connections name it. */
  readonly host: string;
  readonly definitionUrl: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

export const parcelKey = 'parcel-key-4f1c0d7e';

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

type Answer = (request: Received, response: ServerResponse, url: URL) => void;

const parcels = [
  { id: 1, state: 'sent', weight: 1.5 },
  { id: 2, state: 'delivered', weight: 0.4 },
];

/** A list of `bytes` bytes, so that a viewer has real work with it. */
function bigList(bytes: number): string {
  const row = '{"id":123456,"state":"delivered","note":"left with the neighbour"},\n';
  return `[${row.repeat(Math.ceil(bytes / row.length))}{}]`;
}

const answers: Record<string, Answer> = {
  'GET /parcels': (_request, response) => json(response, 200, parcels),
  'GET /me': (_request, response) => json(response, 200, { name: 'Clerk' }),
  'POST /parcels': ({ body }, response) => json(response, 201, { ...JSON.parse(body || '{}'), id: 3 }),
  'GET /mismatch': (_request, response) => json(response, 200, [{ id: 'not a number', state: 'lost' }]),
  'GET /slow': (_request, response) => {
    const timer = setTimeout(() => json(response, 200, { waited: true }), 60_000);
    response.on('close', () => clearTimeout(timer));
  },
  'GET /big': (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(bigList(5_000_000)),
  'GET /rows': (_request, response) =>
    json(
      response,
      200,
      Array.from({ length: 300 }, (_, id) => ({ id })),
    ),
  'PUT /upload': ({ body }, response) => json(response, 200, { bytes: body.length }),
  'GET /reset': (_request, response) => void response.socket?.resetAndDestroy(),
  'GET /echo': ({ headers, url }, response) => json(response, 200, { headers, url }),
  'POST /echo': ({ headers, url, body }, response) => json(response, 200, { headers, url, body }),
  'POST /graphql': ({ body }, response) => void answerGraphql(body).then((answer) => json(response, 200, answer)),
  'GET /label': (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(Buffer.from([0, 1, 2, 250])),
};

function authorised({ headers }: Received, url: URL): boolean {
  const basic = `Basic ${Buffer.from(`clerk:${parcelKey}`).toString('base64')}`;
  return (
    headers['x-parcel-key'] === parcelKey ||
    url.searchParams.get('parcel_key') === parcelKey ||
    headers.authorization === `Bearer ${parcelKey}` ||
    headers.authorization === basic
  );
}

const known: Answer = (_request, response, url) => {
  if (url.pathname === '/openapi.json') json(response, 200, parcelDefinition(url.origin));
  else if (url.pathname === '/broken.json') response.end('{\n  "openapi": "3.1.0",\n  "info": [,]\n}');
  else json(response, 404, { title: 'Nothing is here' });
};

const refuse: Answer = (_request, response) => json(response, 401, { title: 'The key is missing or wrong' });

const closed = new Set(['/parcels', '/me']);

/** What answers the request: only some of it asks for a key. */
function answerFor(request: Received, url: URL): Answer {
  const run = answers[`${request.method} ${url.pathname}`] ?? known;
  return closed.has(url.pathname) && !authorised(request, url) ? refuse : run;
}

/** Starts the API on a free port of 127.0.0.1. */
export async function startLocalApi(): Promise<LocalApi> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const entry = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      received.push(entry);
      const asked = new URL(url, `http://${headers.host}`);
      answerFor(entry, asked)(entry, response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin, host: `127.0.0.1:${port}`, definitionUrl: `${origin}/openapi.json`, received, close };
}
