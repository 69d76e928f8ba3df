import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { oauthFaults } from '#contract/oauth.ts';

interface ListenerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly path: string;
  /** The answer stands in the fragment, as the implicit flow has it. */
  readonly fragment: boolean;
  readonly onRedirect: (parameters: URLSearchParams) => Promise<Page>;
}

/** Where the browser brings the answer of one sign-in (RFC 8252 section 7.3). */
interface RedirectListener {
  readonly redirectUri: string;
  close(): void;
}

/** Listens on 127.0.0.1 for one sign-in. Throws REDIRECT_PORT_TAKEN. */
export async function openRedirectListener(options: ListenerOptions): Promise<RedirectListener> {
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 32_768 });
  const port = await listen(server, options.port);
  const host = `127.0.0.1:${port}`;
  server.on('request', (request, response) => void answer(options, host, request, response));
  return {
    redirectUri: `http://${host}${options.path}`,
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
async function answer(
  options: ListenerOptions,
  host: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, html: string) => void response.writeHead(status, pageHeaders).end(html);
  if (request.headers.host !== host) return send(421, pageHtml(notHere));
  if (request.method !== 'GET') return send(405, pageHtml(notHere));
  const [path, query = ''] = (request.url ?? '').split(/\?(.*)/s, 2);
  if (path !== options.path) return send(404, pageHtml(notHere));
  if (options.fragment && query === '') return send(200, forwardHtml());
  const page = await options.onRedirect(new URLSearchParams(query)).catch(() => notHere);
  return send(page.ok ? 200 : 400, pageHtml(page));
}

/** What the browser shows when it has brought its answer. */
export interface Page {
  readonly ok: boolean;
  readonly title: string;
  readonly text: string;
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color:#222;background:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#ddd;background:#1a1b1e}}';

/** An implicit answer stands behind `#`, which no server sees; this brings it here once and leaves nothing in the history. */
const forward = "location.replace(location.pathname+'?'+location.hash.slice(1))";

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Headers of every answer: nothing loads, nothing frames, nothing is kept, and no address is passed on. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(forward)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  connection: 'close',
};

function pageHtml({ title, text }: Page): string {
  return document(title, `<h1>${escaped(title)}</h1><p>${escaped(text)}</p>`);
}

function forwardHtml(): string {
  return document('Signing in', `<p>Signing in…</p><script>${forward}</script>`);
}

function document(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} · Patchbay</title><style>${style}</style></head><body><main>${body}</main></body></html>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
