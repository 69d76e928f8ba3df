import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type axe from 'axe-core';

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds in the page, or in the part of it that a selector names. It goes into a page once and answers what is wrong alone: both
 * take longer than looking.
 */
export async function findViolations(page: Page, runOnly: axe.RunOnly, part = 'html'): Promise<axe.Result[]> {
  // Toasts and opening dialogs are half transparent for a moment, which is no contrast to judge.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(`${source};undefined`);
  return page.evaluate(
    async ([place, rules]) => {
      const results = await window.axe?.run({ include: [[place]] }, { runOnly: rules, resultTypes: ['violations'] });
      if (results === undefined) throw new Error('axe is not in the page.');
      return results.violations;
    },
    [part, runOnly] as const,
  );
}
