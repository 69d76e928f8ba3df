import { connectDialog } from '../support/pages/connectDialog.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { passphrase, vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

test('a connection without a vault asks for it first, and goes on with what was entered', async ({ page, api }) => {
  const main = page.getByRole('main');
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const opener = main.getByRole('button', { name: 'Connect', exact: true }).first();
  await opener.click();
  const connect = connectDialog(page);
  await connect.secret('API key').fill(parcelKey);
  await test.step('who thinks better of it keeps what was entered', async () => {
    await connect.saveAndCheck();
    await expect(vault(page).setUp).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(vault(page).setUp).toBeHidden();
    await expect(connect.dialog.getByRole('alert')).toContainText('The vault isn’t set up yet');
    await expect(connect.secret('API key')).toHaveValue(parcelKey);
  });
  await connect.saveAndCheck();
  await vault(page).choosePassphrase();
  await connect.done();
  await expect(opener).toBeFocused();

  await test.step('a locked one likewise', async () => {
    await page.getByRole('link', { name: /^Settings/ }).click();
    await main.getByRole('button', { name: 'Lock now' }).click();
    await vault(page).locked();
    await page.goBack();
    await opener.click();
    await connect.name.fill('Spare key');
    await connect.secret('API key').fill(parcelKey);
    await connect.saveAndCheck();
    await vault(page).unlockWith(passphrase);
    await connect.done();
  });
});
