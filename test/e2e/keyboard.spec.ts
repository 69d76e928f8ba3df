import type { Page } from '@playwright/test';
import { importText } from '../support/pages/importDialog.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

/** Runs what the palette lists first for the words, by keys alone. */
async function run(page: Page, words: string, label: string | RegExp): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type(words);
  await expect(page.getByRole('option').first()).toHaveAccessibleName(label);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Search everything' })).toBeHidden();
}

test('a person finds, changes, sends, saves and compares without the mouse', async ({ page, api }) => {
  test.slow();
  const requests = requestsPage(page);
  await importText(page, 'Parcel service', parcelDefinition(api.origin));

  await test.step('an operation is found and sent', async () => {
    await run(page, 'GET /echo', /^GET \/echo/);
    await expect(page.getByRole('tab', { name: 'Params' })).toBeVisible();
    await run(page, 'send', /^Send/);
    await expect.poll(() => api.received.at(-1)?.url).toBe('/echo');
    await expect(requests.head).toContainText('200');
  });

  await test.step('its URL is changed, and what comes is compared with what came', async () => {
    await run(page, 'edit url', /^Edit the URL/);
    await expect(requests.url).toBeFocused();
    await page.keyboard.press('End');
    await page.keyboard.type('?depot=north');
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect.poll(() => api.received.at(-1)?.url).toBe('/echo?depot=north');
    await expect(requests.head).toContainText('200');
    await run(page, 'compare', /^Compare responses/);
    const dialog = page.getByRole('dialog', { name: 'Compare two responses' });
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dialog).toContainText('depot=north');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });

  await test.step('a part of request and response is gone to', async () => {
    await run(page, 'go to request headers', /^Go to request headers/);
    await expect(page.getByRole('tab', { name: 'Headers' }).first()).toHaveAttribute('aria-selected', 'true');
    await run(page, 'response timing', /^Go to response timing/);
    await expect(requests.responseTab('Timing')).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('a copy is made beside it, and saved in its own tab', async () => {
    const open = page.getByRole('navigation', { name: 'Open tabs' });
    await run(page, 'duplicate', /^Duplicate request/);
    await expect(open.getByRole('button', { name: /^Close/ })).toHaveCount(2);
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(requests.head).toContainText('200');
    await run(page, 'save request', /^Save request/);
    await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Echo of the north');
    await page.keyboard.press('Enter');
    await expect(shell(page).toast('Saved as Echo of the north')).toBeVisible();
    await expect(page).toHaveURL(/saved=/);
    await expect(requests.head).toContainText('200');
    await expect(open.getByRole('button', { name: /^Close/ })).toHaveCount(2);
    await run(page, 'close tab', /^Close tab/);
    await expect(open.getByRole('button', { name: /^Close/ })).toHaveCount(1);
  });
});

test('what the request page can do is in the palette, and its keys are in the help', async ({ page }) => {
  await shell(page).open('Requests');
  await requestsPage(page).url.fill('http://127.0.0.1:9/');
  const actions = ['Send', 'Save request', 'Duplicate request', 'Reset request', 'Edit the URL', 'New request'];
  actions.push('New collection', 'Manage environments', 'Cookies', 'Open a WebSocket', 'Copy as cURL', 'Show as code');
  actions.push('Go to request params', 'Go to request scripts', 'Close tab', 'Next tab');
  await page.keyboard.press('ControlOrMeta+k');
  const names = page.getByRole('listbox', { name: 'Matches' });
  for (const action of actions) await expect(names.getByText(action, { exact: true })).toBeAttached();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New request' }).focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(help.getByRole('table', { name: 'Requests' }).getByRole('row', { name: /^Send/ })).toBeVisible();
  await expect(help.getByRole('table', { name: 'Collections' }).getByRole('row', { name: /^Duplicate/ })).toBeVisible();
});
