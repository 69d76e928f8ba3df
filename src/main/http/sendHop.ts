import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { AddressRule } from './addressPolicy.ts';
import type { Hop, OutboundCall } from './call.ts';
import type { Exchange } from './exchange.ts';
import { Http2Exchange } from './http2Exchange.ts';
import { Http2Failure } from './http2Failure.ts';
import type { HopLimits } from './limits.ts';
import type { HttpVersion } from './messages.ts';
import { isTunnelled, type NetworkContext, type Opened, openConnection } from './openConnection.ts';
import { checkBehindProxy, type ProxiedTarget, type ProxyPeer, refusal } from './proxy.ts';
import { type ExchangeSettings, type ResponseHead, SocketGone } from './responseHead.ts';
import { SpeaksHttp2 } from './responseParser.ts';
import { RoundTrip } from './roundTrip.ts';
import { http2Request, type OpenedBody, openBody, type WireRequest, wireRequest } from './wireRequest.ts';

/** A hop with the proxy it takes, the addresses it may reach, and how long it may take. */
interface HopRoute {
  readonly hop: Hop;
  readonly proxy: ProxyPeer | null;
  /** There is another way than by this proxy. */
  readonly hasOther: boolean;
  readonly rule: AddressRule;
  readonly httpVersion: HttpVersion;
  /** Milliseconds; 0 sets no limit. */
  readonly limits: HopLimits;
  /** Hears what is about to be written, each time that it is. */
  readonly onRequest?: ((headers: WireRequest['headers']) => void) | undefined;
}

export interface Sent extends Opened {
  readonly head: ResponseHead;
  /** What is known of the target behind a proxy; null where it was reached directly. */
  readonly behind: ProxiedTarget | null;
}

/** Methods that may be sent twice without harm (RFC 9110 section 9.2.2). */
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY']);

/** A new connection, and one more where the server then asks for HTTP/1.1. */
const mostTries = 3;

/**
 * Sends one hop and resolves with the head of its response. Where a kept connection turns out to be closed, or the server says that it
 * has not acted on the request, it goes out once more on a new connection.
 */
export async function sendHop(route: HopRoute, context: NetworkContext, call: OutboundCall): Promise<Sent> {
  let httpVersion = route.httpVersion;
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const sent = await trySend({ ...route, httpVersion }, context, call, tries);
    if (typeof sent === 'object') return sent;
    httpVersion = sent;
    call.watch.restart();
  }
  throw new SocketGone();
}

/**
 * Hears whatever arrived before anything is written: while this process was busy, the server may have closed a connection that waited,
 * and what may not be sent twice would be lost on it. The second turn has gone round by the network.
 */
async function isStillQuiet({ connection }: Opened): Promise<boolean> {
  await setImmediate();
  await setImmediate();
  return connection.isQuiet();
}

/** What was sent, or in which version it shall be tried again. */
async function trySend(
  route: HopRoute,
  context: NetworkContext,
  call: OutboundCall,
  tries: number,
): Promise<Sent | HttpVersion> {
  const { hop, proxy, rule, httpVersion, limits } = route;
  const { url, certificate } = hop;
  const behind = proxy && (await checkBehindProxy(url.hostname, rule, context.resolver, call));
  const { hasOther } = route;
  const want = { url, proxy, rule, certificate, httpVersion, ...limits, hasOther, fresh: tries > 1 };
  const opened = await openConnection(want, context, call);
  if (opened.reused && !idempotent.has(hop.method) && !(await isStillQuiet(opened))) {
    giveBack(opened, context, false);
    return httpVersion;
  }
  const onComplete = (reusable: boolean) => giveBack(opened, context, reusable);
  const exchange = exchangeOn(opened, hop.method, call, { ...limits, onComplete });
  let body: OpenedBody['body'] = null;
  try {
    const content = await openBody(hop.body);
    body = content.body;
    const reading = proxy !== null && !isTunnelled(url, proxy, httpVersion) ? proxy : null;
    call.reader = reading?.url.host ?? null;
    const isSession = opened.connection.protocol === 'h2';
    const written = isSession ? http2Request(hop, content) : wireRequest(hop, content, reading);
    route.onRequest?.(written.headers);
    const head = await exchange.run(written);
    if (reading !== null && head.status === 407) throw call.fault(...refusal(reading, 407));
    return { ...opened, head, behind };
  } catch (error) {
    exchange.end(error);
    if (body instanceof Readable) body.destroy();
    call.check();
    const other = httpVersion === 'auto' ? otherVersion(error) : null;
    if (other !== null) return other;
    const isLost = opened.reused && idempotent.has(hop.method) && !exchange.answered;
    if (tries === 1 && (isLost || exchange.isUnprocessed(error, opened.reused))) return httpVersion;
    throw error;
  }
}

/** The version of HTTP that a server wants instead, having acted on nothing. */
function otherVersion(error: unknown): HttpVersion | null {
  if (error instanceof SpeaksHttp2) return '2';
  return error instanceof Http2Failure && error.reason === 'HTTP_1_1_REQUIRED' ? '1.1' : null;
}

function exchangeOn({ connection }: Opened, method: string, call: OutboundCall, settings: ExchangeSettings): Exchange {
  if (connection.protocol === 'h2') return new Http2Exchange(connection, call, settings);
  return new RoundTrip(connection, method, call, settings);
}

/** The request is over on this connection. */
function giveBack({ connection }: Opened, context: NetworkContext, reusable: boolean): void {
  if (connection.protocol === 'h2') connection.leave();
  else if (reusable) queueMicrotask(() => context.pool.give(connection));
  else context.pool.drop(connection);
}
