import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const rounds = 200;

function median(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

test('a request costs at most 2 ms (median) more than a bare one to the same server', async () => {
  const server = await serve.http((_request, response) => response.end('{"some":"json"}'));
  const outbound = testOutbound();
  const dispatcher = new Agent();
  const secrets = ['one-secret/with?signs', 'another-secret'];
  const sent = testRequest(server.url, { secrets, headers: [['Authorization', `Bearer ${secrets[0]}`]] });
  const [bare, ours]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await timed(async () => (await request(server.url, { dispatcher })).body.arrayBuffer()));
    ours.push(await timed(() => outbound.send(sent)));
  }
  await dispatcher.close();
  expect(median(ours) - median(bare)).toBeLessThan(2);
});
