import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
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

test('the response stays where it was scrolled to when it is sent again, and between tabs and requests', async ({
  page,
  api,
}) => {
  test.slow();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.openOperation('Parcel service', 'answerBig');
  await requests.sendFor(200);
  /** How far what scrolls in the response is scrolled. */
  const place = () =>
    requests.response.getByRole('tabpanel').evaluate((panel) => {
      const all = [panel, ...panel.querySelectorAll('*')];
      const frame = all.find(
        (each) =>
          each.scrollHeight > each.clientHeight + 1 && ['auto', 'scroll'].includes(getComputedStyle(each).overflowY),
      );
      return frame === undefined ? -1 : Math.round(frame.scrollTop);
    });
  /** Scrolls, and gives what says that it is there still. */
  const scrolled = async () => {
    await expect.poll(place).toBe(0);
    await requests.response.getByRole('tabpanel').hover();
    await page.mouse.wheel(0, 900);
    await expect.poll(place).toBeGreaterThan(300);
    const there = await place();
    return () => expect.poll(async () => Math.abs((await place()) - there)).toBeLessThan(30);
  };
  const again = async (isThere: () => Promise<void>) => {
    await requests.send();
    await expect(requests.cancelButton).toBeHidden();
    await isThere();
    await requests.showResponse('Headers');
    await requests.showResponse('Body');
    await isThere();
  };
  await test.step('a long text', async () => {
    const isThere = await scrolled();
    await again(isThere);
    await requests.openOperation('Parcel service', 'echo');
    await requests.openOperation('Parcel service', 'answerBig');
    await isThere();
  });
  await test.step('a tree', async () => {
    await page.getByRole('button', { name: 'New request' }).click();
    await requests.url.fill(`${api.origin}/rows`);
    await requests.sendFor(200);
    await expect(requests.response.getByRole('tree')).toBeVisible();
    await again(await scrolled());
  });
});
