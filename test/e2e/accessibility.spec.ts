import type { Page } from '@playwright/test';
import { everyLook, looks } from '../support/everyLook.ts';
import { assistantIntegrations, assistantsPage, chooser } from '../support/pages/assistantsPage.ts';
import { collectionsPage } from '../support/pages/collectionsPage.ts';
import { connectDialog } from '../support/pages/connectDialog.ts';
import { connectionsPage } from '../support/pages/connectionsPage.ts';
import { environmentsPage } from '../support/pages/environmentsPage.ts';
import { importCollections } from '../support/pages/importCollections.ts';
import { importDialog, importText } from '../support/pages/importDialog.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelCollection } from '../support/pages/parcelCollection.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { runsPage } from '../support/pages/runsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

const ready = async (page: Page): Promise<void> => {
  await expect(page.getByRole('heading').first()).toBeVisible();
  await expect(page.locator('main [aria-busy=true]')).toHaveCount(0);
};

/** Looks at each address, wide and light, then narrow and dark. */
async function lookAt(page: Page, visit: (path: string) => Promise<void>, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    await visit(path);
    await ready(page);
    found.push(...(await everyLook(page, path, looks.slice(0, 2))));
  }
  return found;
}

test('empty pages keep nobody out', async ({ page, visit }) => {
  test.slow();
  const paths = ['/', '/integrations', '/integrations/new', '/connections', '/assistants', '/assistants/new'];
  paths.push(
    '/requests',
    '/requests/environments',
    '/requests/socket',
    '/requests/runs',
    '/activity',
    '/conflicts',
    '/nowhere',
  );
  expect(await lookAt(page, visit, paths)).toEqual([]);
});

test('settings and forms keep nobody out', async ({ page, visit }) => {
  test.slow();
  const settings = ['vault', 'tenants', 'team', 'data', 'jobs', 'network', 'appearance', 'about'].map(
    (name) => `/settings/${name}`,
  );
  const paths = ['/integrations/new/openai', '/integrations/new/jira', ...settings];
  expect(await lookAt(page, visit, paths)).toEqual([]);
  expect(await everyLook(page, 'about', looks.slice(2, 3))).toEqual([]);
});

test('full pages keep nobody out', async ({ page, visit, api }) => {
  test.slow();
  await vault(page).open();
  await vault(page).choosePassphrase();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const detail = new URL(page.url()).pathname;
  const found: string[] = [];
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  const connect = connectDialog(page);
  await connect.secret('API key').fill(parcelKey);
  found.push(...(await everyLook(page, 'connection dialog', looks.slice(1, 3))));
  await connect.saveAndCheck();
  await connect.done();

  const tabs = ['', '/operations', '/connections', '/contract', '/definition', '/edit'].map((tab) => detail + tab);
  found.push(...(await lookAt(page, visit, ['/', '/integrations', ...tabs, '/connections', '/activity'])));
  expect(found).toEqual([]);
});

test('requests, open beside each other, and what was deleted keep nobody out', async ({ page, visit, api }) => {
  test.slow();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const found: string[] = [];
  const requests = requestsPage(page);
  await shell(page).open('Requests');
  await requests.openOperation('Parcel service', 'answerOtherwise');
  await requests.sendFor(200);
  found.push(...(await everyLook(page, 'requests')));
  await requests.showResponse('Schema');
  await requests.show('Preview');
  found.push(...(await everyLook(page, 'requests, schema and preview', looks.slice(1, 2))));
  for (const part of ['Headers', 'Timing', 'Connection', 'Sent'] as const) {
    await requests.showResponse(part);
    found.push(...(await everyLook(page, `response, ${part}`, looks.slice(1, 2))));
  }
  for (const part of ['Auth', 'Tests', 'Variables', 'Scripts', 'Options'] as const) {
    await requests.show(part);
    found.push(...(await everyLook(page, `request, ${part}`, looks.slice(1, 2))));
  }
  await page.getByRole('button', { name: 'More for this request' }).click();
  await page.getByRole('menuitem', { name: 'Cookies…' }).click();
  await expect(page.getByRole('dialog', { name: 'Cookies' }).getByRole('button', { name: 'Add cookie' })).toBeVisible();
  found.push(...(await everyLook(page, 'cookies', looks.slice(1, 3))));
  await page.keyboard.press('Escape');
  await requests.openOperation('Parcel service', 'printLabel');
  const open = page.getByRole('navigation', { name: 'Open tabs' });
  await expect(open.getByRole('button', { name: /^Close/ })).toHaveCount(2);
  found.push(...(await everyLook(page, 'requests, two of them open', looks.slice(1, 3))));

  await visit('/integrations');
  const row = page.getByRole('row', { name: /Parcel service/ });
  await row.getByRole('checkbox').check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
  await expect(row).toBeHidden();
  found.push(...(await lookAt(page, visit, ['/settings/deleted'])));
  expect(found).toEqual([]);
});

test('dialogs, menus and messages keep nobody out', async ({ page, visit, api }) => {
  test.slow();
  const found: string[] = [];
  const some = looks.slice(1, 3);
  await vault(page).open();
  found.push(...(await everyLook(page, 'vault dialog', some)));
  await vault(page).chooseSession();
  await page.setViewportSize({ width: 1280, height: 800 });
  const dialog = importDialog(page);
  await dialog.open();
  found.push(...(await everyLook(page, 'import dialog', some)));
  await dialog.paste('{ "openapi": [,] }');
  await expect(dialog.dialog.getByRole('alert')).toBeVisible();
  found.push(...(await everyLook(page, 'refused document', some)));
  await dialog.paste(JSON.stringify(parcelDefinition(api.origin)));
  await dialog.review('Parcel service');
  found.push(...(await everyLook(page, 'import review', some)));
  await dialog.confirm();
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  found.push(...(await everyLook(page, 'menu', some)));
  await page.keyboard.press('Escape');
  await shell(page).search('a');
  found.push(...(await everyLook(page, 'palette', some)));
  await page.keyboard.press('Escape');
  await visit('/settings/tenants');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  found.push(...(await everyLook(page, 'person dialog', some)));
  for (const name of ['Share this tenant', 'Join a team']) {
    await visit('/settings/team');
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    found.push(...(await everyLook(page, `${name} dialog`, some)));
  }
  expect(found).toEqual([]);
});

test('a refused connection, what tells of it, and its health keep nobody out', async ({ page, visit, api }) => {
  test.slow();
  const found: string[] = [];
  const some = looks.slice(1, 3);
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const detail = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  const connect = connectDialog(page);
  await connect.name.fill('Depot key');
  await connect.secret('API key').fill('wrong');
  await connect.saveAndCheck();
  const message = page.getByRole('button', { name: 'Close this message' });
  await expect(message.first()).toBeVisible();

  await test.step('a message that stays lies over no button of the dialog', async () => {
    for (const button of await connect.dialog.getByRole('button').all()) await button.click({ trial: true });
    found.push(...(await everyLook(page, 'message and dialog', some)));
  });
  await page.setViewportSize({ width: 1280, height: 800 });
  await connect.dialog.getByRole('button', { name: 'Keep and close' }).click();

  await test.step('the bell and its list', async () => {
    await page.getByRole('button', { name: /^Notifications, \d+ unread/ }).click();
    await expect(page.getByRole('button', { name: 'Mark all as read' })).toBeVisible();
    found.push(...(await everyLook(page, 'notices', some)));
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.keyboard.press('Escape');
  });

  await test.step('the connection beside the list', async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await visit('/connections');
    await page.getByRole('row', { name: /Depot key/ }).click();
    const connections = connectionsPage(page);
    await expect(connections.tab('About')).toBeVisible();
    found.push(...(await everyLook(page, 'connection', some)));
    await connections.tab('Rotate').click();
    found.push(...(await everyLook(page, 'rotation', some)));
  });

  await test.step('health, empty and after a check', async () => {
    await visit(`${detail}/health`);
    await ready(page);
    found.push(...(await everyLook(page, 'health, empty', some)));
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByRole('table', { name: 'Recent checks' })).toBeVisible();
    found.push(...(await everyLook(page, 'health', looks.slice(0, 3))));
  });
  expect(found).toEqual([]);
});

test('assistants keep nobody out', async ({ page, api }) => {
  test.slow();
  const found: string[] = [];
  const some = looks.slice(1, 3);
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await assistantsPage(page).open();
  await assistantsPage(page).create('Harbour master', 'Answer in one sentence.');
  const integrations = assistantIntegrations(page);
  for (const tab of ['Integrations', 'Tools', 'Overview']) {
    await integrations.tab(tab).click();
    await ready(page);
    found.push(...(await everyLook(page, `assistant, ${tab}`, looks.slice(0, 3))));
  }
  await integrations.tab('Integrations').click();
  await integrations.add('Parcel service').click();
  await expect(chooser(page, /^Add Parcel service/).newConnection).toBeVisible();
  found.push(...(await everyLook(page, 'chooser', some)));
  await chooser(page, /^Add Parcel service/)
    .dialog.getByRole('button', { name: 'Cancel' })
    .click();
  await assistantsPage(page).open();
  found.push(...(await everyLook(page, 'assistants', some)));
  expect(found).toEqual([]);
});

test('collections, environments and variables keep nobody out', async ({ page, visit }) => {
  test.slow();
  const found: string[] = [];
  const some = looks.slice(1, 3);
  const collections = collectionsPage(page);
  const environments = environmentsPage(page);
  await visit('/requests/environments');
  await environments.create('Live', true);
  await environments.add('base', 'http://127.0.0.1:9');
  found.push(...(await everyLook(page, 'environments')));
  await page.setViewportSize({ width: 1280, height: 800 });
  await shell(page).open('Requests');
  await environments.choose('Live');
  await collections.open();
  found.push(...(await everyLook(page, 'no collections', some)));
  await page.setViewportSize({ width: 1280, height: 800 });
  await collections.create('Orders');
  await collections.create('Refunds', 'Orders');
  await requestsPage(page).url.fill('{{base}}/orders/{{nobody}}');
  await requestsPage(page).saveAs('List orders');
  await expect(collections.item('GET List orders')).toBeVisible();
  found.push(...(await everyLook(page, 'collections, production, no value')));
  await page.setViewportSize({ width: 1280, height: 800 });
  await collections.item('Orders').click({ button: 'right' });
  await expect(page.getByRole('menu')).toBeVisible();
  found.push(...(await everyLook(page, 'menu of a collection', some)));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('menuitem', { name: 'Edit collection' }).click();
  for (const part of ['General', 'Auth', 'Headers', 'Variables', 'Options', 'Scripts']) {
    await page.getByRole('tab', { name: part }).click();
    found.push(...(await everyLook(page, `collection, ${part}`, some)));
  }
  expect(found).toEqual([]);
});

test('imports, exports, examples and runs of collections keep nobody out', async ({ page, visit, api }) => {
  test.slow();
  const some = looks.slice(0, 2);
  const found: string[] = [];
  const dialog = importCollections(page);
  const collections = collectionsPage(page);
  const runs = runsPage(page);
  await visit('/requests');
  await dialog.open();
  found.push(...(await everyLook(page, 'import, choose', some)));
  await dialog.drop({ name: 'parcels.json', text: parcelCollection(api.origin) });
  await expect(dialog.dialog.getByRole('list', { name: 'What was found' })).toBeVisible();
  found.push(...(await everyLook(page, 'import, review', some)));
  await dialog.dialog.getByRole('radio', { name: 'Leave it out' }).check();
  await dialog.confirm();
  await expect(collections.item('Parcel desk')).toBeVisible();
  await collections.item('Parcel desk').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  found.push(...(await everyLook(page, 'export', some)));
  await page.keyboard.press('Escape');
  await runs.ask('Parcel desk');
  found.push(...(await everyLook(page, 'start of a run', some)));
  await runs.start();
  await runs.ended('Failed');
  await runs.results.getByRole('button').first().click();
  found.push(...(await everyLook(page, 'results of a run', some)));
  await page.getByRole('tab', { name: 'Charts' }).click();
  await expect(page.getByText('Time of each request in milliseconds')).toBeVisible();
  found.push(...(await everyLook(page, 'charts of a run', some)));
  await runs.openList();
  found.push(...(await everyLook(page, 'runs', some)));
  expect(found).toEqual([]);
});
