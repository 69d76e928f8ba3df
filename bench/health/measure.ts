import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { withBenchConsole } from '../benchConsole.ts';
import { ms, type Section } from '../report.ts';

const integrations = 1_000;
/** How long the one slow server takes to answer. */
const slowestMs = 5_000;
const fastMs = 5;

/** 1,000 integrations, one of them slow, checked at once: the slowest decides how long it takes, and sockets stay few. */
export async function measureHealth(): Promise<Section> {
  const sockets = { open: 0, most: 0 };
  const server = createServer((request, response) => {
    const slow = request.url?.startsWith('/slow') ?? false;
    setTimeout(() => response.end('{}'), slow ? slowestMs : fastMs);
  });
  countSockets(server, sockets);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await withBenchConsole(async ({ client }) => {
      for (let index = 0; index < integrations; index += 1) {
        await client.integrations.create({
          name: `integration ${index}`,
          type: 'api',
          provider: 'custom',
          baseUrl: `http://127.0.0.1:${port}`,
          checkPath: index === integrations >> 1 ? '/slow' : `/fast/${index}`,
        });
      }
      const first = await timed(() => client.health.checkAll({}));
      const second = await timed(() => client.health.checkAll({}));
      return section(first, second, sockets.most);
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function countSockets(server: Server, sockets: { open: number; most: number }): void {
  server.on('connection', (socket) => {
    sockets.open += 1;
    sockets.most = Math.max(sockets.most, sockets.open);
    socket.on('close', () => {
      sockets.open -= 1;
    });
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function section(first: number, second: number, sockets: number): Section {
  const most = slowestMs * 1.25;
  return {
    title: `Checks of ${integrations.toLocaleString('en')} integrations`,
    how: `Real requests to a loopback server that answers after ${fastMs} ms, and one of them after ${slowestMs} ms; results are kept and told. The second round knows which is slow and begins with it.`,
    figures: [
      { name: 'first round', value: ms(first) },
      {
        name: 'second round',
        value: ms(second),
        goal: `≤ ${ms(most)}, the slowest and a quarter`,
        met: second <= most,
      },
      { name: 'sockets open at once', value: String(sockets), goal: '≤ 8', met: sockets <= 8 },
    ],
  };
}
