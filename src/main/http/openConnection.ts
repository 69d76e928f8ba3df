import { createHash } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { networkFaults } from '#contract/network.ts';
import { type AddressRule, bare, isAllowed } from './addressPolicy.ts';
import type { OutboundCall } from './call.ts';
import { dial, type Resolver, resolveHost, secure, type Trust } from './dial.ts';
import { PooledSession, type SessionPool } from './http2Session.ts';
import type { ClientCertificate, HttpVersion } from './messages.ts';
import { isSocks, openTunnel, type ProxyPeer, portOf, resolvesHere } from './proxy.ts';
import type { UnreachedProxies } from './proxyWays.ts';
import { createPooledSocket, type PooledSocket, type SocketPool } from './socketPool.ts';
import { openSocks } from './socks.ts';

/** What opening a connection needs to know. */
export interface NetworkContext {
  readonly pool: SocketPool;
  readonly sessions: SessionPool;
  readonly resolver: Resolver;
  readonly trust: Trust;
  readonly unreached: UnreachedProxies;
}

/** Where a connection shall lead, and what it may reach. */
export interface ConnectionRequest {
  readonly url: URL;
  readonly proxy: ProxyPeer | null;
  readonly rule: AddressRule;
  /** Shown to the URL's origin. */
  readonly certificate: ClientCertificate | null;
  readonly httpVersion: HttpVersion;
  /** Another protocol follows: a proxy passes on bytes, also without TLS. */
  readonly tunnel?: boolean;
  /** There is another way, if the proxy does not let itself be reached soon. */
  readonly hasOther?: boolean;
  readonly connectMs: number;
  readonly tlsMs: number;
  /** Only a new connection will do. */
  readonly fresh: boolean;
}

/** A connection with this request's place on it. */
export interface Opened {
  readonly connection: PooledSocket | PooledSession;
  /** It served another request before. */
  readonly reused: boolean;
}

/** A proxy is a person's setting, so it may be in the private network. */
const proxyRule: AddressRule = { trust: 'person', allowPrivate: false };

/**
 * A connection to the URL's origin: one that waits or has room, or a new one to an address that the rule allows. Behind a proxy the rule
 * for proxies is applied to its address; the target's is checked before, by `checkBehindProxy`.
 */
export async function openConnection(
  want: ConnectionRequest,
  context: NetworkContext,
  call: OutboundCall,
): Promise<Opened> {
  const { url, proxy } = want;
  const key = `${url.origin} ${proxy?.url.href ?? ''} ${proxy?.authorization ?? ''} ${fingerprint(want.certificate)}`;
  const waiting = want.fresh ? null : takeWaiting(key, want, context);
  if (waiting !== null) {
    const port = waiting.protocol === 'h2' ? waiting.remotePort : waiting.socket.remotePort;
    call.tries(waiting.address, port ?? '');
    call.watch.skip();
    return { connection: waiting, reused: true };
  }
  const { socket, unverified } = await dialTarget(want, context, call);
  if (speaksHttp2(socket, want)) {
    const session = new PooledSession(key, socket, unverified);
    context.sessions.add(session);
    return { connection: session, reused: false };
  }
  const pooled = createPooledSocket(key, socket, unverified);
  context.pool.add(pooled);
  return { connection: pooled, reused: false };
}

function takeWaiting(key: string, { url, proxy, rule, httpVersion }: ConnectionRequest, context: NetworkContext) {
  const passes = (address: string) => isAllowed(address, proxy === null ? rule : proxyRule);
  const mayBeSession = httpVersion === '2' || (httpVersion === 'auto' && url.protocol === 'https:');
  const session = mayBeSession ? context.sessions.take(key, passes) : null;
  return session ?? (httpVersion === '2' ? null : context.pool.take(key, passes));
}

/** What the handshake chose. Without TLS, HTTP/2 is spoken where it is asked for. @throws BAD_RESPONSE */
function speaksHttp2(socket: Socket, { url, httpVersion }: ConnectionRequest): boolean {
  if (url.protocol !== 'https:') return httpVersion === '2';
  const isChosen = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
  if (isChosen || httpVersion !== '2') return isChosen;
  socket.destroy();
  throw networkFaults.fault('BAD_RESPONSE', `${url.host} does not offer HTTP/2.`, {
    kept: 'Nothing was sent.',
    todo: 'Choose HTTP/1.1 or “Automatic” as the version of HTTP.',
    phase: 'tls',
    tried: url.host,
  });
}

/** What is offered in the TLS handshake, by the version that is wanted (RFC 7301). */
const offers: Record<HttpVersion, string[]> = { auto: ['h2', 'http/1.1'], '1.1': ['http/1.1'], '2': ['h2'] };

/** A new connection to the target, with TLS where its scheme asks for it, and through the proxy where there is one. */
export async function dialTarget(
  want: Omit<ConnectionRequest, 'fresh'>,
  context: Pick<NetworkContext, 'resolver' | 'trust'>,
  call: OutboundCall,
): Promise<{ socket: Socket; unverified: boolean }> {
  const { url, certificate } = want;
  const finish = call.limit(want.connectMs, 'connectMs');
  try {
    const { socket, unverified } = await dialThrough(want, context, call);
    if (url.protocol !== 'https:') return { socket, unverified };
    if (want.tlsMs > 0) finish();
    const finishTls = call.limit(want.tlsMs, 'tlsMs');
    const alpn = offers[want.httpVersion];
    const safe = await secure(socket, placeOf(url), context.trust, call, { certificate, alpn }).finally(finishTls);
    call.watch.mark('tls');
    return { socket: safe.socket, unverified: unverified || safe.unverified };
  } finally {
    finish();
  }
}

/** How long a proxy is tried that is not the only way; outside of its network, packets to it just vanish. */
const proxyPatienceMs = 5_000;

/** A connection to the target before TLS. */
async function dialThrough(
  want: Omit<ConnectionRequest, 'fresh'>,
  context: Pick<NetworkContext, 'resolver' | 'trust'>,
  call: OutboundCall,
): Promise<{ socket: Socket; unverified: boolean }> {
  const { url, proxy, rule } = want;
  const peer = proxy?.url ?? url;
  call.watch.skip();
  call.proxy = proxy && `${proxy.url.hostname}:${portOf(proxy.url)}`;
  const addresses = await resolveHost(peer.hostname, proxy === null ? rule : proxyRule, context.resolver, call);
  if (isIP(bare(peer.hostname)) === 0) call.watch.mark('dns');
  const patience = want.hasOther ? [AbortSignal.timeout(proxyPatienceMs)] : [];
  let socket = await dial(addresses, portOf(peer), call, patience);
  let unverified = false;
  if (proxy?.url.protocol === 'https:')
    ({ socket, unverified } = await secure(socket, placeOf(proxy.url), context.trust, call));
  call.proxyReached = true;
  if (proxy !== null && isSocks(proxy)) socket = await throughSocks(socket, proxy, want, context, call);
  else if (proxy !== null && (want.tunnel || isTunnelled(url, proxy, want.httpVersion)))
    socket = await openTunnel(socket, url, proxy, call);
  call.proxy = null;
  call.watch.mark('connect');
  return { socket, unverified };
}

/** What a proxy passes on as bytes, not as a request that it reads. */
export const isTunnelled = (url: URL, proxy: ProxyPeer, httpVersion: HttpVersion): boolean =>
  url.protocol === 'https:' || httpVersion === '2' || isSocks(proxy);

/** Where the name is resolved here, the proxy is told the address that was checked, and cannot reach another. */
async function throughSocks(
  socket: Socket,
  proxy: ProxyPeer,
  { url, rule }: Pick<ConnectionRequest, 'url' | 'rule'>,
  context: Pick<NetworkContext, 'resolver'>,
  call: OutboundCall,
): Promise<Socket> {
  const found = resolvesHere(proxy) ? await resolveHost(url.hostname, rule, context.resolver, call) : [];
  const isVersion4 = proxy.url.protocol === 'socks4:';
  const address = found.find((each) => !isVersion4 || isIP(each) === 4) ?? found[0] ?? null;
  return openSocks(socket, url, address, proxy, call);
}

const placeOf = (url: URL) => ({ hostname: url.hostname, port: portOf(url) });

/** Tells connections apart that showed another certificate; empty for none. */
function fingerprint(certificate: ClientCertificate | null): string {
  if (certificate === null) return '';
  return createHash('sha256').update(`${certificate.chain}\n${certificate.key}`).digest('base64');
}
