import type { Browser, BrowserContextOptions } from '@playwright/test';
import { startLoopback } from '../../scripts/loopbackProcess.ts';
import { sessionKeyItem } from '../../src/contract/loopback.ts';
import type { OpenedApp } from './openedApp.ts';

/** Starts the built loopback host and opens its one-time link in a browser context of its own. */
export async function openInLoopback(
  env: Record<string, string>,
  browser: Browser,
  options: BrowserContextOptions,
): Promise<OpenedApp> {
  const host = await startLoopback(env);
  const context = await browser.newContext({ ...options, baseURL: host.address });
  const page = await context.newPage();
  return {
    page,
    origin: host.address,
    start: async () => {
      await page.goto(host.link);
      // The page exchanges the link's token for a session while it loads.
      await page.waitForFunction((item) => localStorage.getItem(item) !== null, sessionKeyItem);
    },
    close: async () => {
      await context.close();
      await host.stop();
    },
  };
}
