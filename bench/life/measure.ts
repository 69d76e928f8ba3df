import {
  applyConnection,
  type ConnectionRow,
  connections,
  type SecretMaterial,
} from '#main/domains/connections/index.ts';
import { type directClient, type Opened, withBenchConsole } from '../benchConsole.ts';
import { seedIntegrations } from '../list/seed.ts';
import { ms, type Section } from '../report.ts';
import { median, quantile } from '../statistics.ts';
import { seedConnections } from './seed.ts';

const count = 10_000;
const rounds = 20_000;

/** The inventory of 10,000 connections, an assistant over 10,000 integrations, and what authentication adds to a request. */
export async function measureLife(): Promise<Section> {
  return await withBenchConsole(async (opened) => {
    await seedIntegrations(opened, count);
    seedConnections(opened, count);
    const inventory = await timeInventory(opened.client);
    const assistant = await timeAssistant(opened.client);
    const applied = timeApplying(opened);
    return section(inventory, assistant, applied);
  });
}

type Client = ReturnType<typeof directClient>;

/** Every mix of filter, sort and window that the page can ask for, a few times over. */
async function timeInventory(client: Client): Promise<number[]> {
  const filters = [
    ...[{}, { text: 'atlas' }, { unused: true }, { expiringDays: 30 }, { visibility: 'team' as const }],
    ...[{ neverValidated: true }, { states: ['refused' as const] }, { orphaned: true }],
  ];
  const sorts = ['name', 'integration', 'state', 'expiresAt', 'lastUsedAt', 'createdAt'] as const;
  const latencies: number[] = [];
  for (let round = 0; round < 4; round += 1)
    for (const filter of filters)
      for (const sort of sorts)
        for (const offset of [0, 5_000, 9_800])
          latencies.push(await timed(() => client.connections.list({ ...filter, sort, offset, limit: 100 })));
  return latencies;
}

async function timeAssistant(client: Client): Promise<number[]> {
  const { id: assistantId } = await client.assistants.create({ name: 'bench' });
  const filters = [{}, { text: 'atlas' }, { types: ['api' as const] }, { attached: true }, { attached: false }];
  const latencies: number[] = [];
  for (let round = 0; round < 8; round += 1)
    for (const filter of filters)
      for (const offset of [0, 5_000, 9_800])
        latencies.push(
          await timed(() => client.assistants.integrations({ assistantId, ...filter, offset, limit: 100 })),
        );
  return latencies;
}

/** Milliseconds that applying the connection takes, its secrets open already. */
function timeApplying({ console: { store } }: Opened): number[] {
  const row = store.read.select().from(connections).limit(1).get();
  if (row === undefined) throw new Error('Connections were made');
  const request = { method: 'GET', url: 'https://api.example.com/items?page=2', headers: [['Accept', '*/*']] as const };
  const kinds: [Partial<ConnectionRow>, SecretMaterial][] = [
    [{ kind: 'apiKey' }, { secret: 'not-a-secret-but-long-enough', username: null }],
    [{ kind: 'bearer' }, { secret: 'not-a-secret-but-long-enough', username: null }],
    [{ kind: 'basic' }, { secret: 'not-a-secret-but-long-enough', username: 'ada' }],
    [
      { kind: 'awsSigV4', config: { kind: 'awsSigV4', region: 'eu-central-1', service: 's3', sessionToken: false } },
      { secret: 'not-a-secret-but-long-enough', username: 'AKIDEXAMPLE' },
    ],
  ];
  return kinds.flatMap(([given, material]) => {
    const connection = { ...row, ...given };
    return Array.from({ length: rounds / kinds.length }, () => {
      const before = performance.now();
      applyConnection(request, connection, [material], { at: 1_700_000_000_000 });
      return performance.now() - before;
    });
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function section(inventory: number[], assistant: number[], applied: number[]): Section {
  const [p95, pageP95, apply] = [quantile(inventory, 0.95), quantile(assistant, 0.95), median(applied)];
  return {
    title: '10,000 connections',
    how: `${inventory.length} inventory queries with every mix of filter, sort and window, and ${assistant.length} windows of an assistant’s integrations, through the router; a request signed ${rounds.toLocaleString('en')} times with a key, a token, a password and an AWS signature, apart from unsealing.`,
    figures: [
      { name: 'inventory query, median', value: ms(median(inventory)) },
      { name: 'inventory query, 95th percentile', value: ms(p95), goal: '≤ 20 ms', met: p95 <= 20 },
      { name: 'an assistant’s integrations, 95th percentile', value: ms(pageP95), goal: '≤ 20 ms', met: pageP95 <= 20 },
      { name: 'applying authentication, median', value: `${apply.toFixed(4)} ms`, goal: '≤ 0.2 ms', met: apply <= 0.2 },
    ],
  };
}
