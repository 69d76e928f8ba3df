/// <reference lib="dom" />
import type { Browser, Page } from '@playwright/test';
import { median, quantile } from '../statistics.ts';

export interface PageFigures {
  /** From the click on the navigation to the first painted rows. */
  readonly firstRowsMs: number;
  readonly longTasks: number;
  readonly longestTaskMs: number;
  /** From the navigation to the operations until they are listed. */
  readonly operationsMs: number;
  /** From a keystroke in the search to the filtered list. */
  readonly searchMs: number;
}

/** Uses the pages as a person would, and measures inside the page. */
export async function measurePages(
  browser: Browser,
  link: string,
  operations: string,
  runs: number,
): Promise<PageFigures> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.goto(link);
    await page
      .getByRole('link', { name: /^Overview/ })
      .first()
      .waitFor();
    const firstRows: number[] = [];
    const open: number[] = [];
    const search: number[] = [];
    const tasks: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      firstRows.push(await timeToRows(page));
      tasks.push(...(await scrollTasks(page)));
      open.push(await timeToOperations(page, operations));
      search.push(await timeToFound(page));
      await page
        .getByRole('link', { name: /^Overview/ })
        .first()
        .click();
    }
    return {
      firstRowsMs: median(firstRows),
      longTasks: tasks.length,
      longestTaskMs: tasks.length > 0 ? quantile(tasks, 1) : 0,
      operationsMs: median(open),
      searchMs: median(search),
    };
  } finally {
    await context.close();
  }
}

/** Milliseconds from a click until an element with text has been painted. */
function timeFromClick(page: Page, click: string, wanted: string): Promise<number> {
  return page.evaluate(
    ([clickSelector, wantedSelector]) =>
      new Promise<number>((resolve, reject) => {
        const target = document.querySelector<HTMLElement>(clickSelector ?? '');
        if (!target) return reject(new Error(`There is no ${clickSelector}`));
        const began = performance.now();
        const look = () => {
          const found = document.querySelector(wantedSelector ?? '');
          // The frame after the one that holds it has painted it.
          if (found?.textContent) requestAnimationFrame(() => resolve(performance.now() - began));
          else if (performance.now() - began > 15_000) reject(new Error(`${wantedSelector} did not appear`));
          else requestAnimationFrame(look);
        };
        target.click();
        look();
      }),
    [click, wanted],
  );
}

const timeToRows = (page: Page): Promise<number> =>
  timeFromClick(page, 'a[href^="/integrations"]', '[role="grid"] [data-index="0"] td:nth-child(2)');

/** Lengths of the long tasks (over 50 ms, Long Tasks API) while the list is scrolled through. */
async function scrollTasks(page: Page): Promise<number[]> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { longTasks: seen });
    new PerformanceObserver((list) => seen.push(...list.getEntries().map((entry) => entry.duration))).observe({
      type: 'longtask',
    });
  });
  await page.mouse.move(800, 500);
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.wheel(0, step % 10 === 9 ? 20_000 : 600);
    await page.waitForTimeout(30);
  }
  return page.evaluate(() =>
    'longTasks' in window && Array.isArray(window.longTasks) ? window.longTasks.map(Number) : [],
  );
}

async function timeToOperations(page: Page, address: string): Promise<number> {
  const began = Date.now();
  await page.evaluate((path) => {
    history.pushState(null, '', path);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
  }, address);
  await page.getByText('/groups/0/items/0/{id}').first().waitFor();
  return Date.now() - began;
}

async function timeToFound(page: Page): Promise<number> {
  const box = page.getByRole('searchbox', { name: 'Search operations' });
  const began = Date.now();
  await box.fill('items/2999');
  await page.getByText('/groups/59/items/2999/{id}').first().waitFor();
  return Date.now() - began;
}
