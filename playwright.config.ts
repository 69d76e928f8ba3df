import { defineConfig } from '@playwright/test';
import { hasDisplay } from './scripts/chooseHost.ts';
import { electronBinary } from './scripts/electronBinary.ts';
import type { AppOptions } from './test/support/app.ts';
import { findBrowser } from './test/support/findBrowser.ts';

const root = process.getuid?.() === 0;
const browser = findBrowser();

/** The specs speak to 127.0.0.1 only, and so does the browser. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

export default defineConfig<object, AppOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  timeout: 90_000,
  globalTimeout: 15 * 60_000,
  expect: { timeout: 15_000 },
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    // Dialogs and menus stand at once, so that no step waits for them to arrive.
    contextOptions: { reducedMotion: 'reduce' },
    // Recording takes a fifth of the time; who looks for a fault adds `--trace on`.
    trace: process.env.CI ? { mode: 'retain-on-failure', snapshots: false, screenshots: false, sources: false } : 'off',
  },
  projects: [
    {
      name: 'loopback',
      use: {
        hostKind: 'loopback',
        // Chromium cannot keep its sandbox as root.
        launchOptions: { ...(browser && { executablePath: browser }), chromiumSandbox: !root, args: quiet },
      },
    },
    ...(electronBinary() && hasDisplay(process.env, process.platform)
      ? [{ name: 'electron', use: { hostKind: 'electron' as const } }]
      : []),
  ],
});
