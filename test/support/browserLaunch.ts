import type { LaunchOptions } from '@playwright/test';
import { findBrowser } from './findBrowser.ts';

/** The tests speak to 127.0.0.1 only, and so does the browser. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

/** How tests start a browser. Chromium cannot keep its sandbox as root. */
export function browserLaunch(): LaunchOptions {
  const browser = findBrowser();
  return { ...(browser && { executablePath: browser }), chromiumSandbox: process.getuid?.() !== 0, args: quiet };
}

/** What every page of a test has: one language, and dialogs and menus that stand at once, so that no step waits for them to arrive. */
export const browserContext = { locale: 'en-GB', reducedMotion: 'reduce' } as const;

/** Px of a usual window. */
export const browserViewport = { width: 1280, height: 800 };
