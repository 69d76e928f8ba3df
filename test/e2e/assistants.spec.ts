import { test as base, expect } from '../support/app.ts';
import {
  assistantIntegrations,
  assistantsPage,
  chooser,
  makeConnection,
  openSessionVault,
} from '../support/pages/assistantsPage.ts';
import { startTideApi, type TideApi, tideDefinition, tideKey, weatherDefinition } from '../support/pages/tideApi.ts';

const newKey = 'tide-key-b03d55fe';

/** The console with an integration that asks for a key and one that asks for nothing. */
const test = base.extend<{ api: TideApi }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed from the pattern
  api: async ({}, use) => {
    const api = await startTideApi();
    await use(api);
    await api.close();
  },
  seed: async ({ api }, use) => {
    const documents = [tideDefinition(api.origin), weatherDefinition(api.origin)];
    await use(documents.map((document) => ({ args: ['import', '-'], input: JSON.stringify(document) })));
  },
});

test('an assistant is made, found, changed, duplicated, deleted and brought back', async ({ page }) => {
  test.slow();
  const assistants = assistantsPage(page);
  await assistants.open();
  await assistants.create('Harbour master', 'Answer in one sentence.');
  await assistantIntegrations(page).tab('Overview').click();
  await expect(page.getByText('Answer in one sentence.')).toBeVisible();

  await test.step('a name that is taken is told at the field, and what was typed stays', async () => {
    await assistants.open();
    await expect(assistants.row('Harbour master')).toBeVisible();
    await page.getByRole('link', { name: 'New assistant' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Harbour master');
    await page.getByRole('textbox', { name: 'Instructions' }).fill('Kept');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/name/);
    await expect(page.getByRole('textbox', { name: 'Instructions' })).toHaveValue('Kept');
    await page.getByRole('textbox', { name: 'Name' }).fill('Ferry desk');
    await page.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ferry desk' })).toBeVisible();
  });

  await test.step('edit', async () => {
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Description' }).fill('For ferries');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ferry desk' })).toBeVisible();
  });

  await test.step('search, duplicate, delete and undo', async () => {
    await assistants.open();
    await expect(assistants.row('Ferry desk')).toBeVisible();
    await page.getByRole('searchbox', { name: 'Filter assistants' }).fill('ferry');
    await expect(assistants.row('Harbour master')).toHaveCount(0);
    await assistants.menu('Ferry desk', 'Duplicate');
    await expect(assistants.row('Ferry desk')).toHaveCount(2);
    await assistants.menu('Ferry desk', 'Delete');
    await expect(assistants.row('Ferry desk')).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(assistants.row('Ferry desk')).toHaveCount(2);
  });
});

test('integrations are added and removed at once; one that needs a key asks for its connection', async ({
  page,
  api,
}) => {
  test.slow();
  await openSessionVault(page);
  await assistantsPage(page).open();
  await assistantsPage(page).create('Harbour master');
  const integrations = assistantIntegrations(page);

  await test.step('what needs no authentication is added directly', async () => {
    await integrations.add('Open weather').click();
    await expect(integrations.remove('Open weather')).toBeVisible();
    await expect(integrations.row('Open weather')).toContainText('None needed');
    await page.reload();
    await expect(integrations.remove('Open weather')).toBeVisible();
  });

  const adding = chooser(page, /^Add Tide tables/);
  await test.step('a connection that the check refuses is not accepted, and nothing is stored', async () => {
    await expect(integrations.row('Tide tables')).toContainText('No usable connection');
    await integrations.add('Tide tables').click();
    await adding.newConnection.click();
    await makeConnection(page, 'Old key', tideKey);
    await expect(adding.connection('Old key')).toBeChecked();
    api.accept(newKey);
    await adding.submit.click();
    await expect(adding.dialog.getByRole('alert')).toContainText('401');
    await adding.dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(integrations.add('Tide tables')).toBeVisible();
    // The notice that a connection is refused stays until it is read, and would lie over the next dialog.
    await page.getByRole('button', { name: 'Close this message' }).first().click();
  });

  await test.step('a refused connection says why it cannot be chosen; one made on the spot is checked and used', async () => {
    await integrations.add('Tide tables').click();
    await expect(adding.connection('Old key')).toBeDisabled();
    await expect(adding.connection('Old key')).toHaveAccessibleDescription(/Cannot be chosen/);
    await adding.newConnection.click();
    await makeConnection(page, 'Harbour key', newKey);
    await expect(adding.connection('Harbour key')).toBeChecked();
    const before = api.received.length;
    await adding.submit.click();
    await expect(adding.dialog).toBeHidden();
    expect(api.received.slice(before).map(({ key }) => key)).toEqual([newKey]);
    await expect(integrations.row('Tide tables')).toContainText('Harbour key');
  });

  await test.step('Configure gives it another connection, without a check where a person wants none', async () => {
    await integrations.configure('Tide tables').click();
    const configuring = chooser(page, /^Configure Tide tables/);
    await configuring.newConnection.click();
    await makeConnection(page, 'Pilot key', newKey);
    await expect(configuring.connection('Pilot key')).toBeChecked();
    await configuring.check.uncheck();
    const before = api.received.length;
    await configuring.submit.click();
    await expect(integrations.row('Tide tables')).toContainText('Pilot key');
    expect(api.received.length).toBe(before);
  });

  await test.step('a removal can be taken back with its connection', async () => {
    await integrations.remove('Tide tables').click();
    await expect(integrations.add('Tide tables')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(integrations.row('Tide tables')).toContainText('Pilot key');
  });

  await test.step('attached only, and the address keeps it', async () => {
    await integrations.remove('Open weather').click();
    const addedOnly = page.getByRole('checkbox', { name: /^Added only/ });
    // Its state is in the address, and comes back from there a moment later.
    await addedOnly.click();
    await expect(addedOnly).toBeChecked();
    await expect(integrations.row('Open weather')).toHaveCount(0);
    await page.reload();
    await expect(integrations.row('Tide tables')).toBeVisible();
    await expect(integrations.row('Open weather')).toHaveCount(0);
  });
});

test('many integrations are added and removed in one step, with the connection that each would use', async ({
  page,
}) => {
  test.slow();
  await openSessionVault(page);
  await assistantsPage(page).open();
  await assistantsPage(page).create('Harbour master');
  const integrations = assistantIntegrations(page);
  await integrations.add('Tide tables').click();
  const adding = chooser(page, /^Add Tide tables/);
  await adding.newConnection.click();
  await makeConnection(page, 'Harbour key', tideKey);
  await adding.dialog.getByRole('button', { name: 'Cancel' }).click();

  await integrations.select('Tide tables').check();
  await integrations.select('Open weather').check();
  await page.getByRole('button', { name: 'Add 2' }).click();
  const plan = page.getByRole('grid', { name: 'What would be added' });
  await expect(plan.getByRole('row').filter({ hasText: 'Tide tables' })).toContainText('Harbour key');
  await expect(plan.getByRole('row').filter({ hasText: 'Open weather' })).toContainText('None needed');
  await page.getByRole('button', { name: 'Add 2 integrations' }).click();
  await expect(integrations.remove('Tide tables')).toBeVisible();
  await expect(integrations.remove('Open weather')).toBeVisible();

  await page.getByRole('checkbox', { name: 'Select all rows' }).click();
  await page.getByRole('button', { name: 'Remove 2' }).click();
  await page.getByRole('button', { name: 'Remove 2 integrations' }).click();
  await expect(integrations.add('Tide tables')).toBeVisible();
  await expect(integrations.add('Open weather')).toBeVisible();
});

test('tools are shown as a model sees them, chosen by operation, and tried', async ({ page, api }) => {
  test.slow();
  await openSessionVault(page);
  await assistantsPage(page).open();
  await assistantsPage(page).create('Harbour master');
  const integrations = assistantIntegrations(page);
  const tools = page.getByRole('listbox', { name: 'Tools' });
  await integrations.add('Tide tables').click();
  const adding = chooser(page, /^Add Tide tables/);
  await adding.newConnection.click();
  await makeConnection(page, 'Harbour key', tideKey);
  await adding.submit.click();
  await expect(adding.dialog).toBeHidden();

  await test.step('each operation is a tool', async () => {
    await integrations.tab('Tools').click();
    await expect(tools.getByRole('option')).toHaveCount(3);
  });

  await test.step('a tool runs with its arguments through the attached connection', async () => {
    await tools.getByRole('option').filter({ hasText: 'List the tides' }).click();
    await page.getByRole('textbox', { name: 'harbour' }).fill('Falmouth');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByRole('textbox', { name: 'Response body' })).toContainText('Falmouth');
    expect(api.received.at(-1)).toEqual({ method: 'GET', url: '/tides?harbour=Falmouth', key: tideKey });
  });

  await test.step('arguments that do not fit are refused before anything is sent', async () => {
    const before = api.received.length;
    await page.getByRole('textbox', { name: 'harbour' }).fill('');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByRole('article').getByRole('alert')).toContainText('harbour');
    expect(api.received.length).toBe(before);
  });

  await test.step('one that writes asks first, naming method and address, and sends nothing when it is told no', async () => {
    await tools.getByRole('option').filter({ hasText: 'addHarbour' }).click();
    const before = api.received.length;
    const run = page.getByRole('button', { name: 'Run', exact: true });
    await run.click();
    const question = page.getByRole('dialog', { name: 'Send this POST request?' });
    await expect(question).toContainText(`POST ${api.origin}/harbours`);
    await question.getByRole('button', { name: 'Cancel' }).press('Escape');
    await expect(question).toBeHidden();
    expect(api.received.length).toBe(before);
    await run.click();
    await question.getByRole('button', { name: 'Send POST' }).click();
    await expect(page.getByRole('textbox', { name: 'Response body' })).toContainText('/harbours');
    expect(api.received.at(-1)).toEqual({ method: 'POST', url: '/harbours', key: tideKey });
  });

  await test.step('only chosen operations are offered', async () => {
    await integrations.tab('Integrations').click();
    await page.getByRole('button', { name: /^Choose operations of Tide tables/ }).click();
    const dialog = page.getByRole('dialog', { name: /^Operations of Tide tables/ });
    await dialog.getByRole('radio', { name: /^Read-only/ }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(integrations.row('Tide tables')).toContainText('Read-only');
    await page.getByRole('button', { name: /^Choose operations of Tide tables/ }).click();
    await dialog.getByRole('radio', { name: 'Only selected' }).check();
    await dialog.getByRole('checkbox', { name: /GET.*harbours/ }).uncheck();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(integrations.row('Tide tables')).toContainText('1 of 3');
    await integrations.tab('Tools').click();
    await expect(tools.getByRole('option')).toHaveCount(1);
  });
});
