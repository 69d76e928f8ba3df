import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the API was asked, in the order of arrival. */
interface Received {
  readonly method: string;
  readonly url: string;
  readonly key: string | undefined;
}

/** A service on this machine that asks for a key, beside one that asks for nothing. */
export interface TideApi {
  readonly origin: string;
  readonly received: readonly Received[];
  /** From now on this key alone is taken. */
  accept(key: string): void;
  close(): Promise<void>;
}

export const tideKey = 'tide-key-91c2ab7e';

const answers = (schema: object) => ({
  200: { description: 'The answer.', content: { 'application/json': { schema } } },
});

/** The service that asks for a key, in OpenAPI 3.1. */
export function tideDefinition(origin: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Tide tables', version: '1.0.0' },
    servers: [{ url: origin }],
    security: [{ tideKey: [] }],
    paths: {
      '/tides': {
        get: {
          operationId: 'listTides',
          summary: 'List the tides of a harbour',
          tags: ['Tides'],
          parameters: [
            {
              name: 'harbour',
              in: 'query',
              required: true,
              description: 'Its short name.',
              schema: { type: 'string' },
            },
          ],
          responses: answers({ type: 'object' }),
        },
      },
      '/harbours': {
        get: { operationId: 'listHarbours', tags: ['Harbours'], responses: answers({ type: 'array' }) },
        post: { operationId: 'addHarbour', tags: ['Harbours'], responses: answers({ type: 'object' }) },
      },
    },
    components: { securitySchemes: { tideKey: { type: 'apiKey', in: 'header', name: 'X-Tide-Key' } } },
  };
}

/** The service that asks for nothing. */
export function weatherDefinition(origin: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Open weather', version: '1.0.0' },
    servers: [{ url: origin }],
    paths: {
      '/weather': {
        get: { operationId: 'readWeather', summary: 'Read the weather', responses: answers({ type: 'object' }) },
      },
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, accepted: string): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://local');
  const open = pathname === '/weather';
  const allowed = open || request.headers['x-tide-key'] === accepted;
  const value = { path: pathname, harbour: searchParams.get('harbour') };
  response
    .writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' })
    .end(JSON.stringify(allowed ? value : { title: 'The key is missing or wrong' }));
}

/** Starts the services on a free port of 127.0.0.1. */
export async function startTideApi(): Promise<TideApi> {
  const received: Received[] = [];
  let accepted = tideKey;
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const key = headers['x-tide-key'];
    received.push({ method, url, key: Array.isArray(key) ? key[0] : key });
    answer(request, response, accepted);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    accept: (key) => {
      accepted = key;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
