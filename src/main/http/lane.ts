import type { Socket } from 'node:net';
import { Client } from 'undici';

/** An open connection with the HTTP client that speaks on it; one exchange at a time. */
export interface Lane {
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
export class ConnectionGone extends Error {}

/** Puts an HTTP client on a connection that is open already; it never connects by itself. */
export function createLane(key: string, origin: string, socket: Socket): Lane {
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
      if (given || socket.destroyed) return queueMicrotask(() => callback(new ConnectionGone('connection gone'), null));
      given = true;
      queueMicrotask(() => callback(null, socket));
    },
  });
  return { key, client, socket, address: socket.remoteAddress ?? '', reused: false, retired: false };
}
