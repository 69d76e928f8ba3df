import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink as HttpLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { AnyContractProcedure, ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '#contract/index.ts';
import { sessionKeyHeader, sessionKeyItem } from '#contract/loopback.ts';
import { keptStorage } from '#renderer/ui/kept.ts';
import { setLinkState } from './linkState.ts';

type ConsoleClient = ContractRouterClient<Contract>;

/** Every route of the console, typed by the contract. Pages use `orpc`; this is for streams and long work. */
export const client: ConsoleClient = createORPCClient(firstCallOpens(createTransport));

/** Query and mutation options by route, for example `useQuery(orpc.tenants.session.queryOptions())`. */
export const orpc = createTanstackQueryUtils(client);

/** The schema of what a route takes, for the form that fills it: `inputOf(tenantsContract.create)`. */
export function inputOf<R extends AnyContractProcedure>(route: R): NonNullable<R['~orpc']['inputSchema']> {
  const schema = route['~orpc'].inputSchema;
  if (schema === undefined) throw new Error('This route takes no input.');
  return schema;
}

const unauthorized = 401;

type Link = ClientLink<ClientContext>;

/** A link that is opened by its first call, so that pages can be read where there is no window. */
function firstCallOpens(open: () => Link): Link {
  let link: Link | undefined;
  return {
    call: (path, input, options) => {
      link ??= open();
      return link.call(path, input, options);
    },
  };
}

/** The way to main: a message port in the desktop window, HTTP to the own origin in a browser. */
function createTransport(): Link {
  return hasPreload() ? portTransport() : httpTransport();
}

function httpTransport(): Link {
  const link = new HttpLink({
    url: `${location.origin}/rpc`,
    fetch: async (request, init) => {
      const response = await call(request, init);
      if (response.status === unauthorized) throw new SessionRefused('This session has ended.');
      return response;
    },
  });
  return {
    call: async (path, input, options) => {
      try {
        return await link.call(path, input, options);
      } catch (error) {
        if (error instanceof SessionRefused && (await restoreSession())) return link.call(path, input, options);
        throw error;
      }
    },
  };
}

/** The console takes no call without a session; nothing of it was done. */
class SessionRefused extends Error {
  override readonly name = 'SessionRefused';
}

/** Sends a request to the own origin with the session; `make` is asked again where its cookie had to be brought back. */
export async function withSession(make: () => Request, init: object = {}): Promise<Response> {
  const response = await call(make(), init);
  return response.status === unauthorized && (await restoreSession()) ? call(make(), init) : response;
}

/** Set by public/prelude.js while a link is exchanged for a session. */
const opening = (globalThis as { patchbayOpening?: Promise<void> }).patchbayOpening;

async function call(request: Request, init: object): Promise<Response> {
  await opening;
  request.headers.set(sessionKeyHeader, sessionKey());
  return globalThis.fetch(request, { ...init, credentials: 'same-origin' });
}

const sessionKey = (): string => keptStorage.getItem(sessionKeyItem) ?? '';

/** Another port of this machine may have overwritten the cookie; the key brings it back. Says so where it does not. */
async function restoreSession(): Promise<boolean> {
  const body = JSON.stringify({ key: sessionKey() });
  const headers = { 'content-type': 'application/json' };
  const { ok } = await globalThis.fetch('/session', { method: 'POST', headers, body });
  if (!ok) setLinkState('signedOut');
  return ok;
}

/** Calls wait for the port, which the preload hands over once a load. It closes only when main ends. */
function portTransport(): Link {
  const link = receivePort().then((port) => {
    port.addEventListener('close', () => setLinkState('lost'));
    port.start();
    return new PortLink({ port });
  });
  return { call: async (path, input, options) => (await link).call(path, input, options) };
}

/** What the preload posts with the port, and what the page asks it with. */
const portMessage = 'patchbay:port';
const readyMessage = 'patchbay:ready';
const askAgainMs = 250;

/** True in the desktop window, whose preload hands a port over; a browser talks HTTP to the loopback host. */
function hasPreload(): boolean {
  return location.protocol === 'app:' || navigator.userAgent.includes('Electron/');
}

/** Asks the preload for the port to main, and again until it comes: the page may be ready before the preload's other side is. */
function receivePort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const ask = () => window.postMessage(readyMessage, location.origin);
    const timer = setInterval(ask, askAgainMs);
    const receive = (event: MessageEvent<unknown>) => {
      const [port] = event.ports;
      if (event.source !== window || event.origin !== location.origin || event.data !== portMessage || !port) return;
      clearInterval(timer);
      window.removeEventListener('message', receive);
      resolve(port);
    };
    window.addEventListener('message', receive);
    ask();
  });
}
