import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { openBenchConsole } from '../benchConsole.ts';
import { launchBrowser } from '../browser.ts';
import { megabytes, ms, ratio, type Section } from '../report.ts';
import { median } from '../statistics.ts';
import { end, residentBytes, type Started, start } from './processes.ts';

const root = join(import.meta.dirname, '..', '..');
const loopback = join(root, 'out', 'main', 'loopback.js');
const nodeRed = join(root, 'bench', 'peers', 'node_modules', 'node-red', 'red.js');

/** Start of the loopback host beside a bare process on the same store, and beside node-red up to a usable page. */
export async function measureStart(runs: number): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-start-'));
  const browser = await launchBrowser();
  try {
    const data = join(folder, 'data');
    await (await openBenchConsole(data)).close();
    const answers: Record<'bare' | 'ours', number[]> = { bare: [], ours: [] };
    const pages: Record<'ours' | 'peer', number[]> = { ours: [], peer: [] };
    const memory: Record<'ours' | 'peer', number[]> = { ours: [], peer: [] };
    for (let run = 0; run <= runs; run += 1) {
      const bare = await timeBare(join(data, 'patchbay.db'));
      const ours = await timeOurs(browser, data);
      const peer = await timePeer(browser, join(folder, 'red'));
      // The first round fills the disk cache.
      if (run === 0) continue;
      answers.bare.push(bare);
      answers.ours.push(ours.answerMs);
      pages.ours.push(ours.pageMs);
      pages.peer.push(peer.pageMs);
      memory.ours.push(ours.bytes);
      memory.peer.push(peer.bytes);
    }
    return section(answers, pages, memory);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function section(
  answers: Record<'bare' | 'ours', number[]>,
  pages: Record<'ours' | 'peer', number[]>,
  memory: Record<'ours' | 'peer', number[]>,
): Section {
  const [bare, ours] = [median(answers.bare), median(answers.ours)];
  const [page, peer] = [median(pages.ours), median(pages.peer)];
  return {
    title: 'Start',
    how: 'From the launch of the process to the first HTTP answer, and to the first usable page in Chromium (a button can be pressed). Memory is that of the server process five seconds later.',
    figures: [
      { name: 'bare Node: open the same store, listen, answer', value: ms(bare) },
      {
        name: 'Patchbay’s loopback host answers',
        value: `${ms(ours)}, ${ratio(ours / bare)} bare Node`,
        goal: '≤ 4 ×',
        met: ours <= 4 * bare,
      },
      { name: 'Patchbay to the first usable page', value: ms(page) },
      {
        name: 'node-red to its editor',
        value: `${ms(peer)}, ${ratio(peer / page)} ours`,
        goal: 'slower than ours',
        met: peer > page,
      },
      { name: 'memory at rest, Patchbay', value: megabytes(median(memory.ours)) },
      { name: 'memory at rest, node-red', value: megabytes(median(memory.peer)) },
    ],
  };
}

async function timeBare(store: string): Promise<number> {
  const started = await start(
    process.execPath,
    [join(import.meta.dirname, 'bareNode.ts'), store],
    /"address":"([^"]+)"/,
  );
  await fetch(started.match[1] ?? '').then((response) => response.text());
  const answered = performance.now() - started.launchedAt;
  await end(started);
  return answered;
}

const restMs = 5_000;

async function timeOurs(browser: Browser, data: string): Promise<{ answerMs: number; pageMs: number; bytes: number }> {
  const env = { PATCHBAY_DATA: data };
  const started = await start(process.execPath, [loopback, '--no-open', '--json'], /"link":"([^"]+)"/, env);
  const link = started.match[1] ?? '';
  await fetch(new URL('/', link)).then((response) => response.text());
  const answerMs = performance.now() - started.launchedAt;
  const { pageMs, bytes } = await timePage(browser, started, link, 'nav a');
  return { answerMs, pageMs, bytes };
}

async function timePeer(browser: Browser, folder: string): Promise<{ pageMs: number; bytes: number }> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const args = [
    nodeRed,
    '--userDir',
    folder,
    '--port',
    String(port),
    '-D',
    'uiHost=127.0.0.1',
    '-D',
    'telemetry.enabled=false',
  ];
  const started = await start(process.execPath, args, /Started flows|Server now running/);
  return timePage(browser, started, `http://127.0.0.1:${port}/`, '#red-ui-palette .red-ui-palette-node');
}

async function timePage(
  browser: Browser,
  started: Started,
  url: string,
  usable: string,
): Promise<{ pageMs: number; bytes: number }> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    await page.locator(usable).first().waitFor({ state: 'visible', timeout: 60_000 });
    const pageMs = performance.now() - started.launchedAt;
    await wait(restMs);
    return { pageMs, bytes: residentBytes(started) };
  } finally {
    await context.close();
    await end(started);
  }
}
