import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { RPCHandler } from '@orpc/server/node';
import { sessionWish } from '#contract/loopback.ts';
import { bodiesPath, filesPath } from '#contract/transfer.ts';
import type { PatchbayConsole } from '#main/console.ts';
import { type PageSource, servePage } from '#main/hosts/pages/builtPages.ts';
import { securityHeaders } from '#main/hosts/pages/headers.ts';
import { keepFile, keptBody } from '#main/hosts/pages/transfers.ts';
import type { CallSession } from '#main/kernel/actor.ts';
import type { LogSink } from '#main/kernel/host.ts';
import { listen } from '#main/kernel/listen.ts';
import { createGate, type GateSession, type Refusal } from './gate.ts';
import { isSameUser } from './sameUser.ts';
import { signedOutPage, signedOutScript } from './signedOutPage.ts';

export interface ServerOptions {
  readonly console: PatchbayConsole;
  /** Folder of the built renderer. */
  readonly renderer: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly devOrigin?: string | undefined;
  readonly log: LogSink;
  /** Called when a link was exchanged for a session. */
  readonly onOpened?: () => void;
}

export interface LoopbackServer {
  /** Address without a token, for example http://127.0.0.1:4321. */
  readonly address: string;
  /** A link that opens one session, once, within a minute. Its token is behind the #, where no request carries it. */
  link(): string;
  /** Answers for another console from now on, with the sessions that are open; null answers nothing until the next one. */
  serve(console: PatchbayConsole | null): void;
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
  const gate = createGate({ port, devOrigin: options.devOrigin, now: () => Date.now() });
  let served: Served | null = servedBy(options.console);
  const pages: PageSource = {
    root: options.renderer,
    readLogo: async (file) => (served === null ? null : served.console.readLogo(served.session, file)),
  };
  const address = `http://127.0.0.1:${port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = gate.refuseAlways(request);
    if (refused) return refuse(response, refused);
    const url = request.url?.startsWith('/') ? URL.parse(address + request.url) : null;
    if (!url) return refuse(response, { status: 400, message: 'This is not a path of the console.' });
    const { pathname } = url;
    if (pathname.startsWith('/rpc/')) return call(request, response);
    if (pathname === '/session') return exchange(request, response);
    if (pathname === filesPath) return takeFile(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(response, { status: 405, message: 'Pages answer GET and HEAD only.' });
    }
    if (pathname === '/signed-out.js') return void response.writeHead(200, scriptHeaders).end(signedOutScript);
    // What the page is made of is the same for everyone; what it shows is not.
    if (isShell.test(pathname)) return sendPage(pages, pathname, response);
    if (gate.refuseWithoutCookie(request)) return void response.writeHead(401, htmlHeaders).end(signedOutPage);
    if (pathname.startsWith(bodiesPath)) return sendBody(pathname, response);
    return sendPage(pages, pathname, response);
  }

  /** Opens a session for a link's token, or gives a page whose key is known its cookie again. */
  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = gate.refuseForm(request);
    if (refused) return refuse(response, refused);
    if ((await isSameUser(request.socket)) === false)
      return refuse(response, { status: 403, message: 'This console belongs to another user of this computer.' });
    const wish = sessionWish.safeParse(await readJson(request, 1_000));
    if (!wish.success) return refuse(response, { status: 400, message: 'This doesn’t open a session.' });
    const session = 'token' in wish.data ? gate.redeem(wish.data.token) : gate.restore(wish.data.key);
    if (session === undefined) return refuse(response, { status: 401, message: 'This session has ended.' });
    if ('status' in session) return refuse(response, session);
    if ('token' in wish.data) options.onOpened?.();
    grant(response, gate.cookieName, session);
  }

  async function call(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = gate.refuseCall(request);
    if (refused) return refuse(response, refused);
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    response.setHeader('cache-control', 'no-store');
    if (served === null) return refuse(response, away);
    const { rpc, session } = served;
    const { matched } = await rpc.handle(request, response, { prefix: '/rpc', context: { session } });
    if (!matched) response.writeHead(404).end();
  }

  /** Takes over a file that a person chose; what is cut off leaves nothing. */
  async function takeFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refused = gate.refuseFile(request);
    if (refused) return refuse(response, refused);
    if (served === null) return refuse(response, away);
    const kept = await keepFile(served.console, served.session, request);
    if ('message' in kept) return refuse(response, kept);
    response.writeHead(200, { ...securityHeaders, 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(kept));
  }

  /** A kept body from its file into the response. Who goes away closes the file. */
  async function sendBody(pathname: string, response: ServerResponse): Promise<void> {
    if (served === null) return refuse(response, away);
    const { status, headers, stream } = await keptBody(served.console, pathname);
    response.writeHead(status, headers);
    if (stream === null) return void response.end('This address has ended.\n');
    await pipeline(stream, response).catch(() => response.destroy());
  }

  return {
    address,
    serve: (console) => {
      served = console && servedBy(console);
    },
    link: () => `${address}/open#${gate.issueToken()}`,
    close: () => Promise.all(servers.map(close)).then(() => undefined),
  };
}

interface Served {
  readonly console: PatchbayConsole;
  readonly session: CallSession;
  readonly rpc: RPCHandler<{ session: CallSession }>;
}

const servedBy = (console: PatchbayConsole): Served => ({
  console,
  session: console.openSession(),
  rpc: new RPCHandler(console.router),
});

const away: Refusal = { status: 503, message: 'Patchbay is starting again.' };

/** The page before it has a session: at a link, its first script, and what it is built of. */
const isShell = /^\/(open$|prelude\.js$|assets\/)/;

const scriptHeaders = {
  ...securityHeaders,
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'no-store',
};

const htmlHeaders = { ...securityHeaders, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  response
    .writeHead(status, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    .end(`${message}\n`);
}

function grant(response: ServerResponse, cookieName: string, { cookie, key }: GateSession): void {
  response
    .writeHead(200, {
      ...securityHeaders,
      'content-type': 'application/json',
      'set-cookie': `${cookieName}=${cookie}; HttpOnly; SameSite=Strict; Path=/`,
      'cache-control': 'no-store',
    })
    .end(JSON.stringify({ key }));
}

/** The JSON of a short body; undefined where it is none, or longer. */
async function readJson(request: IncomingMessage, most: number): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > most) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function sendPage(pages: PageSource, pathname: string, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await servePage(pages, pathname);
  if (body !== null) return void response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8' }).end('Not found.\n');
}

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** Both loopback addresses with one port; machines without IPv6 have the first alone. */
async function listenOnLoopback(handle: Handle, wanted: number): Promise<{ servers: Server[]; port: number }> {
  const [first, second] = [createServer(handle), createServer(handle)];
  const port = await listen(first, { port: wanted, host: '127.0.0.1' });
  const both = await listen(second, { port, host: '::1' }).then(
    () => true,
    () => false,
  );
  return { servers: both ? [first, second] : [first], port };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 500).unref();
  });
}
