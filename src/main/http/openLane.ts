import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import type { Attempt } from './attempt.ts';
import { dial, secure } from './dial.ts';
import { createLane, type Lane } from './lane.ts';
import type { LanePool } from './lanePool.ts';
import type { ClientCertificate } from './outboundRequest.ts';
import { type AddressRule, isAllowed } from './policy.ts';
import { type ProxyPeer, portOf } from './proxyRoute.ts';
import { bare, type Resolver, resolveHost } from './resolveHost.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Trust } from './trust.ts';
import { openTunnel } from './tunnel.ts';

/** What opening a connection needs to know. */
export interface LaneContext {
  readonly pool: LanePool;
  readonly resolver: Resolver;
  readonly trust: Trust;
}

/** Where a connection shall lead, and what it may reach. */
export interface LaneRequest {
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
export async function openLane(
  want: LaneRequest,
  context: LaneContext,
  attempt: Attempt,
  watch: Stopwatch,
): Promise<Lane> {
  const { url, proxy, rule } = want;
  const key = `${url.origin} ${proxy?.url.origin ?? ''} ${proxy?.authorization ?? ''} ${fingerprint(want.certificate)}`;
  if (proxy !== null && isIP(bare(url.hostname)) !== 0)
    await resolveHost(url.hostname, rule, context.resolver, attempt);
  const passes = (address: string) => isAllowed(address, proxy === null ? rule : proxyRule);
  const waiting = want.fresh ? null : context.pool.take(key, passes);
  if (waiting !== null) {
    attempt.tries(waiting.address, waiting.socket.remotePort ?? '');
    watch.skip();
    return waiting;
  }
  const done = attempt.limit(want.connectMs);
  try {
    const socket = await openSocket(want, context, attempt, watch);
    const lane = createLane(key, url.origin, socket);
    context.pool.add(lane);
    return lane;
  } finally {
    done();
  }
}

async function openSocket(want: LaneRequest, context: LaneContext, attempt: Attempt, watch: Stopwatch) {
  const { url, proxy, rule, certificate } = want;
  const peer = proxy?.url ?? url;
  watch.skip();
  const addresses = await resolveHost(peer.hostname, proxy === null ? rule : proxyRule, context.resolver, attempt);
  if (isIP(bare(peer.hostname)) === 0) watch.mark('dns');
  let socket = await dial(addresses, portOf(peer), attempt);
  if (proxy?.url.protocol === 'https:') socket = await secure(socket, proxy.url.hostname, context.trust, attempt);
  if (proxy !== null && url.protocol === 'https:') socket = await openTunnel(socket, url, proxy, attempt);
  watch.mark('connect');
  if (url.protocol !== 'https:') return socket;
  const safe = await secure(socket, url.hostname, context.trust, attempt, certificate);
  watch.mark('tls');
  return safe;
}

/** Tells connections apart that showed another certificate; empty for none. */
function fingerprint(certificate: ClientCertificate | null): string {
  if (certificate === null) return '';
  return createHash('sha256').update(`${certificate.chain}\n${certificate.key}`).digest('base64');
}
