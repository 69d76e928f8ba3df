import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import {
  createServer as createHttp2Server,
  createSecureServer as createSecureHttp2Server,
  type Http2SecureServer,
  type Http2Server,
  type Settings as Http2Settings,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import type { OutboundRequest } from './messages.ts';

const fixture = (name: string) => readFileSync(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), 'utf8');

/** A client's certificate with its key, in the clear and under the passphrase `open-sesame`. */
export const testClient = {
  chain: fixture('client.pem'),
  key: fixture('client-key.pem'),
  lockedKey: fixture('client-key-locked.pem'),
};

/** The authority that issued the test servers' certificate. */
export const testAuthority = fixture('authority.pem');

export interface TestServer {
  readonly port: number;
  readonly url: string;
  /** Sockets that are open now. */
  readonly sockets: ReadonlySet<Socket>;
  /** Resolves when every client has gone. */
  idle(): Promise<void>;
  /** Takes CONNECT requests. */
  onConnect(listener: (request: IncomingMessage, socket: Socket) => void): void;
  close(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1, on a free port. */
export function httpServer(listener: RequestListener): Promise<TestServer> {
  return listen(createServer(listener), 'http');
}

/** The same over TLS, with a certificate of the test authority. */
export function httpsServer(listener: RequestListener): Promise<TestServer> {
  return listen(createSecureServer({ key: fixture('server-key.pem'), cert: fixture('server.pem') }, listener), 'https');
}

/** The same, and it asks for the test client's certificate; whoever has none is let in too, so that the listener can tell. */
export function mutualServer(listener: RequestListener): Promise<TestServer> {
  const keys = { key: fixture('server-key.pem'), cert: fixture('server.pem'), ca: fixture('client.pem') };
  return listen(createSecureServer({ ...keys, requestCert: true, rejectUnauthorized: false }, listener), 'https');
}

type StreamListener = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[]) => void;

/** Heads of any length go out, and clients without a certificate are let in. */
const lenient = { requestCert: true, rejectUnauthorized: false, maxSendHeaderBlockLength: 4_000_000 };

/** HTTP/2 over TLS, and nothing else; it asks for a client certificate and lets in who has none. */
export function http2Server(listener: StreamListener): Promise<TestServer> {
  const keys = { key: fixture('server-key.pem'), cert: fixture('server.pem'), ca: fixture('client.pem') };
  return listen(speaking(createSecureHttp2Server({ ...keys, ...lenient }), listener), 'https');
}

/** HTTP/2 without TLS. */
export function clearHttp2Server(listener: StreamListener, settings: Http2Settings = {}): Promise<TestServer> {
  return listen(speaking(createHttp2Server({ settings }), listener), 'http');
}

function speaking<S extends Http2Server | Http2SecureServer>(server: S, listener: StreamListener): S {
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: string[]) => {
    stream.on('error', () => {});
    listener(stream, headers, raw);
  });
  server.on('sessionError', () => {});
  return server;
}

/** A TCP server, for peers that speak something else or nothing. */
export function tcpServer(listener: (socket: Socket) => void): Promise<TestServer> {
  const reading = (socket: Socket) => {
    listener(socket);
    socket.resume();
  };
  return listen(createTcpServer(reading), 'http');
}

async function listen(server: Server | TcpServer | Http2Server, scheme: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const done of waiting.splice(0)) done();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    sockets,
    idle: () => new Promise((resolve) => (sockets.size === 0 ? resolve() : waiting.push(resolve))),
    onConnect: (listener) => server.on('connect', listener),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A plain GET by a person, to be changed where a test cares. */
export function testRequest(url: string, change: Partial<OutboundRequest> = {}): OutboundRequest {
  return {
    method: 'GET',
    url,
    headers: [],
    timeouts: { connectMs: 5_000, responseMs: 5_000, totalMs: 15_000 },
    redirects: { follow: true, max: 5 },
    policy: 'person',
    secrets: [],
    credentialHeaders: [],
    credentialQuery: [],
    ...change,
  };
}
