import { expect, type Locator, type Page } from '@playwright/test';

/** The page of the environments, and the choice of one beside a request. */
export function environmentsPage(page: Page) {
  const list = page.getByRole('navigation', { name: 'Environments' });
  const table = page.getByRole('table', { name: /^Variables of/ });
  const picker = page.getByRole('combobox', { name: 'Environment' });
  const row = (name: string): Locator =>
    table.getByRole('row').filter({ has: page.getByLabel(`Use ${name}`, { exact: true }) });
  return {
    list,
    table,
    picker,
    row,
    async choose(name: string): Promise<void> {
      await picker.click();
      await page.getByRole('option', { name }).click();
      await expect(picker).toHaveValue(name);
    },
    async create(name: string, isProduction = false): Promise<void> {
      await page.getByRole('button', { name: 'New environment' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name').fill(name);
      if (isProduction) await dialog.getByLabel('Production').check({ force: true });
      await dialog.getByRole('button', { name: 'Create' }).click();
      await expect(list.getByRole('link', { name: new RegExp(`^${name}`) })).toHaveAttribute('aria-current', 'page');
    },
    /** Adds a plain variable to what is shown. */
    async add(name: string, value: string): Promise<void> {
      await page.getByRole('button', { name: 'Add variable' }).click();
      await page.keyboard.type(name);
      await page.getByLabel(`Value of ${name}`, { exact: true }).fill(value);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: `Move ${name}`, exact: true })).toBeVisible();
    },
  };
}
