import type { Page } from '@playwright/test';
import { findViolations } from './accessibility.ts';

/** Schemes of colour and widths that a page is looked at in. */
export const looks = [
  { scheme: 'light', width: 1440 },
  { scheme: 'dark', width: 1024 },
  { scheme: 'light', width: 700 },
  { scheme: 'dark', width: 1440 },
] as const;

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What colours and room decide; the rest is the same in every look at a page. */
const lookRules = ['color-contrast', 'target-size', 'scrollable-region-focusable', 'aria-hidden-focus', 'button-name'];

/** What axe finds that keeps people out, in one line each. */
async function problems(page: Page, where: string, isFirst: boolean): Promise<string[]> {
  const violations = await findViolations(
    page,
    isFirst ? { type: 'tag', values: standards } : { type: 'rule', values: lookRules },
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${where}: ${id} ${node.target.join(' ')} ${node.html.slice(0, 160)}`),
    );
}

/** Looks at the page in each of them, and lists what keeps people out. */
export async function everyLook(
  page: Page,
  where: string,
  some: readonly (typeof looks)[number][] = looks,
): Promise<string[]> {
  const found: string[] = [];
  for (const [index, { scheme, width }] of some.entries()) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 800 });
    found.push(...(await problems(page, `${where}, ${scheme}, ${width}`, index === 0)));
  }
  return found;
}
