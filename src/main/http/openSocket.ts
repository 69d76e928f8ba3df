import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { type AddressRule, isAllowed } from './addressPolicy.ts';
import type { OutboundCall } from './call.ts';
import { dial, secure, type Trust } from './dial.ts';
import type { ClientCertificate } from './messages.ts';
import { openTunnel, type ProxyPeer, portOf } from './proxy.ts';
import { bare, type Resolver, resolveHost } from './resolveHost.ts';
import { createPooledSocket, type PooledSocket, type SocketPool } from './socketPool.ts';

/** What opening a connection needs to know. */
export interface NetworkContext {
  readonly pool: SocketPool;
  readonly resolver: Resolver;
  readonly trust: Trust;
}

/** Where a connection shall lead, and what it may reach. */
export interface SocketRequest {
  readonly url: URL;
  readonly proxy: ProxyPeer | null;
  readonly rule: AddressRule;
  /** Shown to the URL's origin. */
  readonly certificate: ClientCertificate | null;
  readonly connectMs: number;
  /** Only a new connection will do. */
  readonly fresh: boolean;
}

/** A proxy is a person's setting, so it may stand in the private network. */
const proxyRule: AddressRule = { trust: 'person', allowPrivate: false };

/**
 * A connection to the URL's origin: one that waits, or a new one to an address that the rule allows. Behind a proxy the rule is applied
 * to the proxy's address, and to the target's where that is literal.
 */
export async function openSocket(
  want: SocketRequest,
  context: NetworkContext,
  call: OutboundCall,
): Promise<PooledSocket> {
  const { url, proxy, rule } = want;
  const key = `${url.origin} ${proxy?.url.origin ?? ''} ${proxy?.authorization ?? ''} ${fingerprint(want.certificate)}`;
  if (proxy !== null && isIP(bare(url.hostname)) !== 0) await resolveHost(url.hostname, rule, context.resolver, call);
  const passes = (address: string) => isAllowed(address, proxy === null ? rule : proxyRule);
  const waiting = want.fresh ? null : context.pool.take(key, passes);
  if (waiting !== null) {
    call.tries(waiting.address, waiting.socket.remotePort ?? '');
    call.watch.skip();
    return waiting;
  }
  const done = call.limit(want.connectMs);
  try {
    const socket = await connectTo(want, context, call);
    const pooled = createPooledSocket(key, url.origin, socket);
    context.pool.add(pooled);
    return pooled;
  } finally {
    done();
  }
}

async function connectTo(want: SocketRequest, context: NetworkContext, call: OutboundCall) {
  const { url, proxy, rule, certificate } = want;
  const peer = proxy?.url ?? url;
  call.watch.skip();
  const addresses = await resolveHost(peer.hostname, proxy === null ? rule : proxyRule, context.resolver, call);
  if (isIP(bare(peer.hostname)) === 0) call.watch.mark('dns');
  let socket = await dial(addresses, portOf(peer), call);
  if (proxy?.url.protocol === 'https:') socket = await secure(socket, proxy.url.hostname, context.trust, call);
  if (proxy !== null && url.protocol === 'https:') socket = await openTunnel(socket, url, proxy, call);
  call.watch.mark('connect');
  if (url.protocol !== 'https:') return socket;
  const safe = await secure(socket, url.hostname, context.trust, call, certificate);
  call.watch.mark('tls');
  return safe;
}

/** Tells connections apart that showed another certificate; empty for none. */
function fingerprint(certificate: ClientCertificate | null): string {
  if (certificate === null) return '';
  return createHash('sha256').update(`${certificate.chain}\n${certificate.key}`).digest('base64');
}
