import { type Browser, expect, type Page } from '@playwright/test';

/** The dialog that connects an integration, and the list of connections with the one that is open beside it. */
export function connectionsPage(page: Page) {
  const dialog = page.getByRole('dialog');
  return {
    dialog,
    /** A field by its label, with or without the mark of one that is required. */
    field: (label: string) => dialog.getByLabel(new RegExp(`^${label}\\s*\\*?$`)),
    row: (name: string | RegExp) => page.getByRole('row', { name }),
    tab: (name: string) => dialog.getByRole('tab', { name }),
    button: (name: string) => dialog.getByRole('button', { name, exact: true }),
    choose: (way: RegExp) => dialog.getByRole('radio', { name: way }).check(),
    /** Opens the connections of an integration and begins another one. */
    connect: async (integration: string) => {
      await page.getByRole('link', { name: 'Integrations' }).first().click();
      await page.getByRole('row', { name: integration }).getByText(integration).first().click();
      await page
        .getByRole('navigation', { name: `Parts of ${integration}` })
        .getByText('Connections')
        .click();
      await page.getByRole('button', { name: 'Connect' }).first().click();
      await expect(dialog.getByRole('textbox', { name: 'Name', exact: true })).toBeVisible();
    },
    open: async (name: string | RegExp) => {
      await page
        .getByRole('link', { name: /^Connections/ })
        .first()
        .click();
      await page.getByRole('row', { name }).click();
      await expect(dialog.getByRole('tab', { name: 'About' })).toBeVisible();
    },
  };
}

/** Does on the authorization server's pages what a person does: signs in and agrees. */
export async function signInAt(browser: Browser, address: string, userCode?: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(address);
  if (userCode !== undefined) {
    await page.locator('input[name=user_code]').fill(userCode);
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('should be displayed on your device')).toBeVisible();
    await page.getByRole('button', { name: 'Continue' }).click();
  }
  await page.locator('input[name=login]').fill('ann');
  await page.locator('input[name=password]').fill('any');
  await page.locator('[type=submit]').first().click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText(userCode === undefined ? 'Signed in' : /Success/i).first()).toBeVisible();
  await page.close();
}
