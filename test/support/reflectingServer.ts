import { createServer, type IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

export interface ReflectingServer {
  readonly origin: string;
  /** What came, as text. */
  readonly seen: string[];
}

/**
 * Gives back all that it gets, as an API with a talkative error page does. `/away` leads to `other`, `/token` gives what `token` is as a
 * token, and a WebSocket says what it hears.
 */
export async function reflectingServer(given: { other?: string; token?: string } = {}): Promise<ReflectingServer> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = seenOf(request, Buffer.concat(parts).toString());
      seen.push(text);
      if (request.url?.startsWith('/away') && given.other !== undefined)
        return response
          .writeHead(307, {
            location: `${given.other}${request.url.replace('/away', '/there')}`,
            'x-back': headerOf(text),
          })
          .end();
      const body = request.url === '/token' ? { data: { access_token: given.token } } : { text };
      return response
        .writeHead(200, { 'content-type': 'application/json', 'x-back': headerOf(text) })
        .end(JSON.stringify(body));
    });
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    seen.push(seenOf(request, ''));
    sockets.handleUpgrade(request, socket, head, (client) =>
      client.on('message', (data) => client.send(`heard ${String(data)}`)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    sockets.close();
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen');
  return { origin: `http://127.0.0.1:${address.port}`, seen };
}

const seenOf = ({ method, url, rawHeaders }: IncomingMessage, body: string): string =>
  [`${method} ${url}`, ...rawHeaders, body].join('\n');
const headerOf = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 2_000);
