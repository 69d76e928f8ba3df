import type { ClientHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { describePeer, type PeerDetails } from './connectionDetails.ts';
import { http2Failure } from './http2Failure.ts';

/** Taken when it is first needed: nobody else loads it, and it costs a command's start. */
export const nodeHttp2 = () => process.getBuiltinModule('node:http2');

/** A larger head is refused, as over HTTP/1.1; each header counts 32 bytes more here (RFC 9113 section 6.5.2). */
const mostHeadBytes = 1_000_000;
const mostHeaders = 30_000;

/** Bytes that may be on their way unread, for one response and for all of a connection: enough for 100 Mbit/s over 300 ms. */
const streamWindow = 4 * 1024 * 1024;
const sessionWindow = 8 * 1024 * 1024;

/** Streams that a server takes at once before it has said how many. */
const streamsAtFirst = 100;

/** A connection of HTTP/2 over a socket of ours; it carries many requests at once. */
export class PooledSession {
  readonly protocol = 'h2';
  readonly key: string;
  /** The literal address at the other end. */
  readonly address: string;
  readonly remotePort: number | undefined;
  readonly peer: PeerDetails;
  /** A certificate on the way is not trusted, and was accepted as an exception. */
  readonly unverified: boolean;
  readonly session: ClientHttp2Session;
  /** Opened under settings that no longer hold: not used again. */
  retired = false;
  /** The last stream that the server acted on, once it has said that it takes no more (GOAWAY). */
  lastStream = Number.POSITIVE_INFINITY;
  /** What ended the connection. */
  failure: Error | null = null;
  private streams = 0;
  private idleTimer: NodeJS.Timeout | null = null;

  constructor(key: string, socket: Socket, unverified: boolean) {
    this.key = key;
    this.address = socket.remoteAddress ?? '';
    this.remotePort = socket.remotePort;
    this.peer = describePeer(socket);
    this.unverified = unverified;
    this.session = nodeHttp2().connect('http://unused.invalid', {
      createConnection: () => socket,
      maxHeaderListPairs: mostHeaders,
      maxSendHeaderBlockLength: mostHeadBytes,
      // In MB; bodies wait here while they are written to disk.
      maxSessionMemory: 64,
      settings: { enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: mostHeadBytes },
    });
    this.session.once('connect', () => {
      if (!this.session.destroyed) this.session.setLocalWindowSize(sessionWindow);
    });
    this.session.on('goaway', (_code, lastStreamId) => {
      this.lastStream = lastStreamId;
    });
    this.session.on('error', (error) => {
      this.failure ??= http2Failure(error, this.session.socket?.bytesRead ?? 0);
    });
    socket.on('error', (error) => {
      this.failure ??= error;
    });
  }

  /** It is open, and the server takes one more request now. */
  get hasRoom(): boolean {
    const { session } = this;
    const most = session.remoteSettings.maxConcurrentStreams ?? streamsAtFirst;
    return this.isQuiet() && !this.retired && this.streams < most;
  }

  /** It is open. */
  isQuiet(): boolean {
    return !this.session.closed && !this.session.destroyed && this.lastStream === Number.POSITIVE_INFINITY;
  }

  /** A request is on it until `leave`. */
  enter(): void {
    this.streams += 1;
    this.stopIdling();
  }

  leave(): void {
    this.streams -= 1;
    if (this.streams > 0) return;
    if (this.retired || !this.isQuiet()) this.destroy();
    else this.idleTimer = setTimeout(() => this.destroy(), idleMs).unref();
  }

  get isIdle(): boolean {
    return this.streams === 0;
  }

  destroy(): void {
    this.stopIdling();
    this.session.destroy();
  }

  private stopIdling(): void {
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
  }
}

/** How long a connection waits for its next request. */
const idleMs = 15_000;

/** Connections of HTTP/2 by where they lead; each serves whoever comes while it has room. */
export class SessionPool {
  private readonly all = new Set<PooledSession>();

  /** An open connection with room whose address passes, or null. The request is on it from then on. */
  take(key: string, passes: (address: string) => boolean): PooledSession | null {
    for (const pooled of this.all) {
      if (pooled.key !== key || !pooled.hasRoom || !passes(pooled.address)) continue;
      pooled.enter();
      return pooled;
    }
    return null;
  }

  /** Takes over a new connection; the request that it was made for is on it. */
  add(pooled: PooledSession): void {
    pooled.enter();
    this.all.add(pooled);
    pooled.session.once('close', () => this.all.delete(pooled));
    if (pooled.session.destroyed) this.all.delete(pooled);
  }

  /** Ends every connection, also those in use. */
  closeAll(): void {
    for (const pooled of [...this.all]) pooled.destroy();
  }

  /** Ends those that wait; those in use end after their responses. */
  closeIdle(): void {
    for (const pooled of [...this.all]) {
      pooled.retired = true;
      if (pooled.isIdle) pooled.destroy();
    }
  }
}
