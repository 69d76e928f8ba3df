import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../test/support/findBrowser.ts';
import { ensureBuilt } from './ensureBuilt.ts';
import { startLoopback } from './loopbackProcess.ts';
import { projectRoot } from './projectRoot.ts';
import { apis, definitionOf } from './screenshots/apis.ts';
import { earlierClock } from './screenshots/earlierClock.ts';
import { daysShown, fill } from './screenshots/fill.ts';
import { startStandIn } from './screenshots/standIn.ts';
import { shareTeam, takeTeam } from './screenshots/team.ts';

let images = join(projectRoot, 'docs/images');

/** Takes the page as it is once nothing loads or moves any more. */
async function picture(page: Page, name: string): Promise<void> {
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
  // What is fetched when it is first shown, such as charts, is grey until then.
  await page.locator('main .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  await page.screenshot({ path: join(images, `${name}.png`) });
}

async function takePages(page: Page, origin: string, ids: ReadonlyMap<string, string>): Promise<void> {
  const github = `${origin}/integrations/${ids.get('GitHub')}`;
  const addresses: [name: string, address: string][] = [
    ['overview', origin],
    ['integrations', `${origin}/integrations`],
    ['integration', github],
    ['operations', `${github}/operations?op=${encodeURIComponent('POST /repos/{owner}/{repo}/issues')}`],
    ['inventory', `${origin}/connections`],
    ['health', `${origin}/integrations/${ids.get('OpenAI')}/health`],
    ['assistants', `${origin}/assistants`],
    ['assistant', `${origin}/assistants/${ids.get('Support desk')}`],
    ['tools', `${origin}/assistants/${ids.get('Support desk')}/tools`],
    ['activity', `${origin}/activity`],
    ['settings', `${origin}/settings/vault`],
  ];
  for (const [name, address] of addresses) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await picture(page, name);
  }
}

async function takeRequest(page: Page, origin: string, github: string, name: string): Promise<void> {
  const operation = encodeURIComponent('GET /repos/{owner}/{repo}/issues');
  await page.goto(`${origin}/requests?integration=${github}&operation=${operation}`);
  await page.getByRole('textbox', { name: 'owner' }).fill('acme');
  await page.getByRole('textbox', { name: 'repo' }).fill('console');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('region', { name: 'Response' }).getByText('200 OK').waitFor();
  await page.mouse.move(0, 0);
  await picture(page, name);
}

/** A saved request of a collection, filled in by the environment that is chosen. */
async function takeCollection(page: Page, origin: string, name: string): Promise<void> {
  await page.goto(`${origin}/requests`);
  const list = page.getByRole('navigation', { name: 'Requests' });
  await list.getByRole('tab', { name: 'Collections' }).click();
  await page.getByRole('combobox', { name: 'Environment' }).click();
  await page.getByRole('option', { name: 'Staging' }).click();
  for (const folder of ['Release day', 'Issues', 'Reviews']) {
    const group = list.getByRole('treeitem', { name: folder, exact: true });
    if ((await group.getAttribute('aria-expanded')) !== 'true') await group.click();
  }
  await list.getByRole('treeitem', { name: 'GET Open issues' }).click();
  await page.getByRole('tab', { name: /^Tests/ }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('region', { name: 'Response' }).getByText('200 OK').waitFor();
  await page.mouse.move(0, 0);
  await picture(page, name);
}

async function takeDialogs(page: Page, origin: string, billing: string): Promise<void> {
  await page.goto(`${origin}/integrations/${billing}`);
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  const connect = page.getByRole('dialog', { name: 'Connect Billing' });
  await connect.getByRole('textbox', { name: 'API key' }).fill('made-up-billing-key');
  await picture(page, 'connection');
  await connect.getByRole('button', { name: 'Cancel' }).click();
  await page.goto(`${origin}/integrations`);
  await page.getByRole('button', { name: 'Import definition' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import definition' });
  const [github] = apis;
  if (github === undefined) throw new Error('There is no API to import.');
  const definition = definitionOf({ ...github, title: 'GitHub Enterprise', host: 'github.acme.example' });
  await dialog.getByLabel('Text of the definition').fill(JSON.stringify(definition));
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByRole('heading', { name: 'GitHub Enterprise' }).waitFor();
  await picture(page, 'import');
}

async function takeDoctor(page: Page, origin: string, name: string): Promise<void> {
  await page.goto(`${origin}/connections`);
  await page.getByRole('row', { name: 'Partner' }).click();
  const drawer = page.getByRole('dialog', { name: 'Partner' });
  await drawer.getByRole('tab', { name: 'OAuth doctor' }).click();
  await drawer.getByRole('heading', { name: 'Last sign-in' }).waitFor();
  await picture(page, name);
}

async function takeAll(page: Page, origin: string, ids: ReadonlyMap<string, string>): Promise<void> {
  const github = ids.get('GitHub') ?? '';
  await takePages(page, origin, ids);
  await takeRequest(page, origin, github, 'requests');
  await takeCollection(page, origin, 'collections');
  await takeDoctor(page, origin, 'doctor');
  await takeDialogs(page, origin, ids.get('Billing') ?? '');
  await page.emulateMedia({ colorScheme: 'dark' });
  await takeRequest(page, origin, github, 'requests-dark');
}

/** The same pages in dark colours and on a narrow screen, into a folder of their own, for whoever looks them over. */
async function takeToLookAt(page: Page, origin: string, ids: ReadonlyMap<string, string>, folder: string) {
  const looks = [
    { name: 'dark', colorScheme: 'dark', width: 1440 },
    { name: '1024', colorScheme: 'light', width: 1024 },
  ] as const;
  for (const { name, colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: width === 1024 ? 768 : 900 });
    images = join(folder, name);
    mkdirSync(images, { recursive: true });
    await takePages(page, origin, ids);
    await takeRequest(page, origin, ids.get('GitHub') ?? '', 'requests');
    await takeCollection(page, origin, 'collections');
    await takeDoctor(page, origin, 'doctor');
    await takeDialogs(page, origin, ids.get('Billing') ?? '');
  }
}

/** What belongs to the team, for the documentation; with a folder in both colours, narrow and wide. */
async function takeTeamInLooks(page: Page, origin: string, folder: string | undefined): Promise<void> {
  const take = async (into: string, colorScheme: 'light' | 'dark', width: number) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    images = into;
    mkdirSync(images, { recursive: true });
    await takeTeam(page, origin, picture);
  };
  await take(join(projectRoot, 'docs/images'), 'light', 1440);
  if (folder === undefined) return;
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [800, 1440]) await take(join(folder, `${colorScheme}-${width}`), colorScheme, width);
}

/**
 * The pictures of the documentation, taken from the program as it runs, filled through its own routes. With a folder as argument
 * it also takes every page dark and narrow into it.
 */
async function main(): Promise<void> {
  if ((await ensureBuilt()) !== 0) throw new Error('The build failed.');
  mkdirSync(images, { recursive: true });
  const data = mkdtempSync(join(tmpdir(), 'patchbay-pictures-'));
  const standIn = await startStandIn();
  const clock = earlierClock(daysShown * 24);
  const env = { PATCHBAY_DATA: data, PATCHBAY_KEYCHAIN: 'none', NODE_OPTIONS: clock.nodeOptions };
  const host = await startLoopback(env);
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      colorScheme: 'light',
    });
    page.setDefaultTimeout(20_000);
    await page.goto(host.link);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const ids = await fill(page, standIn, clock);
    await takeAll(page, host.address, ids);
    const [, , folder] = process.argv;
    if (folder !== undefined) await takeToLookAt(page, host.address, ids, folder);
    const team = await shareTeam(page, browser, ids);
    try {
      await takeTeamInLooks(page, host.address, folder);
    } finally {
      await team.stop();
    }
  } finally {
    await browser.close();
    await host.stop();
    standIn.close();
    clock.remove();
    rmSync(data, { recursive: true, force: true });
  }
}

await main();
