import { mask } from '#core/http/secretJudge.ts';
import { createTrust, systemResolver } from './dial.ts';
import { SessionPool } from './http2Session.ts';
import type { OutboundRequest, OutboundResponse } from './messages.ts';
import type { OutboundConnection, OutboundNetwork, OutboundOptions } from './network.ts';
import type { NetworkContext } from './openConnection.ts';
import { isSocks, proxyFor } from './proxy.ts';
import { foreseenReaders, UnreachedProxies } from './proxyWays.ts';
import { Sending } from './sending.ts';
import { SocketPool } from './socketPool.ts';
import { lengthOf, requestHeaders, targetUrl, wireHeaders } from './wireRequest.ts';

/** The one way out to the network. */
export interface Outbound {
  /**
   * Sends a request, follows its redirects, and keeps the body of the response.
   * @throws a Fault of `networkFaults`, free of secrets
   */
  send(request: OutboundRequest, signal?: AbortSignal): Promise<OutboundResponse>;
  /**
   * Opens a connection for a protocol that begins as a request of HTTP/1.1: address policy, proxy, certificates, credentials and time
   * limits are as for `send`. It is ended with the program, and otherwise by the caller.
   * @throws a Fault of `networkFaults`, free of secrets
   */
  connect(request: OutboundRequest, signal?: AbortSignal): Promise<OutboundConnection>;
  /** The hosts of the proxies that may read a request to this URL, since it goes there unencrypted. */
  readingProxies(url: URL): Promise<readonly string[]>;
  /**
   * Every header as it goes over the wire, in order, with nothing masked but what the proxy asks for.
   * @throws REQUEST_INVALID
   */
  headersOf(request: Pick<OutboundRequest, 'method' | 'url' | 'headers' | 'body'>): [name: string, value: string][];
  /** Takes over new settings for all requests that follow. */
  configure(network: OutboundNetwork): void;
  /** Closes connections that wait for another request; they may be known to the other side by a secret that was shown on them. */
  closeIdle(): void;
  /** Ends every request and connection. */
  close(): void;
}

const noNetwork: OutboundNetwork = { proxy: null, certificates: null, totalMs: 0, exceptions: [] };

export function createOutbound(options: OutboundOptions): Outbound {
  const pool = new SocketPool();
  const sessions = new SessionPool();
  const closing = new AbortController();
  let network: OutboundNetwork = { ...noNetwork, ...options };
  let trust = createTrust(network.certificates, network.exceptions);
  let unreached = new UnreachedProxies();
  const resolver = options.resolver ?? systemResolver;
  const context = (): NetworkContext => ({ pool, sessions, trust, resolver, unreached });
  const closeIdle = () => {
    pool.closeIdle();
    sessions.closeIdle();
  };
  return {
    send: (request, signal) => {
      const signals = signal ? [closing.signal, signal] : [closing.signal];
      return new Sending(options, network, context(), request, signals).run();
    },
    connect: async (request, signal) => {
      const signals = signal ? [closing.signal, signal] : [closing.signal];
      const connection = await new Sending(options, network, context(), request, signals).connect();
      const end = () => connection.socket.destroy();
      closing.signal.addEventListener('abort', end, { once: true });
      connection.socket.once('close', () => closing.signal.removeEventListener('abort', end));
      return connection;
    },
    readingProxies: (url) => foreseenReaders(url, network.proxy),
    headersOf: (request) => {
      const { method, body = null } = request;
      const url = targetUrl(request.url);
      const headers = requestHeaders(request.headers, options.userAgent);
      // The settings of a system name no credentials.
      const known = network.proxy !== null && !('lookUp' in network.proxy) ? network.proxy : null;
      const proxy = url.protocol === 'http:' ? known && proxyFor(url, known) : null;
      const asked = proxy !== null && !isSocks(proxy) && proxy.authorization !== null;
      return wireHeaders({ method, url, headers }, lengthOf(body), asked ? mask : null);
    },
    configure: (next) => {
      network = next;
      unreached = new UnreachedProxies();
      trust = createTrust(next.certificates, next.exceptions);
      closeIdle();
    },
    closeIdle,
    close: () => {
      closing.abort();
      pool.closeAll();
      sessions.closeAll();
    },
  };
}
