import { Readable } from 'node:stream';
import type { AddressRule } from './addressPolicy.ts';
import type { OutboundCall } from './call.ts';
import type { OutboundRequest } from './messages.ts';
import { type NetworkContext, openSocket } from './openSocket.ts';
import type { ProxyPeer } from './proxy.ts';
import type { Hop } from './redirect.ts';
import { type OpenedBody, openBody } from './requestParts.ts';
import { type ResponseHead, RoundTrip } from './roundTrip.ts';
import { type PooledSocket, SocketGone } from './socketPool.ts';

/** A hop with the proxy it takes and the addresses it may reach. */
export interface HopRoute {
  readonly hop: Hop;
  readonly proxy: ProxyPeer | null;
  readonly rule: AddressRule;
}

export interface Sent {
  readonly pooled: PooledSocket;
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
  context: NetworkContext,
  call: OutboundCall,
): Promise<Sent> {
  for (const fresh of [false, true]) {
    const sent = await trySend(route, request, context, call, fresh);
    if (sent !== null) return sent;
    call.watch.restart();
  }
  throw new SocketGone();
}

async function trySend(
  { hop, proxy, rule }: HopRoute,
  request: OutboundRequest,
  context: NetworkContext,
  call: OutboundCall,
  fresh: boolean,
): Promise<Sent | null> {
  const { url, certificate } = hop;
  const want = { url, proxy, rule, certificate, connectMs: request.timeouts.connectMs, fresh };
  const pooled = await openSocket(want, context, call);
  const onComplete = () => queueMicrotask(() => context.pool.give(pooled));
  const settings = { responseMs: request.timeouts.responseMs, onComplete };
  const roundTrip = new RoundTrip(call, settings);
  let body: OpenedBody['body'] = null;
  try {
    const opened = await openBody(hop.body);
    body = opened.body;
    const headers = flatHeaders(hop, proxy, opened.length);
    const head = await roundTrip.run(pooled, { method: hop.method, path: pathOf(hop.url, proxy), headers, body });
    return { pooled, head };
  } catch (error) {
    context.pool.drop(pooled);
    if (body instanceof Readable) body.destroy();
    call.check();
    const mayRepeat = !roundTrip.begun || (idempotent.has(hop.method) && !roundTrip.answered);
    if (pooled.reused && !fresh && mayRepeat) return null;
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
