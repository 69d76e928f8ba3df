import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What happens to the bytes of connections from now on. */
export interface TcpFault {
  /** Cuts both sides (RST) once so many more bytes have gone in this direction. */
  readonly cutAfter?: { readonly bytes: number; readonly direction: 'up' | 'down' };
  /** Holds everything back that comes in this direction, and keeps the connection open. */
  readonly stall?: 'up' | 'down' | 'both';
  /** Ends this side orderly (FIN) and leaves the other open. `down` is what a client takes for the end of the server. */
  readonly halfClose?: 'up' | 'down';
  /** Milliseconds that every piece waits, in each direction. */
  readonly delayMs?: number;
  /** Is told of every piece before it goes on. */
  readonly watch?: (bytes: number, direction: 'up' | 'down') => void;
  /** Rewrites what comes from the server. */
  readonly rewrite?: (bytes: Buffer) => Buffer;
}

/** A way to a server over which connections can go wrong. */
export interface TcpProxy {
  readonly port: number;
  /** What happens from now on, to open connections as well; nothing by default. */
  set(fault: TcpFault): void;
  /** Cuts all open connections. */
  cut(): void;
  /** Refuses new connections, or takes them again. */
  refuse(isRefusing: boolean): void;
  /** How often the direction turned from the server to the client after a client had spoken: round trips since the last `reset`. */
  roundTrips(): number;
  bytes(): { up: number; down: number };
  resetCounts(): void;
  /** Connections that were accepted so far. */
  accepted(): number;
  /** Cuts everything and listens no longer; happens by itself at the end of the test. */
  close(): void;
}

/** Starts a proxy on 127.0.0.1 before a server there; it ends with the test. */
export async function tcpProxy(target: { host?: string; port: number }): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let fault: TcpFault = {};
  let refusing = false;
  let accepted = 0;
  const counts = { up: 0, down: 0, roundTrips: 0 };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (refusing) return void client.resetAndDestroy();
    accepted += 1;
    const pair = new Pair(client, target, counts, () => fault);
    pairs.add(pair);
    pair.onGone(() => pairs.delete(pair));
    pair.apply(fault);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    for (const pair of pairs) pair.cut();
    server.close();
  };
  onTestFinished(close);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy does not listen');
  return {
    port: address.port,
    set: (next) => {
      fault = next;
      for (const pair of pairs) pair.apply(next);
    },
    cut: () => {
      for (const pair of pairs) pair.cut();
    },
    refuse: (isRefusing) => {
      refusing = isRefusing;
    },
    roundTrips: () => counts.roundTrips,
    bytes: () => ({ up: counts.up, down: counts.down }),
    resetCounts: () => Object.assign(counts, { up: 0, down: 0, roundTrips: 0 }),
    accepted: () => accepted,
    close,
  };
}

class Pair {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #counts: { up: number; down: number; roundTrips: number };
  readonly #fault: () => TcpFault;
  /** What is held back, in order. */
  readonly #held = { up: [] as Buffer[], down: [] as Buffer[] };
  readonly #timers = new Set<NodeJS.Timeout>();
  #left: number | null = null;
  #last: 'up' | 'down' = 'down';
  #gone = false;

  constructor(
    client: Socket,
    target: { host?: string; port: number },
    counts: { up: number; down: number; roundTrips: number },
    fault: () => TcpFault,
  ) {
    this.#client = client;
    this.#server = new Socket({ allowHalfOpen: true }).connect(target.port, target.host ?? '127.0.0.1');
    this.#counts = counts;
    this.#fault = fault;
    for (const socket of [client, this.#server]) socket.setNoDelay(true).on('error', () => this.cut());
    client.on('data', (part) => this.#pass('up', part)).on('end', () => this.#server.end());
    this.#server.on('data', (part) => this.#pass('down', part)).on('end', () => this.#client.end());
  }

  onGone(listener: () => void): void {
    this.#client.once('close', () => {
      listener();
      this.cut();
    });
  }

  apply({ cutAfter, halfClose, stall }: TcpFault): void {
    this.#left = cutAfter?.bytes ?? null;
    if (halfClose === 'down') this.#client.end();
    if (halfClose === 'up') this.#server.end();
    for (const way of ['up', 'down'] as const) {
      if (stall === way || stall === 'both') continue;
      for (const part of this.#held[way].splice(0)) this.#send(way, part);
    }
  }

  cut(): void {
    if (this.#gone) return;
    this.#gone = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
  }

  #pass(way: 'up' | 'down', part: Buffer): void {
    const { stall, delayMs, watch } = this.#fault();
    watch?.(part.length, way);
    if (this.#gone) return;
    if (stall === way || stall === 'both') return void this.#held[way].push(part);
    if (delayMs === undefined) {
      this.#send(way, part);
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#send(way, part);
    }, delayMs);
    this.#timers.add(timer);
  }

  #send(way: 'up' | 'down', part: Buffer): void {
    const { cutAfter, rewrite } = this.#fault();
    const ends = cutAfter?.direction === way && this.#left !== null && part.length >= this.#left;
    const sent = ends ? part.subarray(0, this.#left ?? 0) : part;
    if (cutAfter?.direction === way && this.#left !== null) this.#left -= sent.length;
    this.#counts[way] += sent.length;
    if (way === 'down' && this.#last === 'up') this.#counts.roundTrips += 1;
    this.#last = way;
    const target = way === 'up' ? this.#server : this.#client;
    if (target.writable) target.write(way === 'down' && rewrite !== undefined ? rewrite(sent) : sent);
    // Lets what came before the cut arrive.
    if (ends) setImmediate(() => this.cut());
  }
}
