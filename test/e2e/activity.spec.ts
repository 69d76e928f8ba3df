import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

test('what happened is live, filtered in the address, and leads to its request', async ({ page, api, app, visit }) => {
  test.slow();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.openOperation('Parcel service', 'echo');
  await requests.sendFor(200);
  await requests.openOperation('Parcel service', 'cutTheLine');
  await requests.send();
  await expect(requests.response.getByRole('alert')).toBeVisible();

  await shell(page).open('Activity');
  const feed = page.getByRole('feed', { name: 'Activity' });
  await expect(feed.getByRole('article')).toHaveCount(3);

  await test.step('filters stand in the address', async () => {
    await page.getByRole('button', { name: 'Result' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click();
    await page.keyboard.press('Escape');
    await expect(feed.getByRole('article')).toHaveCount(1);
    await expect(page).toHaveURL(/result=failed/);
    await page.reload();
    await expect(feed.getByRole('article')).toHaveCount(1);
    await visit('/activity?kind=import');
    await expect(feed.getByRole('article', { name: 'imported Parcel service' })).toBeVisible();
    await expect(feed.getByRole('article')).toHaveCount(1);
  });

  await test.step('a line opens and leads to the request with its response', async () => {
    await visit('/activity?text=echo');
    await feed.getByRole('article').first().getByRole('button').click();
    await page.getByRole('link', { name: 'Open the request and its response' }).click();
    await expect(requests.head).toContainText('200');
    await expect(page).toHaveURL(/exchange=/);
  });

  await test.step('a second window sees new events without asking', async () => {
    if (app.origin.startsWith('app:')) return;
    await visit('/activity');
    await expect(feed.getByRole('article')).toHaveCount(3);
    const other = await page.context().newPage();
    await other.goto(`${app.origin}/requests`);
    const there = requestsPage(other);
    await there.url.fill(`${api.origin}/echo`);
    await there.send();
    await expect(there.head).toContainText('200');
    await expect(feed.getByRole('article')).toHaveCount(4);
  });
});
