import { Readable } from 'node:stream';
import type { Attempt } from './attempt.ts';
import { Exchange, type ResponseHead } from './exchange.ts';
import { ConnectionGone, type Lane } from './lane.ts';
import { type LaneContext, openLane } from './openLane.ts';
import type { OutboundRequest } from './outboundRequest.ts';
import type { AddressRule } from './policy.ts';
import type { ProxyPeer } from './proxyRoute.ts';
import type { Hop } from './redirect.ts';
import type { Stopwatch } from './stopwatch.ts';
import { type WireBody, wireBody } from './wireBody.ts';

/** A hop with the way it takes. */
export interface HopRoute {
  readonly hop: Hop;
  readonly proxy: ProxyPeer | null;
  readonly rule: AddressRule;
}

export interface Sent {
  readonly lane: Lane;
  readonly head: ResponseHead;
}

/** Methods that may be sent twice without harm (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY']);

/**
 * Sends one hop and resolves with the head of its response. Where a kept connection turns out to be closed, the request goes out once
 * more on a new one, unless the server may have acted on it already.
 */
export async function sendHop(
  route: HopRoute,
  request: OutboundRequest,
  context: LaneContext,
  attempt: Attempt,
  watch: Stopwatch,
): Promise<Sent> {
  for (const fresh of [false, true]) {
    const sent = await trySend(route, request, context, attempt, watch, fresh);
    if (sent !== null) return sent;
    watch.restart();
  }
  throw new ConnectionGone();
}

async function trySend(
  { hop, proxy, rule }: HopRoute,
  request: OutboundRequest,
  context: LaneContext,
  attempt: Attempt,
  watch: Stopwatch,
  fresh: boolean,
): Promise<Sent | null> {
  const { url, certificate } = hop;
  const want = { url, proxy, rule, certificate, connectMs: request.timeouts.connectMs, fresh };
  const lane = await openLane(want, context, attempt, watch);
  const onComplete = () => queueMicrotask(() => context.pool.give(lane));
  const settings = { responseMs: request.timeouts.responseMs, onComplete };
  const exchange = new Exchange(attempt, watch, settings);
  let body: WireBody['body'] = null;
  try {
    const wire = await wireBody(hop.body);
    body = wire.body;
    const headers = flatHeaders(hop, proxy, wire.length);
    const head = await exchange.run(lane, { method: hop.method, path: pathOf(hop.url, proxy), headers, body });
    return { lane, head };
  } catch (error) {
    context.pool.drop(lane);
    if (body instanceof Readable) body.destroy();
    attempt.check();
    const mayRepeat = !exchange.begun || (idempotent.has(hop.method) && !exchange.answered);
    if (lane.reused && !fresh && mayRepeat) return null;
    throw error;
  }
}

/** A proxy for plain http gets the whole address (RFC 9112 section 3.2.2). */
function pathOf(url: URL, proxy: ProxyPeer | null): string {
  const path = `${url.pathname}${url.search}`;
  return proxy !== null && url.protocol === 'http:' ? `${url.origin}${path}` : path;
}

function flatHeaders(hop: Hop, proxy: ProxyPeer | null, length: number | null): string[] {
  const headers = hop.headers.filter(([name]) => length === null || name.toLowerCase() !== 'content-length').flat();
  if (length !== null) headers.push('Content-Length', String(length));
  if (proxy !== null && proxy.authorization !== null && hop.url.protocol === 'http:')
    headers.push('Proxy-Authorization', proxy.authorization);
  return headers;
}
