import { connectDialog } from '../support/pages/connectDialog.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { passphrase, vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

test('from nothing to a response, and everything is there again after a restart', async ({ page, reopen }) => {
  test.slow();
  await test.step('the sample is installed from the first page', async () => {
    await expect(page.getByRole('heading', { name: 'Get started in three steps' })).toBeVisible();
    await page.getByRole('button', { name: 'Try the sample' }).click();
    await expect(
      page.getByRole('listitem').filter({ hasText: 'Import a definition' }).getByLabel('Done'),
    ).toBeVisible();
  });

  await test.step('its key is stored once the vault is set up, without typing it again', async () => {
    const key = (await page.locator('code').first().textContent()) ?? '';
    await page.getByRole('main').getByRole('button', { name: 'Connect', exact: true }).click();
    const connect = connectDialog(page);
    await connect.secret('API key').fill(key);
    await connect.saveAndCheck();
    await vault(page).choosePassphrase();
    await expect(connect.dialog.getByRole('status')).toContainText('200');
    await connect.done();
  });

  await test.step('without the key the API refuses, with it it answers as the definition says', async () => {
    await page.getByRole('link', { name: 'Send a request' }).click();
    const requests = requestsPage(page);
    await requests.openOperation('Sample library', 'listLoans');
    await requests.toggleConnection('Sample library – API key');
    await expect(page.getByText('sent without credentials')).toBeVisible();
    await requests.sendFor(401);
    await requests.toggleConnection('Sample library – API key');
    await requests.sendFor(200);
    await expect(requests.head).toContainText(/\d ms/);
    await requests.showResponse('Schema');
    await expect(requests.response.getByText('Matches the definition')).toBeVisible();
    await requests.showResponse('Timing');
    await expect(requests.response.getByText(/first byte|waiting/i).first()).toBeVisible();
  });

  await test.step('activity has all of it', async () => {
    await shell(page).open('Activity');
    const feed = page.getByRole('feed', { name: 'Activity' });
    await expect(feed.getByRole('article', { name: 'sent GET /loans' })).toHaveCount(2);
    await expect(feed.getByRole('article', { name: 'imported Sample library' })).toBeVisible();
    await expect(feed.getByRole('article', { name: /created a private connection/ })).toBeVisible();
  });

  const again = await reopen();
  await test.step('after a restart the vault asks for its passphrase and the rest is as it was', async () => {
    await expect(again.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    const main = again.getByRole('main');
    await expect(main.getByRole('link', { name: 'Sample library' })).toBeVisible();
    await again.getByRole('button', { name: 'Unlock' }).click();
    await vault(again).unlockWith(passphrase);
    await vault(again).opened();
    await shell(again).open('Requests');
    const requests = requestsPage(again);
    await requests.list.getByRole('tab', { name: 'History' }).click();
    const sent = requests.list.getByRole('button', { name: /^GET\s*\/loans/ });
    await expect(sent).toHaveCount(2);
    await sent.first().click();
    await expect(requests.head).toContainText('200');
    await requests.list.getByRole('tab', { name: 'Operations' }).click();
    await requests.openOperation('Sample library', 'listLoans');
    await requests.sendFor(200);
  });
});
