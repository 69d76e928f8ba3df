import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that counts what goes over it. */
export interface Wire {
  readonly port: number;
  /** How often the server answered after a client had spoken, since the last `reset`. */
  roundTrips(): number;
  bytes(): number;
  reset(): void;
  close(): void;
}

/** Listens on 127.0.0.1 and passes everything on to a port there, each piece after `delayMs`. */
export async function openWire(target: number, delayMs = 0): Promise<Wire> {
  const counts = { roundTrips: 0, bytes: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(target, '127.0.0.1');
    let last: Socket = behind;
    for (const [from, to] of [
      [client, behind],
      [behind, client],
    ] as const) {
      sockets.add(from.setNoDelay(true));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.end();
      });
      from.on('data', (part) => {
        counts.bytes += part.length;
        if (from === behind && last === client) counts.roundTrips += 1;
        last = from;
        if (delayMs === 0) to.write(part);
        else setTimeout(() => to.writable && to.write(part), delayMs);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return {
    port: address.port,
    roundTrips: () => counts.roundTrips,
    bytes: () => counts.bytes,
    reset: () => void Object.assign(counts, { roundTrips: 0, bytes: 0 }),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
