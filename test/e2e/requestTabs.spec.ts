import type { Page } from '@playwright/test';
import { findViolations } from '../support/accessibility.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { expect, test } from './test.ts';

async function openRequest(page: Page, url: string, method = 'GET') {
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill(url);
  if (method !== 'GET') {
    await page.getByRole('combobox', { name: 'Method' }).click();
    await page.getByRole('option', { name: method, exact: true }).click();
  }
  return requests;
}

const standards = { type: 'tag' as const, values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

async function expectAccessible(page: Page): Promise<void> {
  expect((await findViolations(page, standards, '#content')).map(({ id }) => id)).toEqual([]);
}

/** Writes into an editor of code in place of what is there, as a paste does. */
async function write(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
}

test('credentials by hand are sent, and hidden where the request is shown', async ({ page, api }) => {
  const requests = await openRequest(page, `${api.origin}/echo`);
  await requests.show('Auth');
  await requests.choose('Authentication', 'Basic');
  await page.getByLabel('User name').fill('clerk');
  await page.getByLabel('Password', { exact: true }).fill('open-sesame-4711');
  await expectAccessible(page);
  await requests.sendFor(200);
  const pair = Buffer.from('clerk:open-sesame-4711').toString('base64');
  expect(api.received.at(-1)?.headers.authorization).toBe(`Basic ${pair}`);
  await requests.show('Preview');
  const preview = page.getByRole('textbox', { name: 'Request as it will be sent' });
  await expect(preview).toContainText('Authorization: ');
  await expect(preview).not.toContainText(pair);
});

test('a token is the value of a variable, and a missing one is said where it stands', async ({ page, api }) => {
  const requests = await openRequest(page, `${api.origin}/echo`);
  await requests.show('Auth');
  await requests.choose('Authentication', 'Bearer token');
  await page.getByLabel('Token', { exact: true }).fill('{{apiToken}}-{{ending}}');
  await requests.show('Variables');
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of the variable' })).toBeFocused();
  await page.keyboard.type('apiToken');
  await page.getByRole('textbox', { name: 'Value of apiToken' }).fill('t-4711');
  await expectAccessible(page);
  await requests.show('Preview');
  await expect(page.getByText('Check this before sending')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: /^Auth: .*ending/ })).toBeVisible();
  await requests.show('Variables');
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.keyboard.type('ending');
  await page.getByRole('textbox', { name: 'Value of ending' }).fill('z');
  await requests.sendFor(200);
  expect(api.received.at(-1)?.headers.authorization).toBe('Bearer t-4711-z');
});

test('parts of a form have types of their own', async ({ page, api }) => {
  const requests = await openRequest(page, `${api.origin}/echo`, 'POST');
  await requests.show('Body');
  await requests.choose('Body type', 'Form (multipart)');
  await page.getByRole('button', { name: 'Add a field' }).click();
  await page.getByRole('textbox', { name: 'Name of the field' }).fill('row');
  await page.getByRole('textbox', { name: 'Value of row' }).fill('{"a":1.0}');
  await page.getByRole('button', { name: 'Details of row' }).click();
  await page.getByRole('combobox', { name: 'Content type of row' }).fill('application/vnd.row+json');
  await page.getByRole('textbox', { name: 'Description of row' }).fill('What is stored');
  await expectAccessible(page);
  await requests.sendFor(200);
  expect(api.received.at(-1)?.body).toContain(
    'Content-Disposition: form-data; name="row"\r\nContent-Type: application/vnd.row+json\r\n\r\n{"a":1.0}\r\n',
  );
});

test('Content-Type follows from the body, and can be another', async ({ page, api }) => {
  const requests = await openRequest(page, `${api.origin}/echo`, 'POST');
  await requests.show('Body');
  await requests.choose('Body type', 'JSON');
  await write(page, 'Body', '{"id":{{id}}}');
  await page.getByRole('button', { name: 'Beautify' }).click();
  await requests.show('Variables');
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.keyboard.type('id');
  await page.getByRole('textbox', { name: 'Value of id' }).fill('7');
  await requests.sendFor(200);
  expect(api.received.at(-1)).toMatchObject({
    headers: { 'content-type': 'application/json' },
    body: '{\n  "id": 7\n}',
  });
  await requests.show('Headers');
  await page.getByRole('button', { name: 'Send another' }).click();
  await page.getByRole('textbox', { name: 'Value of Content-Type' }).fill('application/vnd.parcel+json');
  await requests.sendFor(200);
  await expect.poll(() => api.received.at(-1)?.headers['content-type']).toBe('application/vnd.parcel+json');
});

test('GraphQL is completed and checked by the schema of the server, and sent with its variables', async ({
  page,
  api,
}) => {
  const requests = await openRequest(page, `${api.origin}/graphql`);
  await requests.show('Body');
  await requests.choose('Body type', 'GraphQL');
  await page.getByRole('button', { name: 'Load schema' }).click();
  await expect(page.getByText(/Checked against \d+ types/)).toBeVisible();
  await write(page, 'Query', 'query Sent($filter: Filter) { parcels(filter: $filter) { id wight ...More } }\n');
  await expect(page.getByText(/Cannot query field "wight" on type "Parcel"/)).toBeVisible();
  await write(
    page,
    'Query',
    'query Sent($filter: Filter) { parcels(filter: $filter) { id ...More } }\nquery Me { me }\nfragment More on Parcel { weight }\n',
  );
  await expect(page.getByText(/Cannot query field/)).toBeHidden();
  await requests.choose('Operation', 'Sent');
  await expectAccessible(page);
  await write(page, 'Variables', '{"filter": {"state": "SENT"}}');
  await requests.sendFor(200);
  expect(JSON.parse(api.received.at(-1)?.body ?? '')).toMatchObject({
    operationName: 'Sent',
    variables: { filter: { state: 'SENT' } },
  });
  expect(api.received.at(-1)?.method).toBe('POST');
  await expect(requests.response.getByRole('treeitem', { name: /weight/ })).toBeVisible();
});

test('checks and values are taken from the last response, moved by the keyboard and kept', async ({ page, api }) => {
  const requests = await openRequest(page, `${api.origin}/echo?a=1`);
  await requests.sendFor(200);
  await requests.show('Tests');
  const checks = page.getByRole('region', { name: 'Checks of the response' });
  await checks.getByRole('button', { name: 'Add from the response' }).click();
  await page.getByRole('menuitem', { name: 'Status equals 200' }).click();
  await checks.getByRole('button', { name: 'Add from the response' }).click();
  await page.getByRole('menuitem', { name: 'A value of the body…' }).click();
  await page.getByRole('combobox', { name: 'Value of the response' }).fill('url');
  await page.getByRole('option', { name: '$[\'url\'] = "/echo?a=1"' }).click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const rows = checks.getByRole('group');
  await expect(rows).toHaveCount(2);
  await rows.nth(1).getByRole('textbox', { name: 'Expected value' }).press('Alt+ArrowUp');
  await expect(rows.nth(0)).toHaveAccessibleName("$['url'] equals /echo?a=1");
  await expect(rows.nth(0).getByRole('textbox', { name: 'Expected value' })).toBeFocused();
  await expectAccessible(page);
  await requests.saveAs('Echo with checks');
  await page.reload();
  await requests.show('Tests');
  await expect(rows.nth(0)).toHaveAccessibleName("$['url'] equals /echo?a=1");
  await expect(rows.nth(1)).toHaveAccessibleName('Status equals 200');
});

test('a curl command that is typed becomes a request before it is sent', async ({ page, api }) => {
  const requests = await openRequest(page, `curl -X PUT ${api.origin}/echo -H 'X-A: 1' --data-raw text`);
  await requests.url.press('Enter');
  await expect(requests.url).toHaveValue(`${api.origin}/echo`);
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('PUT');
  await requests.url.press('Enter');
  await expect(requests.head).toContainText('404');
  await requests.url.fill(`curl ${api.origin}/echo?from=blur`);
  await page.getByRole('combobox', { name: 'Method' }).focus();
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('GET');
});

test('the part that is open stays when a request is saved for the first time, and the palette shows keys', async ({
  page,
  api,
}) => {
  const requests = await openRequest(page, `${api.origin}/echo`);
  await requests.show('Tests');
  await requests.saveAs('Echo');
  await expect(page.getByRole('paragraph').filter({ hasText: /^Echo$/ })).toBeVisible();
  await expect(page.getByRole('tab', { name: /^Tests/ }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('Send');
  const send = page.getByRole('option', { name: /^Send/ }).first();
  await expect(send).toHaveAttribute('aria-keyshortcuts', /^(Control|Meta)\+Enter$/);
  await expect(send).toContainText(/(Ctrl|⌘) Enter/);
});
