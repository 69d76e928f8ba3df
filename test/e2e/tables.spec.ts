import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

const widths = [1600, 1540, 1440, 1424, 1310, 1290, 1280, 1230, 1201, 1200, 1024, 1000, 980, 900, 800];

test('no list is wider than its frame, so that no column is covered or out of sight', async ({ page, visit, api }) => {
  test.slow();
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const detail = new URL(page.url()).pathname;
  await visit('/assistants/new');
  await page.getByRole('textbox', { name: 'Name' }).fill('Harbour master');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('grid', { name: 'Integrations of the assistant' })).toBeVisible();
  const assistant = new URL(page.url()).pathname;
  for (const path of ['/integrations', '/connections', `${detail}/connections`, '/assistants', assistant]) {
    await page.setViewportSize({ width: 1600, height: 800 });
    await visit(path);
    await expect(page.getByRole('grid')).toBeVisible();
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      const beyond = () =>
        page.getByRole('grid').evaluate((grid) => grid.scrollWidth - (grid.parentElement?.clientWidth ?? 0));
      await expect.poll(beyond, { message: `${path} at ${width}` }).toBeLessThanOrEqual(0);
    }
  }
});
