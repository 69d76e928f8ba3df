import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import { exchangeId } from '#contract/common.ts';
import { withBenchConsole } from '../benchConsole.ts';
import { ms, type Section } from '../report.ts';
import { median, quantile } from '../statistics.ts';

const rounds = 400;
const warmUp = 60;

/** A sent request with all that the console does for it, beside a bare one to the same server, in turn. */
export async function measureSend(): Promise<Section> {
  const payload = JSON.stringify({ items: Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` })) });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(payload);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/items`;
  const dispatcher = new Agent();
  try {
    return await withBenchConsole(async ({ client }) => {
      const bare: number[] = [];
      const ours: number[] = [];
      const draft = {
        integrationId: null,
        operationKey: null,
        connectionId: null,
        method: 'GET',
        url,
        server: null,
        parameters: [],
        body: { kind: 'none' as const },
      };
      for (let round = 0; round < rounds + warmUp; round += 1) {
        const one = await timed(async () => void (await (await request(url, { dispatcher })).body.text()));
        const other = await timed(
          async () => void (await client.requests.send({ id: exchangeId.parse(randomUUID()), draft })),
        );
        if (round < warmUp) continue;
        bare.push(one);
        ours.push(other);
      }
      const over = median(ours) - median(bare);
      return {
        title: 'A sent request',
        how: `${rounds} requests each to the same loopback server, in turn, connections kept alive. Ours composes, checks addresses, redacts, records to the store durably and answers.`,
        figures: [
          { name: 'bare undici', value: `${ms(median(bare))} (95th percentile ${ms(quantile(bare, 0.95))})` },
          { name: 'Patchbay send', value: `${ms(median(ours))} (95th percentile ${ms(quantile(ours, 0.95))})` },
          { name: 'over bare undici, median', value: ms(over), goal: '≤ 2 ms', met: over <= 2 },
        ],
      };
    });
  } finally {
    await dispatcher.close();
    server.close();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
