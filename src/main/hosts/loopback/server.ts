import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RPCHandler } from '@orpc/server/node';
import type { PatchbayConsole } from '#main/console.ts';
import { picturePolicy } from '#main/contentSecurityPolicy.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import type { LogSink } from '#main/kernel/host.ts';
import { commonHeaders, sendAsset } from './assets.ts';
import { createGate, type Gate, type Refusal } from './gate.ts';
import { signedOutPage } from './signedOutPage.ts';

export interface ServerOptions {
  readonly console: PatchbayConsole;
  /** Folder of the built renderer. */
  readonly renderer: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly devOrigin?: string | undefined;
  readonly log: LogSink;
}

export interface LoopbackServer {
  /** Address without a token, for example http://127.0.0.1:4321. */
  readonly address: string;
  /** A link that opens one session, once. */
  link(): string;
  close(): Promise<void>;
}

/** Serves the console to this machine's browser, on 127.0.0.1 and, where there is IPv6, on ::1 with the same port. */
export async function startServer(options: ServerOptions): Promise<LoopbackServer> {
  const servers: Server[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    void answer(request, response).catch((error: unknown) => {
      options.log('error', 'A page could not be answered.', { trace: String(error) });
      response.destroy();
    });
  const first = await listen(handle, '127.0.0.1', options.port);
  servers.push(first.server);
  const second = await listen(handle, '::1', first.port).catch(() => undefined);
  if (second) servers.push(second.server);

  const gate = createGate({ port: first.port, devOrigin: options.devOrigin });
  const session = options.console.openSession();
  const rpc = new RPCHandler(options.console.router);
  const address = `http://127.0.0.1:${first.port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = gate.refuseAlways(request);
    if (refused) return refuse(response, refused);
    const url = request.url?.startsWith('/') ? URL.parse(address + request.url) : null;
    if (!url) return refuse(response, { status: 400, message: 'This is not a path of the console.' });
    const { pathname, searchParams } = url;
    if (pathname.startsWith('/rpc/')) return call(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(response, { status: 405, message: 'Pages are read with GET.' });
    }
    if (pathname === '/open') return open(gate, searchParams.get('token'), response);
    if (pathname.startsWith('/assets/')) return sendAsset(options.renderer, pathname, response);
    if (gate.refuseWithoutSession(request)) return void response.writeHead(401, htmlHeaders).end(signedOutPage);
    if (pathname.startsWith('/logos/')) return sendLogo(options.console, session, pathname, response);
    return sendAsset(options.renderer, pathname, response);
  }

  async function call(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = gate.refuseCall(request);
    if (refused) return refuse(response, refused);
    for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
    response.setHeader('cache-control', 'no-store');
    const { matched } = await rpc.handle(request, response, { prefix: '/rpc', context: { session } });
    if (!matched) response.writeHead(404).end();
  }

  return {
    address,
    link: () => `${address}/open?token=${gate.issueToken()}`,
    close: () => Promise.all(servers.map(close)).then(() => undefined),
  };
}

const htmlHeaders = { ...commonHeaders, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  response
    .writeHead(status, { ...commonHeaders, 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end(`${message}\n`);
}

function open(gate: Gate, token: string | null, response: ServerResponse): void {
  const session = token === null ? undefined : gate.redeem(token);
  if (session === undefined) return void response.writeHead(401, htmlHeaders).end(signedOutPage);
  response
    .writeHead(303, {
      ...commonHeaders,
      'set-cookie': `${gate.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
      location: '/',
      'cache-control': 'no-store',
    })
    .end();
}

async function sendLogo(
  console: PatchbayConsole,
  session: CallSession,
  pathname: string,
  response: ServerResponse,
): Promise<void> {
  const logo = await console.readLogo(session, pathname.slice('/logos/'.length));
  if (!logo) return void response.writeHead(404, commonHeaders).end();
  response
    .writeHead(200, {
      ...commonHeaders,
      'content-security-policy': picturePolicy,
      'content-type': logo.mediaType,
      'cache-control': 'private, max-age=31536000, immutable',
    })
    .end(logo.bytes);
}

function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  host: string,
  port: number,
): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer(handle);
    server.once('error', reject);
    server.listen(port, host, () => {
      const bound = server.address();
      resolve({ server, port: typeof bound === 'object' && bound ? bound.port : port });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}
