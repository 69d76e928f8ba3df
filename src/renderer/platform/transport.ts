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

/** Calls wait for the port; when main closes it, the next call asks for a new one. */
function portTransport(): Link {
  let link: Promise<Link> | undefined;
  const connect = async () => {
    const port = await receivePort();
    port.addEventListener('close', () => {
      link = undefined;
    });
    port.start();
    return new PortLink({ port });
  };
  return {
    call: async (path, input, options) => {
      link ??= connect();
      return (await link).call(path, input, options);
    },
  };
}
