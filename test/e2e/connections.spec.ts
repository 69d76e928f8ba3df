import { connectDialog } from '../support/pages/connectDialog.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

/** The parcel service, asking at first for a scheme that nobody can satisfy with a stored secret. */
function withUnknownScheme(origin: string) {
  const document = parcelDefinition(origin);
  const securitySchemes = { ...document.components.securitySchemes, hoba: { type: 'http', scheme: 'hoba' } };
  return {
    ...document,
    security: [{ hoba: [] }, ...document.security],
    components: { ...document.components, securitySchemes },
  };
}

test('each kind of credential is sent where the definition says, and only there', async ({ page, api }) => {
  test.slow();
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', withUnknownScheme(api.origin));
  const connect = connectDialog(page);
  const open = async (requirement: RegExp) => {
    await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
    await connect.requirement(requirement).check();
  };

  await test.step('what cannot be connected says why; a sign-in can', async () => {
    await open(/headerKey/);
    await expect(connect.requirement(/hoba/i)).toBeDisabled();
    await expect(connect.requirement(/hoba/i)).toHaveAccessibleDescription(/\w/);
    await expect(connect.requirement(/sso/)).toBeEnabled();
  });

  await test.step('a wrong key is stored, marked refused, and can be mended in place', async () => {
    await expect(connect.dialog).toContainText('header X-Parcel-Key');
    await expect(connect.dialog).toContainText(api.host);
    await connect.name.fill('Depot key');
    await connect.secret('API key').fill('wrong');
    await connect.saveAndCheck();
    await expect(connect.dialog.getByRole('alert')).toContainText('401');
    await expect(connect.name).toHaveValue('Depot key');
    await connect.secret('API key').fill(parcelKey);
    await connect.saveAndCheck();
    await connect.done();
    expect(api.received.at(-1)?.headers['x-parcel-key']).toBe(parcelKey);
  });

  await test.step('query key, bearer and basic', async () => {
    await open(/queryKey/);
    await connect.name.fill('In the address');
    await connect.secret('API key').fill(parcelKey);
    await connect.saveAndCheck();
    await connect.done();
    expect(api.received.at(-1)?.url).toContain(`parcel_key=${parcelKey}`);

    await open(/· token$/);
    await connect.name.fill('Token');
    await connect.secret('Token').fill(parcelKey);
    await connect.saveAndCheck();
    await connect.done();
    expect(api.received.at(-1)?.headers.authorization).toBe(`Bearer ${parcelKey}`);

    await open(/^Basic/);
    await connect.name.fill('Clerk');
    await connect.dialog.getByRole('textbox', { name: 'User name' }).fill('clerk');
    await connect.secret('Password').fill(parcelKey);
    await connect.saveAndCheck();
    await connect.done();
    expect(api.received.at(-1)?.headers.authorization).toMatch(/^Basic /);
  });

  await test.step('a host that is not allowed is refused before anything is sent', async () => {
    await open(/headerKey/);
    const before = api.received.length;
    await connect.name.fill('For elsewhere');
    await connect.secret('API key').fill(parcelKey);
    await connect.dialog.getByRole('button', { name: 'Remove' }).or(connect.hosts).first().focus();
    await connect.hosts.press('Backspace');
    await connect.hosts.fill('other.example.com');
    await connect.hosts.press('Enter');
    await connect.saveAndCheck();
    await expect(connect.dialog.getByRole('alert')).toContainText(api.host);
    expect(api.received.length).toBe(before);
    await connect.dialog.getByRole('button', { name: /Cancel|Keep and close/ }).click();
  });

  await test.step('a stored password is emptied, and the user name stays', async () => {
    await shell(page).open('Connections');
    const row = page.getByRole('grid', { name: 'Connections' }).getByRole('row', { name: /Clerk/ });
    await row.getByRole('button', { name: 'Actions for Clerk' }).click();
    await page.getByRole('menuitem', { name: 'Replace secret' }).click();
    const dialog = page.getByRole('dialog', { name: /Replace the secret/ });
    const replace = dialog.getByRole('button', { name: 'Replace and check' });
    await expect(replace).toBeDisabled();
    await dialog.getByRole('checkbox', { name: 'Send an empty password' }).check();
    await expect(dialog.getByRole('textbox', { name: 'Password' })).toBeDisabled();
    await replace.click();
    await expect(dialog.getByRole('alert')).toContainText('401');
    expect(api.received.at(-1)?.headers.authorization).toBe(`Basic ${btoa('clerk:')}`);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });
});

test('connections are found, checked, given another secret, and deleted with their uses named', async ({
  page,
  api,
}) => {
  test.slow();
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const connect = connectDialog(page);
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  await connect.name.fill('Depot key');
  await connect.secret('API key').fill(parcelKey);
  await connect.saveAndCheck();
  await connect.done();

  await test.step('a request is saved that uses it', async () => {
    await shell(page).open('Requests');
    await requestsPage(page).openOperation('Parcel service', 'whoAmI');
    await requestsPage(page).saveAs('Who is asking');
  });

  await shell(page).open('Connections');
  const table = page.getByRole('grid', { name: 'Connections' });
  const row = table.getByRole('row', { name: /Depot key/ });
  await expect(row).toContainText('OK');
  await expect(row).toContainText('Parcel service');

  await test.step('filters stand in the address', async () => {
    await page.getByRole('searchbox', { name: 'Filter connections' }).fill('nothing like it');
    await expect(page.getByText('No results')).toBeVisible();
    await expect(page).toHaveURL(/text=nothing/);
    await page.getByRole('link', { name: 'Show all' }).click();
    await expect(row).toBeVisible();
  });

  await test.step('a new secret replaces the old one and is checked', async () => {
    await row.getByRole('button', { name: 'Actions for Depot key' }).click();
    await page.getByRole('menuitem', { name: 'Replace secret' }).click();
    const dialog = page.getByRole('dialog', { name: /Replace the secret/ });
    await dialog.getByRole('textbox', { name: 'API key' }).fill('expired');
    await dialog.getByRole('button', { name: 'Replace and check' }).click();
    await expect(dialog.getByRole('alert')).toContainText('401');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(row).toContainText('Refused');
    await expect(shell(page).navigation.getByRole('link', { name: /Connections, 1 need/ })).toBeVisible();
  });

  await test.step('what needs attention is one number in the badge, the filter, the list and the overview', async () => {
    const filter = page.getByRole('button', { name: 'Needs attention (1)' });
    await filter.click();
    await expect(page).toHaveURL(/attention=1/);
    await expect(page.getByRole('status').filter({ hasText: '1 connection' })).toBeVisible();
    await filter.click();
    await shell(page).open('Overview');
    await expect(page.getByRole('link', { name: '1 connection failing' })).toBeVisible();
    await page.getByRole('link', { name: 'Parcel service – Depot key' }).click();
    await expect(page.getByRole('dialog')).toContainText('Depot key');
    await page.keyboard.press('Escape');
  });

  await test.step('many are checked and, after a question, deleted', async () => {
    await table.getByRole('checkbox', { name: 'Select all rows' }).check();
    const bar = page.getByRole('toolbar', { name: 'Selected connections' });
    await expect(bar).toContainText('1 connection selected');
    await bar.getByRole('button', { name: 'Check' }).click();
    await expect(page.getByText('1 of 1 connection failed')).toBeVisible();
    await bar.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete 1 connection?' });
    await expect(dialog.getByRole('list', { name: 'What will be lost' })).toContainText('Who is asking');
    await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await bar.getByRole('button', { name: 'Clear selection' }).click();
    await expect(row).toBeVisible();
  });

  await test.step('deleting names what uses it', async () => {
    await row.getByRole('button', { name: 'Actions for Depot key' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete Depot key?' });
    await expect(dialog.getByRole('list', { name: 'What will be lost' })).toContainText('Who is asking');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(row).toBeVisible();
    await row.getByRole('button', { name: 'Actions for Depot key' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('No connections yet')).toBeVisible();
  });

  await test.step('it comes back from the message, and after 30 days at most from the settings', async () => {
    await page.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect(shell(page).toast('Depot key restored. Enter its secret again.')).toBeVisible();
    await expect(row).toContainText('Secret missing');
    await row.getByRole('button', { name: 'Actions for Depot key' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await shell(page).open('Requests');
    const { list } = requestsPage(page);
    await list.getByRole('tab', { name: 'Collections' }).click();
    await list.getByRole('treeitem', { name: 'Who is asking' }).click();
    await page.keyboard.press('Delete');
    await expect(shell(page).toast('Who is asking is deleted')).toBeVisible();
    await shell(page).open('Settings');
    await page.getByRole('link', { name: 'Recently deleted' }).click();
    const gone = page.getByRole('table', { name: 'Recently deleted' });
    await expect(gone.getByRole('row', { name: /^Who is asking Saved request/ })).toBeVisible();
    await expect(gone.getByRole('row', { name: /^Depot key \(Parcel service\) Connection/ })).toBeVisible();
    await gone.getByRole('button', { name: 'Restore saved request Who is asking' }).click();
    await gone.getByRole('button', { name: 'Restore connection Depot key (Parcel service)' }).click();
    await expect(page.getByText('Nothing deleted')).toBeVisible();
  });

  await test.step('and works again once its secret is entered', async () => {
    await shell(page).open('Connections');
    await row.getByRole('button', { name: 'Actions for Depot key' }).click();
    await page.getByRole('menuitem', { name: 'Replace secret' }).click();
    const dialog = page.getByRole('dialog', { name: /Replace the secret/ });
    await dialog.getByRole('textbox', { name: 'API key' }).fill(parcelKey);
    await dialog.getByRole('button', { name: 'Replace and check' }).click();
    await expect(row).toContainText('OK');
  });
});
