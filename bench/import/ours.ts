import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { uploadPartBytes } from '#contract/definitions.ts';
import { type Client, openHost } from '../openHost.ts';
import { quantile } from '../statistics.ts';

const [file = '', probe] = process.argv.slice(2);

// One import into the built program over HTTP, as the page does it: from the request to review the uploaded document to the
// stored integration. With `probe`, other calls go on in the meantime, and their latencies are kept.
const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-import-'));
const host = await openHost(data);
try {
  const { client } = host;
  const uploadId = await upload(client, readFileSync(file));
  const calls = probe === 'probe' ? probeCalls(client) : undefined;
  const began = performance.now();
  const review = await client.definitions.review({ source: { kind: 'upload', uploadId } });
  const fields = { baseUrl: 'http://127.0.0.1:9/' };
  const target = { kind: 'new' as const, name: 'bench', fields };
  const { operations } = await client.definitions.apply({ id: review.id, target });
  const ms = performance.now() - began;
  const latencies = (await calls?.stop()) ?? [];
  const callP99 = latencies.length > 0 ? quantile(latencies, 0.99) : null;
  console.log(JSON.stringify({ ms, operations, peakBytes: host.peakBytes(), calls: latencies.length, callP99 }));
} finally {
  await host.close();
  rmSync(data, { recursive: true, force: true });
}

async function upload(client: Client, bytes: Buffer): Promise<string> {
  const { uploadId } = await client.definitions.beginUpload({ bytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += uploadPartBytes) {
    const part = bytes.subarray(offset, offset + uploadPartBytes).toString('base64');
    await client.definitions.uploadPart({ uploadId, offset, data: part });
  }
  return uploadId;
}

function probeCalls(client: Client) {
  const latencies: number[] = [];
  let running = true;
  const loop = (async () => {
    while (running) {
      const began = performance.now();
      await client.integrations.list({});
      latencies.push(performance.now() - began);
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
