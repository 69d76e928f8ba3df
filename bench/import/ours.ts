import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { uploadPartBytes } from '#contract/definitions.ts';
import type { Contract } from '#contract/index.ts';
import { startServer } from '#main/hosts/loopback/server.ts';
import { withBenchConsole } from '../benchConsole.ts';
import { quantile } from '../statistics.ts';

type Client = ContractRouterClient<Contract>;

const [file = '', probe] = process.argv.slice(2);

// One import: from the request to review an uploaded document to the stored integration. With `probe`, calls as the
// renderer makes them go on over HTTP meanwhile.
await withBenchConsole(async ({ console: opened, client }) => {
  const bytes = readFileSync(file);
  const { uploadId } = await client.definitions.beginUpload({ bytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += uploadPartBytes) {
    const data = bytes.subarray(offset, offset + uploadPartBytes).toString('base64');
    await client.definitions.uploadPart({ uploadId, offset, data });
  }
  const server = await startServer({ console: opened, renderer: '/nonexistent', port: 0, log: () => undefined });
  const calls = probe === 'probe' ? probeCalls(await connect(server)) : undefined;
  const before = performance.now();
  const review = await client.definitions.review({ source: { kind: 'upload', uploadId } });
  const parsed = performance.now();
  const fields = { baseUrl: 'http://127.0.0.1:9/' };
  const { operations } = await client.definitions.apply({
    id: review.id,
    target: { kind: 'new', name: 'bench', fields },
  });
  const done = performance.now();
  const latencies = (await calls?.stop()) ?? [];
  await server.close();
  const { maxRSS } = process.resourceUsage();
  console.log(
    JSON.stringify({
      ms: done - before,
      reviewMs: parsed - before,
      operations,
      peakBytes: maxRSS * 1024,
      calls: latencies.length,
      callP99: latencies.length > 0 ? quantile(latencies, 0.99) : null,
    }),
  );
});

async function connect(server: { address: string; link(): string }): Promise<Client> {
  const opened = await fetch(server.link(), { redirect: 'manual' });
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  const client: Client = createORPCClient(
    new RPCLink({ url: `${server.address}/rpc`, headers: { cookie, origin: server.address } }),
  );
  for (let warm = 0; warm < 20; warm += 1) await client.integrations.list({});
  return client;
}

function probeCalls(client: Client) {
  const latencies: number[] = [];
  let running = true;
  const loop = (async () => {
    while (running) {
      const before = performance.now();
      await client.integrations.list({});
      latencies.push(performance.now() - before);
      await wait(1);
    }
  })();
  return {
    stop: async () => {
      running = false;
      await loop;
      return latencies;
    },
  };
}
