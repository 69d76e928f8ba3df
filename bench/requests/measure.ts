import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { launchBrowser } from '../browser.ts';
import { type Client, openHost } from '../openHost.ts';
import { megabytes, ms, type Section } from '../report.ts';
import { end, start } from '../start/processes.ts';
import { median } from '../statistics.ts';

const loopback = join(import.meta.dirname, '..', '..', 'out', 'main', 'loopback.js');
const saved = 3_000;
const bodyBytes = 100_000_000;

/** A collection of 3,000 requests in the page, and the first window of a response of 100 MB. */
export async function measureRequests(runs: number): Promise<Section> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-requests-'));
  const api = largeServer();
  try {
    const origin = await listening(api.server);
    const bodies = await measureBodies(data, origin, api.ended, runs);
    return section({ ...bodies, ...(await measurePage(data, origin, runs)), runs });
  } finally {
    api.server.close();
    rmSync(data, { recursive: true, force: true });
  }
}

async function measureBodies(data: string, origin: string, ended: () => number, runs: number) {
  const host = await openHost(data);
  try {
    const importMs = await importCollection(host.client);
    const windows: number[] = [];
    const before = residentBytes(host.pid);
    for (let round = 0; round < runs; round += 1) windows.push(await firstWindow(host.client, origin, ended));
    return { importMs, window: median(windows), growth: Math.max(0, residentBytes(host.pid) - before) };
  } finally {
    await host.close();
  }
}

/** The link of a host works once, so that the page has a host of its own. */
async function measurePage(data: string, origin: string, runs: number) {
  const started = await start(process.execPath, [loopback, '--no-open', '--json'], /"link":"([^"]+)"/, {
    PATCHBAY_DATA: data,
    PATCHBAY_KEYCHAIN: 'none',
  });
  const browser = await launchBrowser();
  try {
    const page = await openPage(browser, started.match[1] ?? '');
    const shown: number[] = [];
    const found: number[] = [];
    for (let round = 0; round < runs; round += 1) {
      shown.push(await timeToTree(page));
      found.push(await timeToFound(page));
    }
    const grown: number[] = [];
    for (let round = 0; round < runs; round += 1) grown.push(await growthOfPage(page, origin));
    return { shown: median(shown), found: median(found), pageGrowth: median(grown) };
  } finally {
    await browser.close();
    await end(started);
  }
}

async function importCollection(client: Client): Promise<number> {
  const folders = Array.from({ length: 60 }, (_, folder) => ({
    name: `Folder ${folder}`,
    item: Array.from({ length: saved / 60 }, (_unused, at) => ({
      name: `Request ${folder * 50 + at}`,
      request: { method: 'GET', url: { raw: `https://api.test/${folder}/${at}?page=1` } },
    })),
  }));
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  const text = JSON.stringify({ info: { name: 'Bench', schema }, item: folders });
  const began = performance.now();
  const review = await client.collections.review({ source: { kind: 'text', text } });
  await client.collections.import({ id: review.id });
  return performance.now() - began;
}

/** Milliseconds from the last byte that the server sent to the first rows of the body. */
async function firstWindow(client: Client, origin: string, ended: () => number): Promise<number> {
  const id = randomUUID();
  const draft = {
    ...{ integrationId: null, operationKey: null, connectionId: null, server: null, parameters: [] },
    ...{ method: 'GET', url: `${origin}/large`, body: { kind: 'none' as const } },
  };
  await client.requests.send({ id, draft } as Parameters<Client['requests']['send']>[0]);
  await client.requests.bodyRows({ id, columns: 120, row: 0, count: 60 } as Parameters<
    Client['requests']['bodyRows']
  >[0]);
  return performance.now() - ended();
}

function largeServer(): { server: Server; ended: () => number } {
  let ended = 0;
  const row = `${JSON.stringify({ id: 1, name: 'a name of some length', town: 'Bergen', tags: ['one', 'two'] })},\n`;
  const chunk = Buffer.from(row.repeat(2_000));
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/short') return void response.end('{"short":true}');
    response.write('[\n');
    let left = bodyBytes;
    const write = () => {
      while (left > 0) {
        left -= chunk.length;
        if (!response.write(chunk)) return void response.once('drain', write);
      }
      response.end('{}]', () => {
        ended = performance.now();
      });
    };
    write();
  });
  return { server, ended: () => ended };
}

function listening(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
    });
  });
}

const residentBytes = (pid: number | undefined): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

async function openPage(browser: Browser, link: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(link);
  await page
    .getByRole('link', { name: /^Overview/ })
    .first()
    .waitFor();
  return page;
}

/** From another page to the tree, each time as if it had never been there. */
async function timeToTree(page: Page): Promise<number> {
  await page.reload();
  const requests = page.getByRole('link', { name: /^Requests/ }).first();
  await requests.waitFor();
  const began = performance.now();
  await requests.click();
  await page.getByRole('tab', { name: 'Collections' }).click();
  await page.getByRole('treeitem').first().waitFor();
  return performance.now() - began;
}

async function timeToFound(page: Page): Promise<number> {
  const search = page.getByRole('textbox', { name: 'Search requests' });
  const began = performance.now();
  await search.fill('Request 2999');
  await page.getByRole('treeitem', { name: /Request 2999$/ }).waitFor();
  const took = performance.now() - began;
  await search.fill('');
  return took;
}

/** Bytes that the page holds more with the long response than with a short one before it, each after garbage collection. */
async function growthOfPage(page: Page, origin: string): Promise<number> {
  await show(page, `${origin}/short`, page.getByRole('treeitem', { name: /^short/ }));
  const before = await heldBytes(page);
  await show(
    page,
    `${origin}/large`,
    page.getByRole('document', { name: 'Body of the response' }).getByText('Bergen').first(),
  );
  return Math.max(0, (await heldBytes(page)) - before);
}

async function show(page: Page, url: string, sign: Locator): Promise<void> {
  await page.getByRole('textbox', { name: /^(Path or )?URL$/ }).fill(url);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await sign.waitFor({ timeout: 120_000 });
}

/** What scripts hold, and what lies outside of their heap for them (buffers of bytes). */
async function heldBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize, embedderHeapUsedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize + backingStorageSize + embedderHeapUsedSize;
}

interface Figures {
  readonly importMs: number;
  readonly shown: number;
  readonly found: number;
  readonly window: number;
  readonly growth: number;
  readonly pageGrowth: number;
  readonly runs: number;
}

function section({ importMs, shown, found, window, growth, pageGrowth, runs }: Figures): Section {
  return {
    title: 'A collection of 3,000 requests, and a response of 100 MB',
    how: `The collection is a file of Postman’s with 60 folders, imported whole; the page in Chromium at 1440 × 900. The response is JSON of a server that sends as fast as it can; from its last byte to the first 60 rows; the page’s memory is that of its scripts, their buffers and its documents after garbage collection. Median of ${runs} rounds.`,
    figures: [
      { name: 'imported', value: ms(importMs) },
      { name: 'shown after the click on Requests', value: ms(shown), goal: '< 1 s', met: shown < 1_000 },
      { name: 'a request found by its name', value: ms(found), goal: '< 1 s', met: found < 1_000 },
      { name: 'first window of 100 MB', value: ms(window), goal: '≤ 300 ms', met: window <= 300 },
      {
        name: 'memory of the console after these responses',
        value: `+${megabytes(growth)}`,
        goal: '≤ 100 MB',
        met: growth <= 100 * 1_048_576,
      },
      {
        name: 'memory of the page while it shows one, beside a short response',
        value: `+${megabytes(pageGrowth)}`,
        goal: '≤ 50 MB',
        met: pageGrowth <= 50 * 1_048_576,
      },
    ],
  };
}
