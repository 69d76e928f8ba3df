import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

test('every page has an address that a link, back, forward and a reload keep', async ({ page, api, visit }) => {
  test.slow();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const detail = new URL(page.url()).pathname;
  const pages: [path: string, shows: string | RegExp][] = [
    ['/', 'Overview'],
    ['/integrations', 'Integrations'],
    ['/integrations/new', 'New integration'],
    ['/integrations/new/jira', /New integration: Jira/],
    [`${detail}/operations`, 'Parcel service'],
    [`${detail}/connections`, 'Parcel service'],
    [`${detail}/contract`, 'Parcel service'],
    [`${detail}/activity`, 'Parcel service'],
    [`${detail}/definition`, 'Parcel service'],
    [`${detail}/edit`, 'Edit Parcel service'],
    ['/connections', 'Connections'],
    ['/requests', 'Requests'],
    ['/requests/environments', 'Environments'],
    ['/requests/socket', 'WebSocket'],
    ['/activity', 'Activity'],
    ['/settings', 'Settings'],
    ['/settings/about', 'Settings'],
  ];
  for (const [path, shows] of pages) {
    await visit(path);
    await expect(page.getByRole('heading', { level: 1, name: shows })).toBeVisible();
  }
  await page.reload();
  await expect(page.getByRole('heading', { level: 2, name: 'About' })).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await visit('/nowhere');
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
});

test('the palette finds pages, integrations and actions', async ({ page, api }) => {
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const around = shell(page);
  const first = await around.search('conn');
  await first.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Connections' })).toBeVisible();
  const second = await around.search('parcel');
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/^Parcel service/);
  await second.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Parcel service' })).toBeVisible();
  const third = await around.search('import');
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/Import definition/);
  await third.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Import definition' })).toBeVisible();
});
