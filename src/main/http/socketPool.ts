import type { Socket } from 'node:net';
import { describePeer, type PeerDetails } from './connectionDetails.ts';
import { SocketGone } from './responseHead.ts';

const idlePerKey = 8;
/** How long a connection waits for its next request, where the server does not say that it waits less. */
const idleMs = 15_000;
/** For what is on its way: a request that arrives as the server closes is lost. */
const marginMs = 1_000;

/** How long a connection may wait by the `Keep-Alive` header of its last response (RFC 2068 section 19.7.1). */
export function idleTime(headers: readonly (readonly [name: string, value: string])[]): number {
  const said = headers.find(([name]) => name.toLowerCase() === 'keep-alive')?.[1];
  const seconds = /(?:^|[,;\s])timeout\s*=\s*"?(\d{1,9})/i.exec(said ?? '')?.[1];
  return seconds === undefined ? idleMs : Math.max(0, Math.min(idleMs, Number(seconds) * 1_000 - marginMs));
}

function stopIdling(pooled: PooledSocket): void {
  if (pooled.idleTimer !== null) clearTimeout(pooled.idleTimer);
  pooled.idleTimer = null;
}

/** Connections that wait for the next request to the same place. */
export class SocketPool {
  private readonly idle = new Map<string, PooledSocket[]>();
  private readonly all = new Set<PooledSocket>();

  /** An idle, live connection whose address passes, or null. */
  take(key: string, passes: (address: string) => boolean): PooledSocket | null {
    const waiting = this.idle.get(key) ?? [];
    // Timers come late in a process that was busy, or asleep.
    const isLive = ({ socket, idleUntil }: PooledSocket) => !socket.destroyed && performance.now() < idleUntil;
    const index = waiting.findLastIndex((pooled) => isLive(pooled) && passes(pooled.address));
    const [pooled] = index < 0 ? [] : waiting.splice(index, 1);
    if (pooled === undefined) return null;
    stopIdling(pooled);
    pooled.reused = true;
    return pooled;
  }

  /** Watches a new connection until it closes. */
  add(pooled: PooledSocket): void {
    this.all.add(pooled);
    pooled.socket.once('close', () => this.remove(pooled));
    if (pooled.socket.destroyed) this.remove(pooled);
  }

  /** Keeps the connection for later, or closes it where enough wait already. */
  give(pooled: PooledSocket): void {
    const waiting = this.idle.get(pooled.key) ?? [];
    if (pooled.socket.destroyed || pooled.retired || pooled.idleMs === 0 || waiting.length >= idlePerKey) {
      this.drop(pooled);
      return;
    }
    pooled.listen(null);
    pooled.socket.resume();
    pooled.idleTimer = setTimeout(() => this.drop(pooled), pooled.idleMs).unref();
    pooled.idleUntil = performance.now() + pooled.idleMs;
    this.idle.set(pooled.key, [...waiting, pooled]);
  }

  drop(pooled: PooledSocket): void {
    this.remove(pooled);
    pooled.socket.destroy();
  }

  /** Closes every connection, also those in use. */
  closeAll(): void {
    for (const pooled of [...this.all]) this.drop(pooled);
  }

  /** Closes those that wait; those in use close after their response. */
  closeIdle(): void {
    for (const pooled of this.all) pooled.retired = true;
    for (const pooled of [...this.idle.values()].flat()) this.drop(pooled);
  }

  private remove(pooled: PooledSocket): void {
    stopIdling(pooled);
    this.all.delete(pooled);
    const left = this.idle.get(pooled.key)?.filter((other) => other !== pooled) ?? [];
    if (left.length > 0) this.idle.set(pooled.key, left);
    else this.idle.delete(pooled.key);
  }
}

/** Who hears what a connection brings while a request is on it. */
export interface SocketReader {
  data(chunk: Buffer): void;
  /** The other side closed, with the error that says why, or orderly. */
  closed(error: Error | null): void;
}

/** An open connection; one request at a time. */
export interface PooledSocket {
  readonly protocol: 'http/1.1';
  readonly key: string;
  readonly socket: Socket;
  /** The literal address at the other end. */
  readonly address: string;
  readonly peer: PeerDetails;
  /** A certificate on the way is not trusted, and was accepted as an exception. */
  readonly unverified: boolean;
  reused: boolean;
  /** Opened under settings that no longer hold: not used again. */
  retired: boolean;
  /** How long it may wait for its next request, and until when, by `performance.now()`. */
  idleMs: number;
  idleUntil: number;
  /** Waits for its next request: whatever comes then, or a close, makes it useless. */
  idleTimer: NodeJS.Timeout | null;
  /** It is open, and nothing came that nobody asked for. */
  isQuiet(): boolean;
  /** Hands over what came before, and what comes from now on; null lets it wait. */
  listen(reader: SocketReader | null): void;
}

export function createPooledSocket(key: string, socket: Socket, unverified: boolean): PooledSocket {
  let reader: SocketReader | null = null;
  let early: Buffer[] = [];
  let closed = false;
  let failure: Error | null = null;
  const onClosed = () => {
    if (closed) return;
    closed = true;
    reader?.closed(failure);
    socket.destroy();
  };
  socket.on('error', (error) => {
    failure ??= error;
    onClosed();
  });
  socket.on('end', onClosed).on('close', onClosed);
  socket.on('data', (chunk: Buffer) => {
    if (reader !== null) reader.data(chunk);
    else if (pooled.idleTimer !== null) socket.destroy();
    else early.push(chunk);
  });
  const pooled: PooledSocket = {
    protocol: 'http/1.1',
    key,
    socket,
    address: socket.remoteAddress ?? '',
    peer: describePeer(socket),
    unverified,
    reused: false,
    retired: false,
    idleMs,
    idleUntil: 0,
    idleTimer: null,
    isQuiet: () => !closed && early.length === 0,
    listen: (next) => {
      reader = next;
      const held = early;
      early = [];
      for (const chunk of held) reader?.data(chunk);
      if (closed) reader?.closed(failure ?? new SocketGone('connection gone'));
    },
  };
  return pooled;
}
