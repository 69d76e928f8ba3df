import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { Agent, request } from 'undici';
import { exchangeId } from '#contract/common.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import { type Opened, withBenchConsole } from '../benchConsole.ts';
import { ms, type Section } from '../report.ts';
import { median, quantile } from '../statistics.ts';

const rounds = 400;
const warmUp = 60;
const items = Array.from({ length: 20 }, (_, id) => ({ id, name: `item ${id}` }));

/** Sent requests with all that the console does for them, beside a bare one to the same server, in turn. */
export async function measureSend(): Promise<Section> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items }));
  });
  const origin = await listen(server);
  const dispatcher = new Agent();
  try {
    return await withBenchConsole(async (opened) => {
      const drafts = { plain: plainDraft(`${origin}/items`), full: await fullDraft(opened, origin) };
      const times: Record<'bare' | keyof typeof drafts, number[]> = { bare: [], plain: [], full: [] };
      for (let round = -warmUp; round < rounds; round += 1) {
        const bare = await timed(async () => (await request(`${origin}/items`, { dispatcher })).body.text());
        const plain = await timed(() => send(opened, drafts.plain));
        const full = await timed(() => send(opened, drafts.full));
        if (round < 0) continue;
        times.bare.push(bare);
        times.plain.push(plain);
        times.full.push(full);
      }
      return section(times);
    });
  } finally {
    await dispatcher.close();
    server.close();
  }
}

function section(times: Record<'bare' | 'plain' | 'full', number[]>): Section {
  const bare = median(times.bare);
  const over = (values: number[]) => median(values) - bare;
  const both = (values: number[]) => `${ms(median(values))} (95th percentile ${ms(quantile(values, 0.95))})`;
  return {
    title: 'A sent request',
    how: `${rounds} requests each to the same loopback server, in turn, connections kept alive. Ours composes, checks addresses, redacts, records to the store and answers; the second also opens a sealed key, binds it to its host, and checks the answer against the operation's schema.`,
    figures: [
      { name: 'bare undici', value: both(times.bare) },
      { name: 'Patchbay, written by hand', value: both(times.plain) },
      { name: 'over bare undici, median', value: ms(over(times.plain)), goal: '≤ 2 ms', met: over(times.plain) <= 2 },
      { name: 'Patchbay, operation with connection', value: both(times.full) },
      { name: 'over bare undici, median', value: ms(over(times.full)), goal: '≤ 2 ms', met: over(times.full) <= 2 },
    ],
  };
}

const send = ({ client }: Opened, draft: RequestDraftInput) =>
  client.requests.send({ id: exchangeId.parse(randomUUID()), draft });

const plainDraft = (url: string): RequestDraftInput => ({
  integrationId: null,
  operationKey: null,
  connectionId: null,
  method: 'GET',
  url,
  server: null,
  parameters: [],
  body: { kind: 'none' },
});

async function fullDraft({ client }: Opened, origin: string): Promise<RequestDraftInput> {
  const review = await client.definitions.review({
    source: { kind: 'text', text: JSON.stringify(definition(origin)) },
  });
  const target = { kind: 'new' as const, name: 'Items', fields: { baseUrl: origin } };
  const { id: integrationId } = await client.definitions.apply({ id: review.id, target });
  const connection = await client.connections.create({
    integrationId,
    name: 'key',
    kind: 'apiKey',
    schemeKey: 'key',
    visibility: 'team',
    secret: randomUUID(),
  });
  return { ...plainDraft('/items'), integrationId, operationKey: 'GET /items', connectionId: connection.id };
}

function definition(url: string) {
  const item = {
    type: 'object',
    required: ['id', 'name'],
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
  };
  const list = {
    type: 'object',
    properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
  };
  const content = { 'application/json': { schema: list } };
  return {
    openapi: '3.1.0',
    info: { title: 'Items', version: '1' },
    servers: [{ url }],
    security: [{ key: [] }],
    paths: { '/items': { get: { responses: { 200: { description: 'All items', content } } } } },
    components: {
      schemas: { Item: item },
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    },
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    });
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
