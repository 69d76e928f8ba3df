import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RPCHandler } from '@orpc/server/node';
import type { PatchbayConsole } from '#main/console.ts';
import { type PageSource, servePage } from '#main/hosts/pages/builtPages.ts';
import { securityHeaders } from '#main/hosts/pages/headers.ts';
import type { LogSink } from '#main/kernel/host.ts';
import { createGate, type Gate, type Refusal } from './gate.ts';

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
  const handle = (request: IncomingMessage, response: ServerResponse) =>
    void answer(request, response).catch((error: unknown) => {
      options.log('error', 'A page could not be answered.', { trace: String(error) });
      response.destroy();
    });
  const { servers, port } = await listenOnLoopback(handle, options.port);
  const gate = createGate({ port, devOrigin: options.devOrigin });
  const session = options.console.openSession();
  const pages: PageSource = {
    root: options.renderer,
    readLogo: (file) => options.console.readLogo(session, file),
  };
  const rpc = new RPCHandler(options.console.router);
  const address = `http://127.0.0.1:${port}`;

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
    // What the page is made of is the same for everyone; what it shows is not.
    if (pathname.startsWith('/assets/')) return sendPage(pages, pathname, response);
    if (gate.refuseWithoutSession(request)) return void response.writeHead(401, htmlHeaders).end(signedOutPage);
    return sendPage(pages, pathname, response);
  }

  async function call(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = gate.refuseCall(request);
    if (refused) return refuse(response, refused);
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
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

const htmlHeaders = { ...securityHeaders, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  response
    .writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end(`${message}\n`);
}

function open(gate: Gate, token: string | null, response: ServerResponse): void {
  const session = token === null ? undefined : gate.redeem(token);
  if (session === undefined) return void response.writeHead(401, htmlHeaders).end(signedOutPage);
  response
    .writeHead(303, {
      ...securityHeaders,
      'set-cookie': `${gate.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`,
      location: '/',
      'cache-control': 'no-store',
    })
    .end();
}

async function sendPage(pages: PageSource, pathname: string, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await servePage(pages, pathname);
  if (body !== null) return void response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end('Not found.\n');
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** Both loopback addresses with one port; machines without IPv6 have the first alone. */
async function listenOnLoopback(handle: Handle, wanted: number): Promise<{ servers: Server[]; port: number }> {
  const { server, port } = await listen(handle, '127.0.0.1', wanted);
  const second = await listen(handle, '::1', port).catch(() => undefined);
  return { servers: second ? [server, second.server] : [server], port };
}

function listen(handle: Handle, host: string, port: number): Promise<{ server: Server; port: number }> {
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

/** Shown to a browser without a session. Plain, since nothing else may be loaded before one is open. */
const signedOutPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>Patchbay</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; }
code { font-family: ui-monospace, monospace; }
</style>
<h1>Open Patchbay with its link</h1>
<p>The console is running, but this browser is not signed in. Its link works once; it was printed in the terminal when
Patchbay started.</p>
<p>To get a new link, run <code>npm start</code> or <code>patchbay serve</code> again: it finds the running console and
opens it.</p>
</html>
`;
