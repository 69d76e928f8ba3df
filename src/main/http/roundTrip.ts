import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { AddressRule } from './addressPolicy.ts';
import type { Hop, OutboundCall } from './call.ts';
import { IncomingBody } from './incomingBody.ts';
import type { OutboundRequest } from './messages.ts';
import { checkBehindProxy, type ProxiedTarget, type ProxyPeer, refusal } from './proxy.ts';
import { type ParsedHead, ResponseParser } from './responseParser.ts';
import {
  idleTime,
  type NetworkContext,
  openSocket,
  type PooledSocket,
  SocketGone,
  type SocketReader,
} from './socketPool.ts';
import { headText, invalid, type OpenedBody, openBody, type WireRequest, wireRequest } from './wireRequest.ts';

/** The head of a response, with its body still arriving as sent (compressed). */
export interface ResponseHead extends Pick<ParsedHead, 'status' | 'statusText' | 'version' | 'transferCodings'> {
  readonly headers: [name: string, value: string][];
  readonly body: IncomingBody;
  /** Bytes of the body that have arrived, as sent. */
  wireBytes(): number;
  /** Headers that came after the body; empty until it is whole. */
  trailers(): [name: string, value: string][];
  /** What deviates from the standard so far, in words. */
  notes(): string[];
}

interface RoundTripSettings {
  readonly responseMs: number;
  /** Called once, when the last byte of the body has arrived, with whether the connection may serve again. */
  readonly onComplete: (reusable: boolean) => void;
}

/** The other side closed before the response was whole. */
export class ConnectionLost extends Error {}

/** One request and its response on one socket. `begun` and `answered` tell whether it may be sent again elsewhere. */
class RoundTrip implements SocketReader {
  /** The request was written, at least in part. */
  begun = false;
  /** At least one byte of a response came. */
  answered = false;
  private sent = false;
  private over = false;
  private wireBytes = 0;
  private trailers: [string, string][] = [];
  private persistent = false;
  /** The request says that it is the last one (RFC 9112 section 9.6). */
  private isLast = false;
  private body: IncomingBody | null = null;
  private stopWaiting = () => {};
  private settle: { resolve(head: ResponseHead): void; reject(error: unknown): void } | null = null;
  private readonly parser: ResponseParser;
  private readonly pooled: PooledSocket;
  private readonly call: OutboundCall;
  private readonly settings: RoundTripSettings;

  constructor(pooled: PooledSocket, method: string, call: OutboundCall, settings: RoundTripSettings) {
    this.pooled = pooled;
    this.call = call;
    this.settings = settings;
    this.parser = new ResponseParser(method, {
      head: (head) => this.onHead(head),
      data: (chunk) => this.onBody(chunk),
      end: (trailers, rest) => this.onEnd(trailers, rest),
    });
  }

  /** Sends the request and resolves with the head; the body follows on its own. Rejects with what ended it, or the abort reason. */
  run(request: WireRequest): Promise<ResponseHead> {
    this.call.phase = 'send';
    this.isLast = request.headers.some(([name, value]) => /^connection$/i.test(name) && /^close$/i.test(value));
    this.call.signal.addEventListener('abort', this.abort, { once: true });
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      this.pooled.listen(this);
      if (this.call.signal.aborted) this.abort();
      if (!this.over) void this.write(request).catch((error: unknown) => this.fail(error));
    });
  }

  data(chunk: Buffer): void {
    if (this.over) return;
    this.answered = true;
    try {
      this.parser.push(chunk);
    } catch (error) {
      this.fail(error);
    }
  }

  closed(error: Error | null): void {
    if (this.over) return;
    this.persistent = false;
    if (error === null && this.parser.close()) return;
    this.fail(error ?? new ConnectionLost('closed'));
  }

  private async write(request: WireRequest): Promise<void> {
    const { socket } = this.pooled;
    if (socket.destroyed) throw new SocketGone('connection gone');
    this.begun = true;
    socket.cork();
    socket.write(headText(request), 'latin1');
    if (!(request.body instanceof Readable)) {
      socket.write(request.body ?? '', (error) => error ?? this.onSent());
      return socket.uncork();
    }
    socket.uncork();
    let left = request.length;
    for await (const chunk of request.body) {
      if (this.over || !(chunk instanceof Uint8Array)) return;
      left -= chunk.length;
      if (left < 0) break;
      if (!socket.write(chunk)) await drained(socket);
    }
    if (left !== 0) throw invalid('The file of the body changed while it was sent.', 'body');
    if (!this.over) socket.write('', (error) => error ?? this.onSent());
  }

  private onSent(): void {
    if (this.sent) return;
    this.sent = true;
    if (this.body !== null || this.over) return;
    this.call.watch.mark('send');
    this.call.phase = 'wait';
    this.stopWaiting = this.call.limit(this.settings.responseMs);
  }

  private onHead(head: ParsedHead): void {
    this.stopWaiting();
    this.call.watch.mark('firstByte');
    this.call.phase = 'download';
    this.persistent = head.persistent && !this.isLast;
    this.pooled.idleMs = idleTime(head.headers);
    const { socket } = this.pooled;
    const body = new IncomingBody({
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      drop: () => this.fail(new ConnectionLost('body dropped')),
    });
    this.body = body;
    const { status, statusText, version, headers, transferCodings } = head;
    this.settle?.resolve({
      status,
      statusText,
      version,
      headers,
      transferCodings,
      body,
      wireBytes: () => this.wireBytes,
      trailers: () => this.trailers,
      notes: () => [...this.parser.notes],
    });
  }

  private onBody(chunk: Buffer): void {
    this.wireBytes += chunk.length;
    this.body?.push(chunk);
  }

  private onEnd(trailers: [string, string][], rest: number): void {
    this.trailers = trailers;
    if (rest > 0) this.parser.notes.add('Bytes came after the end of the response; they were not read.');
    this.over = true;
    this.call.watch.mark('download');
    this.release();
    this.body?.end();
    this.settings.onComplete(this.persistent && this.sent && rest === 0);
  }

  private fail(error: unknown): void {
    if (this.over) return;
    this.over = true;
    this.release();
    this.call.watch.mark(this.body === null ? 'firstByte' : 'download');
    const reason: unknown = this.call.signal.aborted ? this.call.signal.reason : error;
    this.settle?.reject(reason);
    this.body?.fail(reason);
    this.pooled.socket.destroy();
  }

  private readonly abort = (): void => this.fail(this.call.signal.reason);

  private release(): void {
    this.stopWaiting();
    this.call.signal.removeEventListener('abort', this.abort);
  }
}

/** Resolves when more can be written, or nothing any more. */
function drained(socket: PooledSocket['socket']): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.on('drain', go).on('close', go);
    if (socket.destroyed) go();
  });
}

/** A hop with the proxy it takes and the addresses it may reach. */
interface HopRoute {
  readonly hop: Hop;
  readonly proxy: ProxyPeer | null;
  readonly rule: AddressRule;
  /** Hears what is about to be written, each time that it is. */
  readonly onRequest?: ((headers: WireRequest['headers']) => void) | undefined;
}

export interface Sent {
  readonly pooled: PooledSocket;
  readonly head: ResponseHead;
  /** What is known of the target behind a proxy; null where it was reached directly. */
  readonly behind: ProxiedTarget | null;
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

/**
 * Hears whatever arrived before anything is written: while this process was busy, the server may have closed a connection that waited,
 * and what may not be sent twice would be lost on it. The second turn has gone round by the network.
 */
async function isStillQuiet(pooled: PooledSocket): Promise<boolean> {
  await setImmediate();
  await setImmediate();
  return pooled.isQuiet();
}

async function trySend(
  { hop, proxy, rule, onRequest }: HopRoute,
  request: OutboundRequest,
  context: NetworkContext,
  call: OutboundCall,
  fresh: boolean,
): Promise<Sent | null> {
  const { url, certificate } = hop;
  const behind = proxy && (await checkBehindProxy(url.hostname, rule, context.resolver, call));
  const want = { url, proxy, rule, certificate, connectMs: request.timeouts.connectMs, fresh };
  const pooled = await openSocket(want, context, call);
  if (pooled.reused && !idempotent.has(hop.method) && !(await isStillQuiet(pooled))) {
    context.pool.drop(pooled);
    return null;
  }
  const onComplete = (reusable: boolean) => {
    if (reusable) queueMicrotask(() => context.pool.give(pooled));
    else context.pool.drop(pooled);
  };
  const roundTrip = new RoundTrip(pooled, hop.method, call, { responseMs: request.timeouts.responseMs, onComplete });
  let body: OpenedBody['body'] = null;
  try {
    const opened = await openBody(hop.body);
    body = opened.body;
    const reading = url.protocol === 'http:' ? proxy : null;
    const written = wireRequest(hop, opened, reading);
    onRequest?.(written.headers);
    const head = await roundTrip.run(written);
    if (reading !== null && head.status === 407) throw call.fault(...refusal(reading, 407));
    return { pooled, head, behind };
  } catch (error) {
    context.pool.drop(pooled);
    if (body instanceof Readable) body.destroy();
    call.check();
    const mayRepeat = !roundTrip.begun || (idempotent.has(hop.method) && !roundTrip.answered);
    if (pooled.reused && !fresh && mayRepeat) return null;
    throw error;
  }
}
