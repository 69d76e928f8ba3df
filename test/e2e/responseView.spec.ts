import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

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

test('how a response is shown stays over its tabs, the width of the window and the next response', async ({
  page,
  api,
}) => {
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill(`${api.origin}/echo`);
  await requests.sendFor(200);
  await requests.response.getByText('Hex', { exact: true }).click();
  const bytes = requests.response.getByRole('document', { name: 'Bytes of the response' });
  await expect(bytes).toContainText('00000000');
  await requests.showResponse('Headers');
  await expect(bytes).toBeHidden();
  await requests.showResponse('Body');
  await expect(bytes).toContainText('00000000');
  await requests.show('Options');
  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(page.getByRole('separator', { name: 'Height of the request' })).toBeVisible();
  await expect(bytes).toContainText('00000000');
  await expect(page.getByRole('tab', { name: 'Options' })).toHaveAttribute('aria-selected', 'true');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(page.getByRole('separator', { name: 'Width of the request' })).toBeVisible();
  await requests.sendFor(200);
  await expect(bytes).toContainText('00000000');
});
