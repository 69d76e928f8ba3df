import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser } from '#test/support/findBrowser.ts';
import { projectRoot } from './projectRoot.ts';

const drawing = readFileSync(join(projectRoot, 'resources/icon.svg'), 'utf8');
const sizes = [
  ['icon.png', 1024],
  ['icon-512.png', 512],
] as const;

/** Draws resources/icon.svg as the pictures that the window and the installers use. Run it after a change of the drawing. */
const executablePath = findBrowser();
const browser = await chromium.launch({ ...(executablePath && { executablePath }) });
for (const [file, size] of sizes) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${drawing}`);
  await page.screenshot({ path: join(projectRoot, 'resources', file), omitBackground: true });
}
await browser.close();
