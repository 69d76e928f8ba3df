import { expect, type Locator, type Page } from '@playwright/test';

/** The background jobs in Settings. */
export function jobsPage(page: Page) {
  const dead = page.getByRole('table', { name: 'Jobs that need attention' });
  const alive = page.getByRole('table', { name: 'Jobs that run or wait' });
  return {
    dead,
    alive,
    deadRow: (error: string): Locator => dead.getByRole('row').filter({ hasText: error }),
    aliveRow: (title: string): Locator => alive.getByRole('row').filter({ hasText: title }),
    async shown(): Promise<void> {
      await expect(page.getByRole('heading', { level: 2, name: 'Background jobs' })).toBeVisible();
      await expect(alive).toBeVisible();
    },
    async runNow(row: Locator): Promise<void> {
      await row.getByRole('button', { name: /^Run now/ }).click();
    },
    /** Discards the job after the question, which must say what is lost. */
    async discard(row: Locator, lost: string): Promise<void> {
      await row.getByRole('button', { name: /^Discard/ }).click();
      const question = page.getByRole('dialog', { name: /^Discard/ });
      await expect(question).toContainText(lost);
      await question.getByRole('button', { name: 'Discard' }).click();
    },
  };
}
