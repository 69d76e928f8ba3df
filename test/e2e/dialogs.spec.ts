import type { Locator, Page } from '@playwright/test';
import { assistantIntegrations, assistantsPage } from '../support/pages/assistantsPage.ts';
import { connectDialog } from '../support/pages/connectDialog.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

interface Visit {
  /** What opens it, and has the focus again when it is gone. */
  opener: Locator;
  open?: () => Promise<void>;
  title: string | RegExp;
  /** What has the focus when it opens. */
  first: (dialog: Locator) => Locator;
  /** A field to type into, for a dialog that must ask before it drops that. */
  typed?: (dialog: Locator) => Locator;
}

/** Opens a dialog, looks where the focus is, types, and leaves by Escape. */
async function visitDialog(page: Page, { opener, open, title, first, typed }: Visit): Promise<void> {
  await test.step(String(title), async () => {
    await (open ?? (() => opener.click()))();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(first(dialog)).toBeFocused();
    if (typed !== undefined) {
      const field = typed(dialog);
      await field.focus();
      await page.keyboard.type('x');
      const value = await field.inputValue();
      const question = page.getByRole('dialog', { name: 'Close without saving?' });
      await page.keyboard.press('Escape');
      await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(question).toBeHidden();
      await expect(field).toBeFocused();
      await expect(field).toHaveValue(value);
      await page.keyboard.press('Escape');
      await question.getByRole('button', { name: 'Discard' }).click();
    } else await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  });
}

const named =
  (role: 'textbox' | 'button' | 'radio' | 'combobox' | 'checkbox', name: string | RegExp) => (dialog: Locator) =>
    dialog.getByRole(role, { name, exact: typeof name === 'string' }).first();

const button = (page: Page, name: string | RegExp) =>
  page
    .getByRole('main')
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first();

/** Opens an entry of a row's menu; the menu's button opened what follows. */
function entry(page: Page, menu: Locator, name: string | RegExp): Pick<Visit, 'opener' | 'open'> {
  return {
    opener: menu,
    open: async () => {
      await menu.click();
      await page.getByRole('menuitem', { name }).click();
    },
  };
}

test('the vault: first field, Escape and the way back', async ({ page, visit }) => {
  test.slow();
  await visitDialog(page, {
    opener: page.getByRole('button', { name: 'Set up the vault' }),
    title: 'Set up the vault',
    first: named('radio', 'A passphrase'),
    typed: named('textbox', 'New passphrase'),
  });
  await vault(page).open();
  await vault(page).choosePassphrase();
  await visit('/settings/vault');
  await visitDialog(page, {
    opener: button(page, 'Change passphrase'),
    title: 'Change the passphrase',
    first: named('textbox', 'Current passphrase'),
    typed: named('textbox', 'Current passphrase'),
  });
  await visitDialog(page, {
    opener: button(page, 'Re-key'),
    title: 'Make a new key',
    first: named('textbox', 'Passphrase'),
    typed: named('textbox', 'Passphrase'),
  });
  await visitDialog(page, {
    opener: button(page, 'Change where the key is kept'),
    title: 'Change where the key is kept',
    first: named('radio', 'A passphrase'),
    typed: named('textbox', 'Current passphrase'),
  });
  await button(page, 'Lock now').click();
  await visitDialog(page, {
    opener: page.getByRole('status').locator('..').getByRole('button', { name: 'Unlock' }),
    title: 'Unlock the vault',
    first: named('textbox', 'Passphrase'),
    typed: named('textbox', 'Passphrase'),
  });
});

test('people and tenants: first field, Escape and the way back', async ({ page, visit }) => {
  test.slow();
  await visit('/settings/tenants');
  await visitDialog(page, {
    opener: button(page, 'New tenant'),
    title: 'New tenant',
    first: named('textbox', 'Name'),
    typed: named('textbox', 'Name'),
  });
  await visitDialog(page, {
    opener: button(page, 'Rename'),
    title: /^Rename/,
    first: named('textbox', 'Name'),
    typed: named('textbox', 'Name'),
  });
  await visitDialog(page, {
    opener: button(page, 'Add a person'),
    title: 'Add a person',
    first: named('textbox', 'Name'),
    typed: named('textbox', 'Email'),
  });
  await visitDialog(page, {
    opener: page.getByRole('main'),
    open: async () => {
      await page.getByRole('main').focus();
      await page.keyboard.press('Shift+?');
    },
    title: 'Keyboard shortcuts',
    first: (dialog) => dialog.getByRole('button').first(),
  });
  const search = page.getByRole('button', { name: /^Search or run/ });
  await visitDialog(page, {
    opener: search,
    title: 'Search or run',
    first: (dialog) => dialog.getByRole('combobox'),
  });
  await visitDialog(page, {
    opener: search,
    open: async () => {
      await search.click();
      await page.getByRole('combobox', { name: 'Search everything' }).fill('import definition');
      await page
        .getByRole('option', { name: /Import definition/ })
        .first()
        .click();
    },
    title: 'Import definition',
    first: (dialog) => dialog.getByRole('textbox', { name: 'URL of the definition' }),
    typed: (dialog) => dialog.getByRole('textbox', { name: 'Text of the definition' }),
  });
});

test('integrations, connections and requests: first field, Escape and the way back', async ({ page, api, visit }) => {
  test.slow();
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const detail = new URL(page.url()).pathname;
  await visitDialog(page, {
    opener: button(page, 'Connect'),
    title: /^Connect/,
    first: named('textbox', 'API key'),
    typed: named('textbox', 'API key'),
  });
  await button(page, 'Connect').click();
  const connect = connectDialog(page);
  await connect.secret('API key').fill(parcelKey);
  await connect.saveAndCheck();
  await test.step('what is changed after a check that went well is not dropped without a word', async () => {
    await expect(connect.dialog.getByRole('status')).toBeVisible();
    await connect.name.fill('Depot key');
    await expect(connect.dialog.getByRole('button', { name: 'Done' })).toBeHidden();
    await connect.dialog.getByRole('button', { name: 'Keep and close' }).click();
    const question = page.getByRole('dialog', { name: 'Close without saving?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await connect.saveAndCheck();
    await connect.done();
  });
  await test.step('what is stored is closed without a question, though its check could not be sent', async () => {
    await page.setViewportSize({ width: 800, height: 560 });
    await button(page, 'Connect').click();
    await connect.name.fill('For elsewhere');
    await connect.secret('API key').fill(parcelKey);
    await connect.hosts.press('Backspace');
    await connect.hosts.fill('other.example.com');
    await connect.hosts.press('Enter');
    await connect.saveAndCheck();
    // Also in a window that is shorter than the dialog.
    await expect(connect.dialog.getByText('Saved, but not checked')).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Escape');
    await expect(connect.dialog).toBeHidden();
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await visit(`${detail}/operations`);
  await visitDialog(page, {
    opener: button(page, 'Add'),
    title: 'Add an operation',
    first: named('textbox', 'Path'),
    typed: named('textbox', 'Path'),
  });
  await page
    .getByRole('option', { name: /listParcels|\/parcels/ })
    .first()
    .click();
  await visitDialog(page, {
    opener: page.getByRole('region', { name: 'Documentation' }).getByRole('button', { name: 'Edit' }),
    title: /^Edit/,
    first: named('textbox', 'Summary'),
    typed: named('textbox', 'Summary'),
  });

  await visit('/connections');
  const menu = page.getByRole('button', { name: 'Actions for Depot key' });
  await page.getByRole('row', { name: /Depot key/ }).hover();
  await visitDialog(page, {
    ...entry(page, menu, /^Edit/),
    title: 'Edit Depot key',
    first: named('textbox', 'Name'),
    typed: named('textbox', 'Name'),
  });
  await visitDialog(page, {
    ...entry(page, menu, /^Replace/),
    title: 'Replace the secret of Depot key',
    first: named('textbox', 'API key'),
    typed: named('textbox', 'API key'),
  });
  await visitDialog(page, {
    ...entry(page, menu, /^Delete/),
    title: /^Delete/,
    first: named('button', 'Cancel'),
  });
  await test.step('the drawer asks before it drops a new secret', async () => {
    await page.getByRole('row', { name: /Depot key/ }).click();
    const drawer = page.getByRole('dialog', { name: 'Depot key' });
    await drawer.getByRole('tab', { name: 'Rotate' }).click();
    await drawer.getByRole('textbox', { name: 'API key' }).fill('half a key');
    await drawer.getByRole('tab', { name: 'About' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Close without saving?' }).getByRole('button', { name: 'Cancel' }).click();
    await drawer.getByRole('tab', { name: 'Rotate' }).click();
    await expect(drawer.getByRole('textbox', { name: 'API key' })).toHaveValue('half a key');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Close without saving?' }).getByRole('button', { name: 'Discard' }).click();
    await expect(drawer).toBeHidden();
  });

  await visit('/requests');
  await page.getByRole('textbox', { name: 'URL' }).fill(api.origin);
  await visitDialog(page, {
    opener: button(page, 'Save'),
    title: 'Save request',
    first: named('textbox', 'Name'),
    typed: named('textbox', 'Name'),
  });
});

test('assistants: first field, Escape and the way back', async ({ page, api }) => {
  test.slow();
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await assistantsPage(page).open();
  await assistantsPage(page).create('Support desk');
  await visitDialog(page, {
    opener: assistantIntegrations(page).add('Parcel service'),
    title: /^Add Parcel service/,
    first: (dialog) => dialog.getByRole('checkbox', { name: /^Check before/ }),
  });
});
