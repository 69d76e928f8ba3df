import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base, expect, type Page } from '@playwright/test';
import type { HostName } from '../../scripts/chooseHost.ts';
import type { OpenedApp } from './openedApp.ts';
import { openInElectron } from './openInElectron.ts';
import { openInLoopback } from './openInLoopback.ts';
import { runCli, type Seed } from './runCli.ts';

/** What a project or a spec chooses. */
export interface AppOptions {
  readonly hostKind: HostName;
}

interface AppFixtures {
  /** Command lines of `patchbay` that run on the data folder before the console starts. */
  readonly seed: readonly Seed[];
  /** The data folder of this test; gone afterwards. */
  readonly dataFolder: string;
  readonly app: OpenedApp;
  /** The console's page, open at its first address. The test fails where the page threw or broke its security policy. */
  readonly page: Page;
  /** Goes to an address of the console, for example `/integrations`. `page.goto` knows no base address in Electron. */
  readonly visit: (path: string) => Promise<void>;
}

interface WorkerFixtures extends AppOptions {
  /** One browser for all tests of a worker; Electron needs none. */
  readonly sharedBrowser: Browser | null;
}

/** A page that throws, or that is refused something by its policy, is broken even where it looks right. */
export function collectProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) problems.push(message.text());
  });
  return problems;
}

/** The environment of a console under test: its own data folder, and no keychain of the person who runs the tests. */
function environment(dataFolder: string): Record<string, string> {
  return { PATCHBAY_DATA: dataFolder, PATCHBAY_KEYCHAIN: 'none' };
}

/** `test` for browser specs: each test has a console of its own, in the browser or in Electron. */
export const test = base.extend<AppFixtures, WorkerFixtures>({
  hostKind: ['loopback', { option: true, scope: 'worker' }],
  seed: [[], { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern
  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-e2e-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  sharedBrowser: [
    async ({ hostKind, launchOptions, playwright }, use) => {
      const browser = hostKind === 'electron' ? null : await playwright.chromium.launch(launchOptions);
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker' },
  ],
  app: async ({ dataFolder, seed, sharedBrowser, contextOptions, viewport, locale }, use) => {
    const env = environment(dataFolder);
    for (const command of seed) runCli(command, env);
    const options = { ...contextOptions, viewport, ...(locale !== undefined && { locale }) };
    const app = sharedBrowser ? await openInLoopback(env, sharedBrowser, options) : await openInElectron(env);
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    const problems = collectProblems(app.page);
    await app.start();
    await use(app.page);
    expect(problems).toEqual([]);
  },
  visit: async ({ app, page }, use) => {
    await use(async (path) => void (await page.goto(app.origin + path)));
  },
});

export { expect };
