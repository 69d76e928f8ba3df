import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { findViolations } from '../support/accessibility.ts';
import { expect, test } from './test.ts';

const standards = { type: 'tag' as const, values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };

/** A server that gives back each message, sets a cookie over http, and refuses `/closed`. */
async function startServer() {
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'set-cookie': 'session=canary-cookie-4711; Max-Age=600; HttpOnly' }).end('hello');
  });
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (request.url === '/closed')
      return void socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 8\r\n\r\nno entry');
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('message', (data, isBinary) => opened.send(data, { binary: isBinary }));
      opened.send('{"welcome":true}');
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const bound = http.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const close = () => {
    for (const client of sockets.clients) client.terminate();
    http.close();
    http.closeAllConnections();
  };
  return { host: `localhost:${port}`, close };
}

test('a WebSocket is opened, spoken over and closed with the keyboard', async ({ page, visit }) => {
  const server = await startServer();
  await visit('/requests/socket');
  const log = page.getByRole('listbox', { name: 'Messages, the newest first' });
  await page.getByLabel('Address').fill(`ws://${server.host}/room`);
  await page.getByLabel('Address').press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Connected' })).toBeVisible();
  await expect(log.getByRole('option').filter({ hasText: '{"welcome":true}' })).toBeVisible();
  await page.getByLabel('Message', { exact: true }).fill('hello there');
  await page.getByLabel('Message', { exact: true }).press('Control+Enter');
  await expect(log.getByRole('option').filter({ hasText: 'hello there' })).toHaveCount(2);
  await log.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('region', { name: 'Chosen message' })).toContainText('"welcome": true');
  expect(await findViolations(page, standards)).toEqual([]);

  await test.step('bytes are checked before they are sent, and messages are kept by name', async () => {
    await page.getByRole('combobox', { name: 'Kind of message' }).click();
    await page.getByRole('option', { name: 'Bytes as hex' }).click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByText('Bytes in hex have two digits each')).toBeVisible();
    await page.getByLabel('Message', { exact: true }).fill('00 ff');
    await page.getByRole('button', { name: 'Saved messages' }).click();
    await page.getByRole('menuitem', { name: 'Save this message…' }).click();
    await page.getByLabel('Name').fill('Two bytes');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(log.getByRole('option').filter({ hasText: '00 ff' })).toHaveCount(2);
    await page.getByRole('button', { name: 'Saved messages' }).click();
    await expect(page.getByRole('menuitem', { name: 'Two bytes', exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByRole('status').filter({ hasText: '1000 Done, as agreed' })).toBeVisible();

  await test.step('a refusal shows what was answered', async () => {
    await page.getByLabel('Address').fill(`ws://${server.host}/closed`);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByRole('alert').filter({ hasText: '403 Forbidden' })).toContainText('no entry');
  });
  server.close();
});

test('cookies of a response are listed without their values, changed and removed', async ({ page, visit }) => {
  const server = await startServer();
  await visit('/requests');
  await page.getByLabel('URL').fill(`http://${server.host}/`);
  await page.getByLabel('URL').press('Enter');
  await expect(page.getByText('200').first()).toBeVisible();
  const openCookies = async () => {
    await page.getByRole('button', { name: 'More for this request' }).click();
    await page.getByRole('menuitem', { name: 'Cookies…' }).click();
  };
  await openCookies();
  const dialog = page.getByRole('dialog', { name: 'Cookies' });
  const row = dialog.getByRole('row').filter({ hasText: 'session=' });
  await expect(row).toContainText('HttpOnly');
  await expect(page.getByText('canary-cookie')).toHaveCount(0);
  expect(await findViolations(page, standards)).toEqual([]);
  await row.getByRole('button', { name: 'Actions for session' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await dialog.getByLabel('Path').fill('/kept');
  expect(await findViolations(page, standards)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('/kept');
  await dialog.getByRole('button', { name: 'Remove all' }).click();
  await page.getByRole('dialog', { name: 'Remove 1 cookie?' }).getByRole('button', { name: 'Remove' }).click();
  await expect(dialog.getByText('No cookies yet')).toBeVisible();
  server.close();
});

test('a proxy is chosen: none, the one of the system, or one with an address', async ({ page, visit }) => {
  await visit('/settings/network');
  await page.getByText('This proxy', { exact: true }).click();
  await expect(page.getByText('Enter the address of the proxy.')).toBeVisible();
  await page.getByLabel('Address of the proxy').fill('socks5h://proxy.example');
  await page.getByLabel('First byte').fill('30');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Settings saved')).toBeVisible();
  expect(await findViolations(page, standards)).toEqual([]);
  await visit('/settings/network');
  await expect(page.getByLabel('Address of the proxy')).toHaveValue('socks5h://proxy.example');
  await page.getByText('System', { exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await visit('/settings/network');
  await expect(page.getByRole('radio', { name: 'System' })).toBeChecked();
});
