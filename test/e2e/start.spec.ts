import { expect, test } from '../support/app.ts';

test('opens, goes to an address below the root and stays there over a reload', async ({ page, visit }) => {
  await expect(page).toHaveTitle(/Patchbay/);
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await visit('/integrations');
  await page.reload();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/integrations');
});
