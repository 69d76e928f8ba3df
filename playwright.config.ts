import { defineConfig } from '@playwright/test';
import { hasDisplay } from './scripts/chooseHost.ts';
import { electronBinary } from './scripts/electronBinary.ts';
import type { AppOptions } from './test/support/app.ts';
import { browserContext, browserLaunch, browserViewport } from './test/support/browserLaunch.ts';

export default defineConfig<object, AppOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 90_000,
  globalTimeout: 45 * 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  reporter: 'list',
  use: {
    viewport: browserViewport,
    locale: browserContext.locale,
    contextOptions: { reducedMotion: browserContext.reducedMotion },
    // Recording takes a fifth of the time; who looks for a fault adds `--trace on`.
    trace: process.env.CI ? { mode: 'retain-on-failure', snapshots: false, screenshots: false, sources: false } : 'off',
  },
  projects: [
    {
      name: 'loopback',
      use: {
        hostKind: 'loopback',
        launchOptions: browserLaunch(),
      },
    },
    ...(electronBinary() && hasDisplay(process.env, process.platform)
      ? [{ name: 'electron', use: { hostKind: 'electron' as const } }]
      : []),
  ],
});
