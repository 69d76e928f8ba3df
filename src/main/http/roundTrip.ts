import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { AddressRule } from './addressPolicy.ts';
import type { Hop, OutboundCall } from './call.ts';
import type { OutboundRequest } from './messages.ts';
import { type OpenedBody, openBody } from './requestTarget.ts';
import { type NetworkContext, openSocket, type PooledSocket, type ProxyPeer, SocketGone } from './socketPool.ts';

/** What goes over a connection: the path as the peer expects it, headers as a flat list of names and values. */
interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: string[];
  readonly body: string | Uint8Array | Readable | null;
}

/** The head of a response, with its body still arriving as sent (compressed). */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: [name: string, value: string][];
  readonly body: Readable;
  /** Bytes of the body that have arrived, as sent. */
  wireBytes(): number;
}

interface RoundTripSettings {
  readonly responseMs: number;
  /** Called once, when the last byte of the body has arrived and the connection is free. */
  readonly onComplete: () => void;
}

/** One request and its response on one socket. `begun` and `answered` tell whether it may be sent again elsewhere. */
class RoundTrip implements Dispatcher.DispatchHandler {
  /** The request was written, at least in part. */
  begun = false;
  /** At least one byte of a response came. */
  answered = false;
  private sent = false;
  private wireBytes = 0;
  private controller: Dispatcher.DispatchController | null = null;
  private body: Readable | null = null;
  private complete = false;
  private stopWaiting = () => {};
  private settle: { resolve(head: ResponseHead): void; reject(error: unknown): void } | null = null;
  private readonly call: OutboundCall;
  private readonly settings: RoundTripSettings;

  constructor(call: OutboundCall, settings: RoundTripSettings) {
    this.call = call;
    this.settings = settings;
  }

  /** Sends the request and resolves with the head; the body follows on its own. Rejects with undici's error or the abort reason. */
  run(pooled: PooledSocket, request: RawRequest): Promise<ResponseHead> {
    this.call.phase = 'send';
    this.call.signal.addEventListener('abort', this.abort, { once: true });
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      const { method, path, headers, body } = request;
      pooled.client.dispatch({ method, path, headers, body }, this);
      if (this.call.signal.aborted) this.abort();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.begun = true;
    this.controller = controller;
    if (this.call.signal.aborted) controller.abort(this.call.signal.reason);
  }

  onRequestSent(): void {
    if (this.sent || this.body !== null) return;
    this.sent = true;
    this.call.watch.mark('send');
    this.call.phase = 'wait';
    if (!this.answered) this.stopWaiting = this.call.limit(this.settings.responseMs);
  }

  onResponseStarted(): void {
    this.answered = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, text?: string): void {
    if (status < 200) return;
    this.stopWaiting();
    this.call.watch.mark('firstByte');
    this.call.phase = 'download';
    this.body = new Readable({
      highWaterMark: 256 * 1024,
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!this.complete) controller.abort(error ?? new Error('body dropped'));
        done(error);
      },
    });
    this.body.on('error', () => {});
    const headers = pairs(controller.rawHeaders);
    const wireBytes = () => this.wireBytes;
    this.settle?.resolve({ status, statusText: text ?? '', headers, body: this.body, wireBytes });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.wireBytes += chunk.length;
    if (this.body?.push(chunk) === false) controller.pause();
  }

  onResponseEnd(): void {
    this.complete = true;
    this.call.watch.mark('download');
    this.release();
    this.body?.push(null);
    this.settings.onComplete();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.complete = true;
    this.release();
    const reason: unknown = this.call.signal.aborted ? this.call.signal.reason : error;
    this.settle?.reject(reason);
    this.body?.destroy(reason instanceof Error ? reason : error);
  }

  private readonly abort = (): void => {
    this.settle?.reject(this.call.signal.reason);
    this.controller?.abort(this.call.signal.reason);
  };

  private release(): void {
    this.stopWaiting();
    this.call.signal.removeEventListener('abort', this.abort);
  }
}

function pairs(raw: Dispatcher.DispatchController['rawHeaders']): [string, string][] {
  if (!Array.isArray(raw)) return [];
  const text = (item: Buffer | string | undefined) =>
    typeof item === 'string' ? item : (item?.toString('latin1') ?? '');
  return Array.from({ length: raw.length / 2 }, (_, index) => [text(raw[2 * index]), text(raw[2 * index + 1])]);
}

/** A hop with the proxy it takes and the addresses it may reach. */
interface HopRoute {
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
