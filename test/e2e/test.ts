import type { Page } from '@playwright/test';
import { test as base, expect } from '../support/app.ts';
import { openInElectron } from '../support/openInElectron.ts';
import { openInLoopback } from '../support/openInLoopback.ts';
import { type LocalApi, startLocalApi } from '../support/pages/localApi.ts';

interface SpecFixtures {
  /** A small API on this machine, ended with the test. */
  readonly api: LocalApi;
  /** Ends the console and starts it again on the same data folder. Gives its page. */
  readonly reopen: () => Promise<Page>;
}

/** `test` for the specs: the console, an API to speak to, and a way to restart. */
export const test = base.extend<SpecFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern
  api: async ({}, use) => {
    const api = await startLocalApi();
    await use(api);
    await api.close();
  },
  reopen: async ({ app, dataFolder, sharedBrowser, viewport }, use) => {
    const env = { PATCHBAY_DATA: dataFolder, PATCHBAY_KEYCHAIN: 'none' };
    const opened: { close(): Promise<void> }[] = [];
    await use(async () => {
      await app.close();
      const next = sharedBrowser ? await openInLoopback(env, sharedBrowser, { viewport }) : await openInElectron(env);
      opened.push(next);
      await next.start();
      return next.page;
    });
    for (const next of opened) await next.close();
  },
});

export { expect };
