import { readFile } from 'node:fs/promises';
import { collectionsPage } from '../support/pages/collectionsPage.ts';
import { importCollections } from '../support/pages/importCollections.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelCollection } from '../support/pages/parcelCollection.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

test('a Postman collection is reviewed, imported with its secret, sent, exported and imported again', async ({
  page,
  api,
}) => {
  test.slow();
  const dialog = importCollections(page);
  const collections = collectionsPage(page);
  await shell(page).open('Requests');
  await dialog.open();
  await dialog.drop({ name: 'parcels.json', text: parcelCollection(api.origin) });
  await test.step('the review counts, and leaving it changes nothing', async () => {
    const found = dialog.dialog.getByRole('list', { name: 'What was found' });
    await expect(found).toContainText('Parcel desk · 3 requests, 1 folder');
    await expect(dialog.dialog.getByRole('radio', { name: /^Keep it in the vault/ })).toBeChecked();
    await expect(dialog.dialog).not.toContainText(parcelKey);
    await dialog.dialog.getByRole('button', { name: 'Choose another' }).click();
    await dialog.drop({ name: 'parcels.json', text: parcelCollection(api.origin) });
  });
  await test.step('the vault is asked for first', async () => {
    await dialog.confirm();
    await vault(page).chooseSession();
  });
  await test.step('what was imported is opened in the tree, and sent', async () => {
    await expect(collections.item('Parcel desk')).toHaveAttribute('aria-expanded', 'true');
    await collections.item('GET Who am I').click();
    await requestsPage(page).sendFor(200);
    await expect(requestsPage(page).response.getByRole('tab', { name: /^Tests/ })).toContainText('1');
    await requestsPage(page)
      .response.getByRole('tab', { name: /^Tests/ })
      .click();
    await expect(requestsPage(page).response).toContainText('is the captain');
    await expect(requestsPage(page).response).toContainText("expected 'Clerk' to equal 'Captain'");
    expect(api.received.at(-1)?.headers.authorization).toBe(`Bearer ${parcelKey}`);
  });
  await test.step('a response is kept as an example, shown and deleted', async () => {
    await requestsPage(page).response.getByRole('button', { name: 'Keep as example' }).click();
    await page.getByRole('dialog', { name: 'Keep as example' }).getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('button', { name: '1 example' }).click();
    const examples = page.getByRole('dialog', { name: 'Examples of Who am I' });
    await expect(examples).toContainText('Clerk');
    await examples.getByRole('button', { name: 'Delete 200 OK' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(examples).toContainText('No example is kept any more');
    await page.keyboard.press('Escape');
  });
  const exported = await test.step('the export holds all but the secret', async () => {
    await collections.item('Parcel desk').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('dialog', { name: 'Export Parcel desk' }).getByRole('button', { name: 'Export' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    expect(text).toContain('List parcels');
    expect(text).not.toContain(parcelKey);
    const again = page.getByRole('dialog', { name: 'Export Parcel desk' }).getByRole('button', { name: 'Close' });
    if (await again.first().isVisible()) await again.last().click();
    return text;
  });
  await test.step('dropped anywhere, it is imported beside the first', async () => {
    await dialog.dropOnWindow({ name: 'again.json', text: exported });
    await expect(dialog.dialog).toContainText('3 requests, 1 folder');
    await dialog.confirm();
    await expect(dialog.dialog).toBeHidden();
    await page.getByRole('link', { name: 'Requests', exact: true }).first().click();
    await collections.open();
    await expect(collections.tree.getByRole('treeitem', { name: /^Parcel desk/ })).toHaveCount(2);
  });
});

test('cURL commands become a collection in another, and what cannot be read is kept to be mended', async ({ page }) => {
  test.slow();
  const dialog = importCollections(page);
  const collections = collectionsPage(page);
  await shell(page).open('Requests');
  await collections.open();
  await collections.create('Shop');
  await dialog.open();
  await dialog.paste('{"info": ');
  await expect(dialog.dialog.getByRole('alert')).toBeVisible();
  await expect(dialog.text).toHaveValue('{"info": ');
  await dialog.paste("curl -X POST http://127.0.0.1:9/orders -H 'content-type: application/json' -d '{\"id\":1}'");
  await expect(dialog.dialog).toContainText('cURL commands');
  await dialog.dialog.getByRole('combobox', { name: 'Where to' }).click();
  await page.getByRole('option', { name: 'Shop' }).click();
  await dialog.confirm();
  await expect(dialog.dialog).toBeHidden();
  await page.getByRole('link', { name: 'Requests', exact: true }).first().click();
  await collections.open();
  await collections.search.fill('orders');
  await expect(collections.tree.getByRole('treeitem', { name: /^POST/ })).toHaveAttribute('aria-level', /[23]/);
});
