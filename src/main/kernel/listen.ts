import type { ListenOptions, Server } from 'node:net';

/**
 * Listens, and resolves with the port (0 for a socket file); rejects where the address cannot be had. What fails afterwards, as accepting
 * when too many files are open, refuses that one connection and never ends the program.
 */
export function listen(server: Server, where: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
}
