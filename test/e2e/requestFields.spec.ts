import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

test('no field is called wrong before it was left or Send was pressed; then the focus goes there', async ({
  page,
  api,
}) => {
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill('nonsense');
  await expect(page.getByRole('tab', { name: 'Preview', exact: true })).toBeVisible();
  await expect(requests.url).not.toHaveAttribute('aria-invalid', 'true');
  await requests.show('Headers');
  await expect(requests.url).toHaveAttribute('aria-invalid', 'true');

  await requests.url.fill(`${api.origin}/echo/{id}`);
  await requests.show('Params');
  const id = page.getByRole('textbox', { name: /^id/ });
  await expect(id).toBeVisible();
  await expect(id).not.toHaveAttribute('aria-invalid', 'true');
  await requests.show('Headers');
  const before = api.received.length;
  await requests.send();
  await expect(id).toBeFocused();
  await expect(id).toHaveAttribute('aria-invalid', 'true');
  expect(api.received.length).toBe(before);
});

test('the query of an address becomes parameters, and Enter sends', async ({ page, api }) => {
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill(`${api.origin}/echo?colour=dark%20red&size=2`);
  await requests.url.press('Tab');
  await expect(requests.url).toHaveValue(`${api.origin}/echo`);
  await expect(page.getByRole('textbox', { name: 'Value of colour' })).toHaveValue('dark red');
  await page.getByRole('textbox', { name: 'Value of size' }).fill('3');
  await requests.url.press('Enter');
  await expect(requests.head).toContainText('200');
  expect(api.received.at(-1)?.url).toBe('/echo?colour=dark%20red&size=3');
});
