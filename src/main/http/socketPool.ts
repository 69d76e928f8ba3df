import type { Socket } from 'node:net';
import { Client } from 'undici';

const idlePerKey = 8;

/** Connections that wait for the next request to the same place. */
export class SocketPool {
  private readonly idle = new Map<string, PooledSocket[]>();
  private readonly all = new Set<PooledSocket>();

  /** An idle, live connection whose address passes, or null. */
  take(key: string, passes: (address: string) => boolean): PooledSocket | null {
    const waiting = this.idle.get(key) ?? [];
    const index = waiting.findLastIndex((pooled) => !pooled.socket.destroyed && passes(pooled.address));
    const [pooled] = index < 0 ? [] : waiting.splice(index, 1);
    if (pooled === undefined) return null;
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
    if (pooled.socket.destroyed || pooled.retired || waiting.length >= idlePerKey) this.drop(pooled);
    else this.idle.set(pooled.key, [...waiting, pooled]);
  }

  drop(pooled: PooledSocket): void {
    this.remove(pooled);
    void pooled.client.destroy();
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
    this.all.delete(pooled);
    const left = this.idle.get(pooled.key)?.filter((other) => other !== pooled) ?? [];
    if (left.length > 0) this.idle.set(pooled.key, left);
    else this.idle.delete(pooled.key);
  }
}

/** An open connection with the HTTP client that speaks on it; one request at a time. */
export interface PooledSocket {
  readonly key: string;
  readonly client: Client;
  readonly socket: Socket;
  /** The literal address at the other end. */
  readonly address: string;
  reused: boolean;
  /** Opened under settings that no longer hold: not used again. */
  retired: boolean;
}

/** The connection closed before anything was written: safe to send again on a new one. */
export class SocketGone extends Error {}

/** Puts an HTTP client on a connection that is open already; it never connects by itself. */
export function createPooledSocket(key: string, origin: string, socket: Socket): PooledSocket {
  let given = false;
  // The client listens only once it speaks; a reset before that must not end the process.
  socket.on('error', () => {});
  const client = new Client(origin, {
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 15_000,
    maxHeaderSize: 64 * 1024,
    connect: (_options, callback) => {
      if (given || socket.destroyed) return queueMicrotask(() => callback(new SocketGone('connection gone'), null));
      given = true;
      queueMicrotask(() => callback(null, socket));
    },
  });
  return { key, client, socket, address: socket.remoteAddress ?? '', reused: false, retired: false };
}
