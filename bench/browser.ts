import { existsSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';

/** A headless Chromium: Playwright's own, or the system's where that is absent. */
export function launchBrowser(): Promise<Browser> {
  const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
    existsSync(path),
  );
  const own = existsSync(chromium.executablePath());
  return chromium.launch({
    ...(own || !system ? {} : { executablePath: system }),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}
