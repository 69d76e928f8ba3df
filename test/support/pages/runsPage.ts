import { expect, type Locator, type Page } from '@playwright/test';

/** The dialog that starts a run, the list of runs, and a run. */
export function runsPage(page: Page) {
  const dialog = page.getByRole('dialog', { name: /^Run / });
  const results = page.getByRole('feed', { name: 'Results' });
  return {
    dialog,
    results,
    result: (name: string): Locator => results.getByRole('article', { name }),
    /** Opens the dialog from the menu of a line in the tree of collections. */
    async ask(name: string): Promise<void> {
      await page.getByRole('treeitem', { name, exact: true }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: /^Run/ }).click();
      await expect(dialog).toBeVisible();
    },
    async start(): Promise<void> {
      await dialog.getByRole('button', { name: 'Run', exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(page).toHaveURL(/\/requests\/runs\/./);
    },
    /** Waits until the run that is shown has ended. */
    ended: (state: string) => expect(page.getByRole('status').filter({ hasText: state }).first()).toBeVisible(),
    show: (filter: RegExp) => page.getByRole('radiogroup', { name: 'Results to show' }).getByText(filter).click(),
    async openList(): Promise<void> {
      await page.getByRole('link', { name: 'All runs' }).click();
      await expect(page.getByRole('grid', { name: 'Runs' })).toBeVisible();
    },
  };
}
