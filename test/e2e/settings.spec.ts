import { readFileSync } from 'node:fs';
import { connectDialog } from '../support/pages/connectDialog.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { shell } from '../support/pages/shell.ts';
import { passphrase, vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

test('the vault is set up, locked, opened with the right passphrase only, and re-keyed', async ({ page, visit }) => {
  test.slow();
  await visit('/settings/vault');
  const panel = page.getByRole('region', { name: 'Vault' });
  await expect(panel.getByRole('radio', { name: 'Keychain of this computer' })).toBeDisabled();
  await panel.getByRole('textbox', { name: 'New passphrase', exact: true }).fill('short');
  await expect(panel.getByText('5 more characters are needed')).toBeVisible();
  await panel.getByRole('textbox', { name: 'New passphrase', exact: true }).fill('aaaaaaaaaa');
  await expect(panel.getByText('It is easy to guess')).toBeVisible();
  await panel.getByRole('textbox', { name: 'New passphrase', exact: true }).fill(passphrase);
  await panel.getByRole('textbox', { name: 'Confirm new passphrase' }).fill('something else');
  await expect(panel.getByText('The passphrases don’t match')).toBeVisible();
  await panel.getByRole('textbox', { name: 'Confirm new passphrase' }).fill(passphrase);
  await panel.getByRole('button', { name: 'Set up the vault' }).click();
  await vault(page).opened();

  await panel.getByRole('button', { name: 'Lock now' }).click();
  await vault(page).locked();
  await panel.getByRole('textbox', { name: 'Passphrase' }).fill('four words in a bow');
  await panel.getByRole('button', { name: 'Unlock' }).click();
  await expect(panel.getByRole('alert')).toContainText(/passphrase/i);
  await panel.getByRole('textbox', { name: 'Passphrase' }).fill(passphrase);
  await panel.getByRole('button', { name: 'Unlock' }).click();
  await vault(page).opened();

  await panel.getByRole('button', { name: 'Change passphrase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the passphrase' });
  await dialog
    .getByLabel('Current passphrase')
    .or(dialog.getByLabel(/current|now|old/i))
    .first()
    .fill(passphrase);
  await dialog.getByRole('textbox', { name: 'New passphrase', exact: true }).fill('five other words in row');
  await dialog.getByRole('textbox', { name: 'Confirm new passphrase' }).fill('five other words in row');
  await dialog.getByRole('button', { name: /Change/ }).click();
  await expect(dialog).toBeHidden();
  await panel.getByRole('button', { name: 'Lock now' }).click();
  await panel.getByRole('textbox', { name: 'Passphrase' }).fill('five other words in row');
  await panel.getByRole('button', { name: 'Unlock' }).click();
  await vault(page).opened();
});

test('tenants hold apart what they have, and go only when their name is typed', async ({ page, api, visit }) => {
  test.slow();
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  const connect = connectDialog(page);
  await connect.name.fill('Depot key');
  await connect.secret('API key').fill(parcelKey);
  await connect.saveAndCheck();
  await connect.done();
  const address = new URL(page.url()).pathname;

  await visit('/settings/tenants');
  const tenants = page.getByRole('table', { name: 'Tenants' });
  await test.step('made and renamed', async () => {
    await page.getByRole('button', { name: 'New tenant' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Globex');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    const row = tenants.getByRole('row', { name: /Globex/ });
    await row.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Globex Ltd');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await expect(tenants.getByRole('row', { name: /Globex Ltd/ })).toBeVisible();
  });

  await test.step('the other tenant sees nothing of the first', async () => {
    await shell(page).switchTenant('Globex Ltd');
    await expect(page.getByRole('heading', { name: 'Get started in three steps' })).toBeVisible();
    for (const name of ['Integrations', 'Connections', 'Requests', 'Activity'] as const) {
      await shell(page).open(name);
      await expect(page.getByRole('main')).not.toContainText('Parcel service');
      await expect(page.getByRole('main')).not.toContainText('Depot key');
    }
    await visit(address);
    await expect(page.getByText('Integration not found')).toBeVisible();
    const field = await shell(page).search('Parcel');
    await expect(page.getByText('No results')).toBeVisible();
    await field.press('Escape');
  });

  await test.step('people come, get roles and go', async () => {
    await visit('/settings/tenants');
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a person' });
    await dialog.getByLabel('Name').fill('Robin');
    await dialog.getByLabel('Email').fill('robin@example.com');
    await dialog.getByRole('button', { name: 'Add' }).click();
    const people = page.getByRole('table', { name: 'People' });
    const robin = people.getByRole('row', { name: /Robin/ });
    await robin.getByRole('combobox', { name: 'Role of Robin' }).click();
    await page.getByRole('option', { name: 'Viewer' }).click();
    await expect(robin.getByRole('combobox')).toHaveValue('Viewer');
    await robin.getByRole('button', { name: 'Remove Robin' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(robin).toBeHidden();
  });

  await test.step('a tenant goes only when its name is typed', async () => {
    await shell(page).switchTenant('My organisation');
    await visit('/settings/tenants');
    await tenants
      .getByRole('row', { name: /Globex Ltd/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Delete tenant' })).toBeDisabled();
    await dialog.getByLabel('Type Globex Ltd to confirm').fill('Globex Ltd');
    await dialog.getByRole('button', { name: 'Delete tenant' }).click();
    await expect(tenants.getByRole('row', { name: /Globex Ltd/ })).toBeHidden();
  });
});

test('a dialog asks before what was typed is dropped, and gives the focus back', async ({ page, visit }) => {
  await visit('/settings/tenants');
  const opener = page.getByRole('button', { name: 'New tenant' });
  const dialog = page.getByRole('dialog', { name: 'New tenant' });
  const question = page.getByRole('dialog', { name: 'Close without saving?' });
  await opener.click();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await opener.click();
  await dialog.getByLabel('Name').fill('Globex');
  await page.keyboard.press('Escape');
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(dialog.getByLabel('Name')).toHaveValue('Globex');
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Discard' }).click();
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
});

test('records, backups and colours: what is chosen holds over a restart', async ({ page, api, visit, reopen }) => {
  test.slow();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await visit('/settings/data');
  await test.step('retention is checked and saved', async () => {
    const days = page.getByLabel('Activity (days)');
    await days.fill('30');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(shell(page).toast('Retention saved')).toBeVisible();
    await page.reload();
    await expect(days).toHaveValue('30');
    await page.getByRole('button', { name: 'Check integrity' }).click();
    await expect(page.getByText('No problems found')).toBeVisible();
  });

  await test.step('dark is chosen and stays', async () => {
    await page
      .getByRole('navigation', { name: 'Sections of the settings' })
      .getByRole('link', { name: 'Appearance' })
      .click();
    await page.getByRole('radiogroup', { name: 'Theme' }).getByText('Dark').click();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  });

  await test.step('a backup brings back what was deleted after it', async () => {
    await visit('/settings/data');
    await page.getByRole('button', { name: 'Back up now' }).click();
    const backups = page.getByRole('table', { name: 'Backups' });
    await expect(backups.getByRole('row')).toHaveCount(2);
    await shell(page).open('Integrations');
    await page.getByRole('button', { name: 'Actions for Parcel service' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(page.getByText('No integrations yet')).toBeVisible();
    await visit('/settings/data');
    await backups.getByRole('button', { name: /^Restore/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore at next start' }).click();
    const waits = page.getByText(/^The backup of .* will be restored at the next start/);
    await expect(waits).toBeVisible();
    await shell(page).open('Activity');
    await expect(waits).toBeVisible();
    await page.getByRole('button', { name: 'Cancel restore' }).click();
    await expect(waits).toBeHidden();
    await visit('/settings/data');
    await backups.getByRole('button', { name: /^Restore/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore at next start' }).click();
    await page.getByRole('button', { name: 'Restart now' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await expect(waits).toBeHidden();
    await shell(page).open('Integrations');
    await expect(page.getByRole('row', { name: /Parcel service/ })).toBeVisible();
  });

  await test.step('backups are downloaded and deleted', async () => {
    await visit('/settings/data');
    const backups = page.getByRole('table', { name: 'Backups' });
    const rows = backups.getByRole('row');
    await expect(rows).toHaveCount(3);
    const download = page.waitForEvent('download');
    await backups.getByRole('button', { name: /^Download backup-/ }).click();
    const path = await (await download).path();
    expect(readFileSync(path).subarray(0, 15).toString()).toBe('SQLite format 3');
    await backups.getByRole('button', { name: /^Delete backup-/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(rows).toHaveCount(2);
  });

  await test.step('all of it holds over a restart', async () => {
    const again = await reopen();
    await shell(again).open('Integrations');
    await expect(again.getByRole('row', { name: /Parcel service/ })).toBeVisible();
    await expect(again.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  });
});
