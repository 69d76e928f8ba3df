import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { oauthFaults } from '#contract/oauth.ts';
import { forwardHtml, type Page, pageHeaders, pageHtml } from './redirectPage.ts';

interface Wanted {
  /** 0 takes any free port. */
  readonly port: number;
  readonly path: string;
  /** The answer stands in the fragment, as the implicit flow has it. */
  readonly fragment: boolean;
  readonly onAnswer: (parameters: URLSearchParams) => Promise<Page>;
}

/** Where the browser brings the answer of one sign-in (RFC 8252 section 7.3). */
export interface RedirectListener {
  readonly redirectUri: string;
  close(): void;
}

/** Listens on 127.0.0.1 for one sign-in. Throws REDIRECT_PORT_TAKEN. */
export async function openRedirectListener(wanted: Wanted): Promise<RedirectListener> {
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 32_768 });
  const port = await listen(server, wanted.port);
  const host = `127.0.0.1:${port}`;
  server.on('request', (request, response) => void answer(wanted, host, request, response));
  return {
    redirectUri: `http://${host}${wanted.path}`,
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', () => reject(portTaken(port)));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

const portTaken = (port: number) =>
  oauthFaults.fault('REDIRECT_PORT_TAKEN', `Port ${port} is in use, so that the answer could not arrive.`, {
    kept: 'Nothing was sent.',
    todo: 'End the other sign-in or program that uses it, or choose another port and register it at the server.',
    field: 'redirect',
  });

const notHere: Page = { ok: false, title: 'Nothing here', text: 'This address serves one sign-in only.' };

/** Only the exact host and path; whatever else asks learns nothing. */
async function answer(wanted: Wanted, host: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, html: string) => void response.writeHead(status, pageHeaders).end(html);
  if (request.headers.host !== host) return send(421, pageHtml(notHere));
  if (request.method !== 'GET') return send(405, pageHtml(notHere));
  const [path, query = ''] = (request.url ?? '').split(/\?(.*)/s, 2);
  if (path !== wanted.path) return send(404, pageHtml(notHere));
  if (wanted.fragment && query === '') return send(200, forwardHtml());
  const page = await wanted.onAnswer(new URLSearchParams(query)).catch(() => notHere);
  return send(page.ok ? 200 : 400, pageHtml(page));
}
