import type { Page } from '@playwright/test';
import { connectDialog } from '../support/pages/connectDialog.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

const canary = 'canary-9b1d77e0-secret';

/** Everything that the page holds: its tree with the values of fields, its stores and its address. */
async function heldBy(page: Page): Promise<string> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea')].map((field) =>
      field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : '',
    );
    const stores = [localStorage, sessionStorage].map((store) => JSON.stringify(store));
    return [document.documentElement.outerHTML, location.href, ...fields, ...stores].join('\n');
  });
}

test('a secret that was saved is nowhere in the page again, and no page complains', async ({ page, api, visit }) => {
  test.slow();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  const detail = new URL(page.url()).pathname;
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  const connect = connectDialog(page);
  await connect.name.fill('Depot key');
  await connect.secret('API key').fill(canary);
  await connect.saveAndCheck();
  await expect(connect.dialog.getByRole('alert')).toContainText('401');
  await connect.dialog.getByRole('button', { name: 'Keep and close' }).click();
  await expect(connect.dialog).toBeHidden();

  await test.step('sent, previewed and looked at everywhere', async () => {
    await shell(page).open('Requests');
    const requests = requestsPage(page);
    await requests.openOperation('Parcel service', 'listParcels');
    await page.getByRole('textbox', { name: 'depot' }).fill('north');
    await requests.sendFor(401);
    await requests.showResponse('Sent');
    expect(await heldBy(page)).not.toContain(canary);
    await requests.show('Preview');
    await expect(page.getByLabel('Request as it will be sent')).toContainText('•');
    expect(await heldBy(page)).not.toContain(canary);
    await requests.openOperation('Parcel service', 'echo');
    await requests.sendFor(200);
    await requests.showResponse('Body');
    await expect(requests.response.getByRole('tree')).toBeVisible();
    expect(await heldBy(page)).not.toContain(canary);
  });

  const pages = ['/', '/integrations', `${detail}/connections`, `${detail}/activity`, '/connections', '/activity'];
  for (const path of [...pages, '/settings/vault', '/settings/data', '/settings/about']) {
    await visit(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
    expect(await heldBy(page)).not.toContain(canary);
  }
  expect(errors).toEqual([]);
});
