import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { httpServer, httpsServer } from '../../src/main/http/testServer.ts';
import { connectDialog } from '../support/pages/connectDialog.ts';
import { importText } from '../support/pages/importDialog.ts';
import { parcelKey } from '../support/pages/localApi.ts';
import { parcelDefinition } from '../support/pages/parcelDefinition.ts';
import { requestsPage } from '../support/pages/requestsPage.ts';
import { shell } from '../support/pages/shell.ts';
import { vault } from '../support/pages/vault.ts';
import { expect, test } from './test.ts';

test('a request is built from the operation, previewed without its secret, and its answer judged', async ({
  page,
  api,
}) => {
  test.slow();
  await vault(page).open();
  await vault(page).chooseSession();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click();
  const connect = connectDialog(page);
  await connect.secret('API key').fill(parcelKey);
  await connect.saveAndCheck();
  await connect.done();
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.openOperation('Parcel service', 'listParcels');

  await test.step('parameters: required, enum, number, boolean, list', async () => {
    await requests.show('Params');
    await page.getByRole('textbox', { name: 'depot' }).fill('');
    await requests.show('Preview');
    await expect(page.getByRole('alert').filter({ hasText: 'depot is needed' })).toBeVisible();
    await requests.show('Params');
    await page.getByRole('textbox', { name: 'depot' }).fill('north & west');
    await page.getByRole('combobox', { name: 'state' }).click();
    await page.getByRole('option', { name: 'delivered' }).click();
    await expect(page.getByText('query · integer, 1 to 50')).toBeVisible();
    await page.getByRole('combobox', { name: 'express' }).click();
    await page.getByRole('option', { name: 'true' }).click();
    const tags = page.getByRole('combobox', { name: 'tags' });
    await tags.fill('red');
    await tags.press('Enter');
    await tags.fill('blue');
    await tags.press('Enter');
    await page.getByRole('textbox', { name: 'limit' }).fill('5');
  });

  await test.step('the preview masks the secret and is what is sent', async () => {
    await requests.show('Preview');
    const preview = page.getByLabel('Request as it will be sent');
    await expect(preview).toContainText('depot=north%20%26%20west');
    await expect(preview).toContainText('tags=red,blue');
    await expect(preview).toContainText(/x-parcel-key: •+/i);
    await expect(preview).not.toContainText(parcelKey);
    await requests.sendFor(200);
    const sent = new URL(api.received.at(-1)?.url ?? '', api.origin);
    expect(Object.fromEntries(sent.searchParams)).toEqual({
      depot: 'north & west',
      state: 'delivered',
      limit: '5',
      express: 'true',
      tags: 'red,blue',
    });
  });

  await test.step('sent again it stays on the part that was looked at; of another request the body comes first', async () => {
    await requests.showResponse('Headers');
    await requests.sendFor(200);
    await expect(requests.responseTab('Headers')).toHaveAttribute('aria-selected', 'true');
    await requests.openOperation('Parcel service', 'sendParcel');
    await requests.openOperation('Parcel service', 'listParcels');
    await expect(requests.responseTab('Body')).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('a draft survives a reload', async () => {
    await page.reload();
    await expect(page.getByRole('textbox', { name: 'depot' })).toHaveValue('north & west');
    await expect(requests.head).toContainText('200');
  });

  await test.step('a body starts as a sample and is checked against its schema', async () => {
    await requests.openOperation('Parcel service', 'sendParcel');
    await requests.show('Body');
    const body = page.getByRole('textbox', { name: 'Body' });
    await expect(body).toContainText('"weight"');
    await body.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('{ "to": "12 Harbour Street", "weight": 0 }');
    await expect(page.getByText(/^Line 1: /)).toBeHidden();
    await requests.url.focus();
    await expect(page.getByText(/^Line 1: .*0\.1/)).toBeVisible();
    await body.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('{ "to": "12 Harbour Street", "weight": 2.5 }');
    await expect(page.getByText(/^Line 1:/)).toBeHidden();
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(requests.head).toContainText('201');
    expect(JSON.parse(api.received.at(-1)?.body ?? '')).toEqual({ to: '12 Harbour Street', weight: 2.5 });
  });

  await test.step('an answer that is not as promised is shown with its places', async () => {
    await requests.openOperation('Parcel service', 'answerOtherwise');
    await requests.sendFor(200);
    await requests.showResponse('Schema');
    await expect(requests.response.getByText('Differs from the definition')).toBeVisible();
    await expect(requests.response.getByRole('table', { name: 'Differences' })).toContainText('/0/id');
  });
});

test('slow, broken, large and binary answers are told and handled', async ({ page, api }) => {
  test.slow();
  await importText(page, 'Parcel service', parcelDefinition(api.origin));
  await shell(page).open('Requests');
  const requests = requestsPage(page);

  await test.step('a slow one counts and can be cancelled', async () => {
    await requests.openOperation('Parcel service', 'answerSlowly');
    await requests.send();
    await expect(requests.cancelButton).toContainText(/(0\.[1-9]|[1-9]\d*\.\d) s/);
    await requests.cancelButton.click();
    await expect(requests.response.getByRole('alert')).toContainText('Stopped while waiting for the first byte');
    await expect(requests.sendButton).toBeVisible();
  });

  await test.step('a cut connection and a port that nobody listens on name their phase', async () => {
    await requests.openOperation('Parcel service', 'cutTheLine');
    await requests.send();
    await expect(requests.response.getByRole('alert')).toContainText(/Failed while (waiting|the request was sent)/);
    await page.getByRole('button', { name: 'New request', exact: true }).click();
    await expect(requests.url).toBeFocused();
    await expect(requests.url).toHaveValue('');
    await page.keyboard.insertText('http://127.0.0.1:9/nothing');
    await requests.send();
    await expect(requests.response.getByRole('alert')).toContainText('Failed while connecting');
    await expect(requests.response.getByRole('alert')).toContainText('127.0.0.1');
  });

  await test.step('five megabytes stay readable, searchable and can be saved', async () => {
    await requests.openOperation('Parcel service', 'answerBig');
    await requests.sendFor(200);
    await expect(requests.head).toContainText(/5(\.\d)? MB/);
    const body = requests.response.getByRole('document', { name: 'Body of the response' });
    await requests.response.getByRole('textbox', { name: 'Search in the body' }).fill('Neighbour');
    await expect(body.locator('mark').first()).toHaveText(/^neigh/);
    await expect(requests.response.getByText(/^1 of 1,000 or more found$/)).toBeVisible();
    await requests.response.getByRole('textbox', { name: 'Search in the body' }).fill('');
    await body.press('End');
    await expect(body).toContainText(/\}\]$/);
    const download = page.waitForEvent('download');
    await requests.response.getByRole('button', { name: 'Save' }).click();
    expect(readFileSync(await (await download).path()).byteLength).toBeGreaterThan(5_000_000);
  });

  await test.step('what is no text is not shown as one', async () => {
    await requests.openOperation('Parcel service', 'printLabel');
    await requests.sendFor(200);
    await expect(requests.response.getByRole('document', { name: 'Bytes of the response' })).toContainText(/00000000/);
    await requests.response.getByText('Text', { exact: true }).click();
    await expect(requests.response.getByRole('document', { name: 'Body of the response' })).not.toBeEmpty();
  });
});

test('a request without an integration is written, saved under a name and found again', async ({ page, api }) => {
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill(`${api.origin}/echo?colour={colour}`);
  await page.getByRole('combobox', { name: 'Method' }).click();
  await page.getByRole('option', { name: 'GET', exact: true }).click();
  await requests.show('Headers');
  await page.getByRole('button', { name: 'Add' }).last().click();
  await requests.sendFor(200);
  await requests.showResponse('Headers');
  await expect(requests.response.getByText('application/json')).toBeVisible();

  await requests.saveAs('Echo of colours');
  await page.reload();
  await expect(requests.url).toHaveValue(`${api.origin}/echo?colour={colour}`);
  await requests.list.getByRole('tab', { name: 'Collections' }).click();
  await requests.list.getByRole('treeitem', { name: 'GET Echo of colours' }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(requests.list.getByRole('treeitem', { name: 'GET Echo of colours' })).toBeVisible();
});

test('a chosen file goes to the console once, and the history opens its request again whole', async ({ page, api }) => {
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill(`${api.origin}/upload`);
  await page.getByRole('combobox', { name: 'Method' }).click();
  await page.getByRole('option', { name: 'PUT', exact: true }).click();
  await requests.show('Body');
  await requests.choose('Body type', 'File');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  const file = { name: 'dump.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2_000_000, 'f') };
  await (await chooser).setFiles(file);
  await expect(page.getByText('dump.bin · 2.0 MB')).toBeVisible();

  await test.step('typing sends no byte of it again', async () => {
    const lengths: number[] = [];
    page.on('request', (request) => lengths.push(request.postDataBuffer()?.length ?? 0));
    const composed = page.waitForResponse(/requests\/compose/);
    await requests.url.fill(`${api.origin}/upload?colour=red`);
    await composed;
    expect(Math.max(...lengths)).toBeLessThan(5_000);
    await requests.pressWhileThePageMoves('Preview');
    const preview = page.getByLabel('Request as it will be sent');
    await expect(preview).toContainText('content-length: 2000000');
    await expect(preview).toContainText('(2,000,000 bytes of dump.bin)');
  });

  await test.step('it is there as code, in the language that was chosen last', async () => {
    await page.getByRole('button', { name: 'Code', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Request as code' });
    await expect(dialog.getByLabel('Code')).toContainText('curl -X PUT');
    await dialog.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Python (requests)' }).click();
    await expect(dialog.getByLabel('Code')).toContainText('data=open("dump.bin", "rb")');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Code', exact: true }).click();
    await expect(dialog.getByRole('combobox', { name: 'Language' })).toHaveValue('Python (requests)');
    await page.keyboard.press('Escape');
  });

  await test.step('it is still there after a reload, and is sent whole', async () => {
    await page.reload();
    await requests.sendFor(200);
    expect(api.received.at(-1)).toMatchObject({ method: 'PUT', body: 'f'.repeat(2_000_000) });
  });

  await test.step('the history names the host and opens the request with its file', async () => {
    await requests.list.getByRole('tab', { name: 'History' }).click();
    const entry = requests.list.getByRole('button', { name: /^PUT.*\/upload\?colour=red/ });
    await expect(entry).toContainText(new URL(api.origin).host);
    await entry.click();
    await requests.show('Body');
    await expect(page.getByText('dump.bin · 2.0 MB')).toBeVisible();
    await requests.sendFor(200);
    await expect.poll(() => api.received.length).toBe(2);
    expect(api.received.at(-1)?.body).toHaveLength(2_000_000);
  });
});

test('an event stream shows while it arrives, and what came stays after Cancel', async ({ page }) => {
  const streams: ServerResponse[] = [];
  const server = await httpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: first parcel\n\n');
    streams.push(response);
  });
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill(`${server.url}/events`);
  await requests.send();
  const live = requests.response.getByRole('button', { name: 'Pause' });
  const events = requests.response.getByRole('listbox', { name: 'Events' });
  await expect(events).toContainText('first parcel');
  streams[0]?.write('data: second parcel\n\n');
  await expect(events).toContainText('second parcel');
  await requests.cancelButton.click();
  await expect(requests.response.getByRole('alert')).toContainText('Cancelled');
  await expect(live).toBeHidden();
  await expect(events).toContainText('first parcel');
  await expect(events).toContainText('second parcel');
  await server.close();
});

test('a certificate that is accepted for its host sends the request, marks it and stands in the settings', async ({
  page,
  visit,
}) => {
  const asked: string[] = [];
  const server = await httpsServer(({ url }, response) => {
    asked.push(url ?? '');
    response.end('hello');
  });
  await shell(page).open('Requests');
  const requests = requestsPage(page);
  await requests.url.fill(`${server.url}/parcels`);
  await requests.send();
  await expect(requests.response.getByRole('alert')).toContainText('Nothing was sent');
  expect(asked).toEqual([]);
  await requests.response.getByRole('button', { name: `Accept for 127.0.0.1:${server.port} and send` }).click();
  await expect(requests.head).toContainText('200');
  await expect(requests.response.getByText('Certificate not verified')).toBeVisible();
  expect(asked).toEqual(['/parcels']);
  await visit('/settings/network');
  await expect(page.getByText(new RegExp(`^127\\.0\\.0\\.1:${server.port} [0-9A-F:]{95}$`))).toBeVisible();
  await server.close();
});
