import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { oauthFaults } from '#contract/oauth.ts';
import { redirectToRegister } from '#core/oauth/redirect.ts';
import { nodeHttp } from '#main/http/index.ts';
import { listen } from '#main/kernel/listen.ts';
import type { OAuthContext } from '../context.ts';
import { configInvalid } from '../faults.ts';
import {
  type AuthorizationRequest,
  authorizationRequest,
  implicitTokens,
  isSignInPage,
  readRedirect,
} from '../protocol/authorizationRequest.ts';
import { type Grant, grantByCode, type OAuthClient } from '../protocol/client.ts';
import { redactUrl } from '../protocol/recorder.ts';
import { maskTokens } from '../protocol/serverAnswer.ts';
import { completeSignIn, failSignIn, noteTokenRequest } from './completion.ts';
import { alreadyPage, type Page, type SignIn, type SignIns } from './signIns.ts';

/** The redirect address of the desktop program. */
const schemeRedirect = redirectToRegister({ kind: 'scheme' });

/** Opens the sign-in page in the browser and waits for the redirect; what comes later ends the sign-in. */
export async function codeSignIn(
  context: OAuthContext,
  signIn: SignIn,
  client: OAuthClient,
  open: boolean,
): Promise<void> {
  const { config, recorder, server } = client;
  const redirectUri = await openRedirect(context, signIn, client);
  const request = await authorizationRequest(server, config, redirectUri);
  if (!signIn.isOpen()) return;
  recorder.hide(request.state, request.verifier);
  signIn.expect(request.state, (parameters) => receiveRedirect(context, signIn, client, request, parameters));
  recorder.note({ name: 'authorization', method: 'GET', url: redactUrl(request.url) });
  signIn.show({ authorizationUrl: request.url, redirectUri, registerUri: redirectToRegister(config.redirect) });
  signIn.endAt(context.now() + context.signInMs);
  if (open && isSignInPage(request.url) && context.openExternal(request.url)) signIn.show({ opened: true });
}

async function openRedirect({ takesLinks }: OAuthContext, signIn: SignIn, { config }: OAuthClient): Promise<string> {
  const { redirect, grant } = config;
  if (redirect.kind === 'scheme' && takesLinks) return schemeRedirect;
  if (redirect.kind === 'scheme')
    throw configInvalid(
      'Only the desktop program takes answers that come as patchbay:// links.',
      'Sign in from the desktop program, or let the answer go to a port of this computer.',
      'redirect',
    );
  const listener = await openRedirectListener({
    port: redirect.port,
    path: redirect.path,
    fragment: grant === 'implicit',
    onRedirect: async (parameters) => (await signIn.receive(parameters)) ?? foreignPage,
  });
  signIn.signal.addEventListener('abort', () => listener.close());
  // Cancelled while the port was opened: nothing else would close it.
  if (!signIn.isOpen()) listener.close();
  return listener.redirectUri;
}

const foreignPage: Page = {
  ok: false,
  title: 'This answer does not belong to the sign-in',
  text: 'Nothing was changed. Go back to Patchbay and finish the page that it opened, or begin again.',
};

async function receiveRedirect(
  context: OAuthContext,
  signIn: SignIn,
  client: OAuthClient,
  request: AuthorizationRequest,
  parameters: URLSearchParams,
): Promise<Page> {
  if (parameters.get('state') !== request.state) return rejectForeignState(signIn, parameters);
  if (signIn.view().status !== 'waiting') return alreadyPage;
  signIn.show({ status: 'exchanging' });
  try {
    completeSignIn(context, signIn, await redeem(context, signIn, client, request, parameters));
    return { ok: true, title: 'Signed in', text: 'You can close this window and go back to Patchbay.' };
  } catch (error) {
    const { message } = failSignIn(context, signIn, error);
    return { ok: false, title: 'The sign-in did not work', text: `${message} Go back to Patchbay to see more.` };
  }
}

/**
 * Anyone on this machine can call this address; a wrong state must not end the sign-in of the person. What an answer without any state
 * says is kept: servers that refuse before they read the request have none to return.
 */
function rejectForeignState({ recorder }: SignIn, parameters: URLSearchParams): Page {
  const why = strangeAnswer(parameters);
  for (const name of ['code', 'state', 'access_token']) recorder.hide(parameters.get(name));
  if (recorder.lastCode() !== why.code) recorder.note({ name: 'redirect', method: 'GET', ...why });
  return why.code === 'STATE_MISMATCH' ? foreignPage : { ...statelessPage, text: `${why.error} ${statelessPage.text}` };
}

const statelessPage: Page = {
  ok: false,
  title: 'The server did not say which sign-in this belongs to',
  text: 'The sign-in still waits. Go back to Patchbay, cancel it, and look at its OAuth doctor.',
};

function strangeAnswer(parameters: URLSearchParams): { code: string; error: string } {
  if (parameters.get('state')) return { code: 'STATE_MISMATCH', error: 'The answer had another state.' };
  const code = parameters.get('error');
  if (code === null) return { code: 'STATE_MISSING', error: 'The answer had no state.' };
  const words = parameters.get('error_description') ?? code;
  return {
    code: maskTokens(code.slice(0, 200)),
    error: `${maskTokens(words.slice(0, 500))} (an answer without a state)`,
  };
}

async function redeem(
  context: OAuthContext,
  signIn: SignIn,
  client: OAuthClient,
  request: AuthorizationRequest,
  given: URLSearchParams,
): Promise<Grant> {
  const parameters = readRedirect(client, request, given);
  if (client.config.grant === 'implicit') {
    return implicitTokens(client, parameters);
  }
  noteTokenRequest(context, signIn, client.server.metadata.token_endpoint ?? '');
  const { redirectUri, verifier } = request;
  // The end of the sign-in must not cut a request whose response holds the tokens.
  return grantByCode({ ...client, signal: undefined }, { parameters, redirectUri, verifier });
}

/** Longer than any redirect; a link comes from whoever wants to make one. */
const maxLinkLength = 8_192;

/**
 * Takes a redirect that came as a `patchbay://` link. Only one with the state of a sign-in that waits has any effect.
 * @returns whether it belonged to one
 */
export async function finishSignIn(signIns: SignIns, link: string): Promise<boolean> {
  const parameters = readLink(link);
  const state = parameters?.get('state');
  const signIn = state ? signIns.waitingFor(state) : undefined;
  if (!parameters || signIn?.connection.config.redirect.kind !== 'scheme') return false;
  await signIn.receive(parameters);
  return true;
}

function readLink(link: string): URLSearchParams | null {
  if (link.length > maxLinkLength || !link.startsWith(schemeRedirect)) return null;
  const rest = link.slice(schemeRedirect.length);
  return /^\/?[?#]/.test(rest) ? new URLSearchParams(rest.replace(/^\/?[?#]/, '').replace('#', '&')) : null;
}

interface ListenerOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly path: string;
  /** The answer is in the fragment, as the implicit flow has it. */
  readonly fragment: boolean;
  readonly onRedirect: (parameters: URLSearchParams) => Promise<Page>;
}

/** Where the browser brings the answer of one sign-in (RFC 8252 section 7.3). */
interface RedirectListener {
  readonly redirectUri: string;
  close(): void;
}

/** Listens on 127.0.0.1 for one sign-in. Throws REDIRECT_PORT_TAKEN. */
async function openRedirectListener(options: ListenerOptions): Promise<RedirectListener> {
  const server = nodeHttp.createServer({ requestTimeout: 10_000, maxHeaderSize: 32_768 });
  const where = { port: options.port, host: '127.0.0.1', exclusive: true };
  const port = await listen(server, where).catch(() => Promise.reject(portTaken(options.port)));
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

const portTaken = (port: number) =>
  oauthFaults.fault('REDIRECT_PORT_TAKEN', `Port ${port} is in use, so the sign-in response can’t arrive.`, {
    kept: 'Nothing was sent.',
    todo: 'Finish the other sign-in or quit the program that uses it, or choose another port and register it with the server.',
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
  const [path, query = ''] = (request.url ?? '').split(/\?(.*)/s);
  if (path !== options.path) return send(404, pageHtml(notHere));
  if (options.fragment && query === '') return send(200, forwardHtml());
  const page = await options.onRedirect(new URLSearchParams(query)).catch(() => notHere);
  return send(page.ok ? 200 : 400, pageHtml(page));
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem;color:#222;background:#fff}' +
  '@media(prefers-color-scheme:dark){body{color:#ddd;background:#1a1b1e}}';

/** An implicit answer is behind `#`, which no server sees; this brings it here once and leaves nothing in the history. */
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
