import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directClient, openBenchConsole } from '../benchConsole.ts';
import { launchBrowser } from '../browser.ts';
import { ms, type Section } from '../report.ts';
import { end, start } from '../start/processes.ts';
import { quantile } from '../statistics.ts';
import { measurePages, type PageFigures } from './pages.ts';
import { largeDefinition, seedIntegrations } from './seed.ts';

const loopback = join(import.meta.dirname, '..', '..', 'out', 'main', 'loopback.js');

/** 10,000 integrations in the store, and 3,000 operations in one of them: queries, then the pages in Chromium. */
export async function measureList(runs: number): Promise<Section> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-list-'));
  try {
    const { latencies, address } = await prepare(data);
    const pages = await browse(data, address, runs);
    return section(latencies, pages);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function prepare(data: string): Promise<{ latencies: number[]; address: string }> {
  const console = await openBenchConsole(data);
  await console.vaultStarted;
  try {
    const client = directClient(console);
    await seedIntegrations({ console, client, data }, 10_000);
    const latencies = await timeQueries(client);
    const review = await client.definitions.review({ source: { kind: 'text', text: largeDefinition(3_000) } });
    const target = { kind: 'new' as const, name: 'Large', fields: { baseUrl: 'https://large.example' } };
    const { id } = await client.definitions.apply({ id: review.id, target });
    return { latencies, address: `/integrations/${id}/operations` };
  } finally {
    await console.close();
  }
}

/** Every mix of search, filter, sort and window that the page can ask for, many times over. */
async function timeQueries(client: ReturnType<typeof directClient>): Promise<number[]> {
  const searches = [undefined, 'atlas', '0', 'no such thing'];
  const filters = [
    {},
    { attention: true },
    { types: ['api' as const], active: true },
    { statuses: ['error' as const] },
  ];
  const sorts = ['name', 'type', 'status', 'operations', 'lastCheckedAt', 'createdAt'] as const;
  const latencies: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (const text of searches) {
      for (const filter of filters) {
        for (const sort of sorts) {
          for (const offset of [0, 5_000, 9_800]) {
            const began = performance.now();
            await client.integrations.list({
              ...filter,
              ...(text === undefined ? {} : { text }),
              sort,
              offset,
              limit: 200,
            });
            latencies.push(performance.now() - began);
          }
        }
      }
    }
  }
  return latencies;
}

async function browse(data: string, address: string, runs: number): Promise<PageFigures> {
  const started = await start(process.execPath, [loopback, '--no-open', '--json'], /"link":"([^"]+)"/, {
    PATCHBAY_DATA: data,
  });
  const browser = await launchBrowser();
  try {
    return await measurePages(browser, started.match[1] ?? '', address, runs);
  } finally {
    await browser.close();
    await end(started);
  }
}

function section(latencies: number[], pages: PageFigures): Section {
  const p95 = quantile(latencies, 0.95);
  return {
    title: '10,000 integrations, 3,000 operations',
    how: `${latencies.length} list queries with every mix of search, filter, sort and window, through the router; then the pages in Chromium at 1440 × 900.`,
    figures: [
      { name: 'list query, median', value: ms(quantile(latencies, 0.5)) },
      { name: 'list query, 95th percentile', value: ms(p95), goal: '≤ 20 ms', met: p95 <= 20 },
      {
        name: 'first rows painted after the click',
        value: ms(pages.firstRowsMs),
        goal: '≤ 200 ms',
        met: pages.firstRowsMs <= 200,
      },
      {
        name: 'tasks over 50 ms while scrolling',
        value: `${pages.longTasks}${pages.longTasks > 0 ? `, longest ${ms(pages.longestTaskMs)}` : ''}`,
        goal: 'none',
        met: pages.longTasks === 0,
      },
      {
        name: '3,000 operations listed after navigation',
        value: ms(pages.operationsMs),
        goal: '< 1 s',
        met: pages.operationsMs < 1_000,
      },
      { name: 'search among them', value: ms(pages.searchMs), goal: '< 1 s', met: pages.searchMs < 1_000 },
    ],
  };
}
