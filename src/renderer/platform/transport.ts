import type { ClientContext, ClientLink } from '@orpc/client';
import { RPCLink as HttpLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { hasPreload, receivePort } from './electronPort.ts';
import { setLinkState } from './linkState.ts';

const unauthorized = 401;

type Link = ClientLink<ClientContext>;

/** The way to main: a message port in the desktop window, HTTP to the own origin in a browser. */
export function createTransport(): Link {
  return hasPreload() ? portTransport() : httpTransport();
}

function httpTransport(): Link {
  return new HttpLink({
    url: `${location.origin}/rpc`,
    fetch: async (request, init) => {
      const response = await globalThis.fetch(request, { ...init, credentials: 'same-origin' });
      if (response.status === unauthorized) setLinkState('signedOut');
      return response;
    },
  });
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
