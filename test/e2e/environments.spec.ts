import { environmentsPage } from '../support/pages/environmentsPage.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

test('variables of the chosen environment are completed, shown and sent; production asks first', async ({
  page,
  visit,
  api,
}) => {
  test.slow();
  const environments = environmentsPage(page);
  const requests = requestsPage(page);
  await visit('/requests/environments');
  await environments.create('Staging');
  await environments.add('base', api.origin);
  await environments.create('Live', true);
  await environments.add('base', `${api.origin}/live`);

  await shell(page).open('Requests');
  await environments.choose('Staging');
  await requests.url.pressSequentially('{{ba');
  await expect(page.getByRole('option', { name: /^base/ })).toContainText('environment Staging');
  await page.keyboard.press('Enter');
  await expect(requests.url).toHaveValue('{{base}}');
  await requests.url.pressSequentially('/parcels/{{nobody}}');
  await expect(page.getByText('No value for nobody')).toBeVisible();
  await requests.url.fill('{{base}}/parcels');
  await requests.sendButton.click();
  await expect.poll(() => api.received.at(-1)?.url).toBe('/parcels');

  await test.step('the shortcut chooses another environment, and the page says that it counts', async () => {
    await page.keyboard.press('ControlOrMeta+e');
    await page.keyboard.type('Live');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Production', { exact: true })).toBeVisible();
  });
  await test.step('a request that changes something is asked about', async () => {
    await page.getByRole('combobox', { name: 'Method' }).fill('POST');
    await page.getByRole('option', { name: 'POST' }).click();
    const before = api.received.length;
    await requests.sendButton.click();
    const dialog = page.getByRole('dialog', { name: 'Send POST to production?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(api.received.length).toBe(before);
    await requests.sendButton.click();
    await dialog.getByRole('button', { name: 'Send POST' }).click();
    await expect.poll(() => api.received.at(-1)?.url).toBe('/live/parcels');
  });
  await test.step('the environment is no change of a saved request', async () => {
    await requests.saveAs('Send a parcel');
    await expect(page.getByText('not saved', { exact: true })).toBeHidden();
    await environments.choose('Staging');
    await expect(page.getByText('not saved', { exact: true })).toBeHidden();
  });
});

test('environments are ordered, variables pasted, and a secret is never shown again', async ({ page, visit }) => {
  test.slow();
  const environments = environmentsPage(page);
  await vault(page).open();
  await vault(page).chooseSession();
  await visit('/requests/environments');
  await environments.create('One');
  await environments.create('Two');
  await environments.list.getByRole('link', { name: /^Two/ }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(environments.list.getByRole('link')).toHaveText([/Globals/, /Two/, /One/]);

  await test.step('lines are pasted as variables', async () => {
    await page.getByRole('button', { name: 'Add variable' }).click();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData('text/plain', '# of the team\nHOST=example.com\nexport KEY="a b"\n');
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
    });
    await expect(page.getByLabel('Value of HOST', { exact: true })).toHaveValue('example.com');
    await expect(page.getByLabel('Value of KEY', { exact: true })).toHaveValue('a b');
  });
  await test.step('one becomes a secret', async () => {
    await page.getByRole('combobox', { name: 'Kind of KEY' }).click();
    await page.getByRole('option', { name: 'Secret' }).click();
    await page.getByLabel('Value of KEY', { exact: true }).fill('canary-of-the-key');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Value of KEY', { exact: true })).toHaveValue('');
    await expect(page.getByLabel('Value of KEY', { exact: true })).toHaveAttribute('placeholder', /^••••/);
    expect(await page.content()).not.toContain('canary-of-the-key');
  });
  await test.step('what a command will run is shown before it is allowed', async () => {
    await page.getByRole('combobox', { name: 'Kind of HOST' }).click();
    await page.getByRole('option', { name: 'From a command' }).click();
    await page.getByLabel('Value of HOST', { exact: true }).fill("printf '%s' 'two words'");
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Allow…' }).click();
    await expect(page.getByRole('list', { name: 'What will be run' }).getByRole('listitem')).toHaveText([
      'printf',
      '%s',
      'two words',
    ]);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await expect(page.getByText('Allowed on this computer.')).toBeVisible();
  });
  await test.step('an environment is deleted and brought back', async () => {
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(environments.list.getByRole('link', { name: /^Two/ })).toBeHidden();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(environments.list.getByRole('link', { name: /^Two/ })).toBeVisible();
  });
});
