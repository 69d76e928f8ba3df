import { readFile } from 'node:fs/promises';
import { collectionsPage } from '../support/pages/collectionsPage.ts';
import { importCollections } from '../support/pages/importCollections.ts';
import { parcelCollection } from '../support/pages/parcelCollection.ts';
import { runsPage } from '../support/pages/runsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

test('a collection is run with data, what failed is run again, and reports are saved', async ({ page, api }) => {
  test.slow();
  const runs = runsPage(page);
  const collections = collectionsPage(page);
  const dialog = importCollections(page);
  await shell(page).open('Requests');
  await dialog.open();
  await dialog.drop({ name: 'parcels.json', text: parcelCollection(api.origin) });
  await dialog.confirm();
  await vault(page).chooseSession();
  await expect(collections.item('Parcel desk')).toBeVisible();
  await runs.ask('Parcel desk');
  await test.step('data that cannot be read is said at its field', async () => {
    const give = (name: string, text: string) =>
      runs.dialog.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await give('rows.json', '[1]');
    await runs.dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(runs.dialog).toContainText('it is no list of objects');
    await give('rows.csv', 'row,note\n1,a\n2,b\n');
    await expect(runs.dialog).toContainText('2 rows');
    await expect(runs.dialog.getByRole('table', { name: 'First rows' })).toContainText('note');
  });
  await runs.start();
  await runs.ended('Failed');
  await expect(runs.results.getByRole('article')).toHaveCount(6);
  await test.step('a failed result opens to its checks and log', async () => {
    await runs.show(/^Failed 2$/);
    await expect(runs.results.getByRole('article')).toHaveCount(2);
    await runs.results.getByRole('button').first().click();
    await expect(runs.results).toContainText("expected 'Clerk' to equal 'Captain'");
    await expect(runs.results).toContainText('checking the name');
    await page.keyboard.press('ArrowDown');
    await expect(runs.results.getByRole('button', { expanded: false }).first()).toBeFocused();
  });
  await test.step('charts are drawn', async () => {
    await page.getByRole('tab', { name: 'Charts' }).click();
    await expect(page.getByText('Outcomes by iteration')).toBeVisible();
    await expect(page.getByText('2 of 2 iterations had failures.')).toBeAttached();
  });
  await test.step('reports are saved', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Reports and more' }).click();
    await page.getByRole('menuitem', { name: 'Save as JUnit' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^Parcel-desk-.*\.xml$/);
    expect(await readFile(await file.path(), 'utf8')).toContain('tests="6" failures="2"');
  });
  await test.step('what failed is run again, once its data was given again', async () => {
    await page.getByRole('button', { name: 'Run failed again' }).click();
    await expect(runs.dialog).toContainText('The data file and values that were given by hand are not kept');
    const before = api.received.length;
    await runs.start();
    await runs.ended('Failed');
    await expect(runs.results.getByRole('article')).toHaveCount(1);
    expect(api.received.slice(before).map(({ url }) => url)).toEqual(['/me']);
  });
  await test.step('runs are listed and deleted', async () => {
    await runs.openList();
    const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row');
    await expect(rows).toHaveCount(3);
    await page.getByRole('button', { name: 'Actions for Who am I' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(rows).toHaveCount(2);
  });
});

test('a run that waits is cancelled, and the palette starts one of a folder', async ({ page, api, visit }) => {
  test.slow();
  const runs = runsPage(page);
  const collections = collectionsPage(page);
  const dialog = importCollections(page);
  await visit('/requests/runs');
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
  await dialog.dropOnWindow({ name: 'parcels.json', text: parcelCollection(api.origin) });
  await dialog.dialog.getByRole('radio', { name: 'Leave it out' }).check();
  await dialog.confirm();
  await expect(collections.item('Parcel desk')).toBeVisible();
  await collections.item('Parcel desk').click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await runs.dialog.getByRole('textbox', { name: 'Delay' }).fill('60000');
  await runs.start();
  await runs.ended('Running');
  await page.getByRole('button', { name: 'Cancel run' }).click();
  await runs.ended('Cancelled');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox', { name: 'Search everything' }).fill('run parcels');
  await expect(page.getByRole('option', { name: /^Run Parcels…/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Run Parcels' })).toBeVisible();
});
