import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendRaw } from '../support/rawHttp.ts';
import { expect, test } from './test.ts';

/** A page of another program on this machine. It hears what the browser sends it, and sets cookies as it likes. */
async function startNeighbour(cookies: readonly string[]) {
  const heard: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers);
    response.setHeader('set-cookie', cookies).setHeader('content-type', 'text/html').end('<title>Neighbour</title>');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { heard, url: `http://127.0.0.1:${port}/`, close: () => new Promise((done) => server.close(done)) };
}

test('another port of this machine gets nothing by the cookie, and cannot break the session', async ({
  page,
  app,
  sharedBrowser,
}) => {
  // The desktop window has no port.
  if (!sharedBrowser) return;
  const { port } = new URL(app.origin);
  const name = `patchbay_${port}`;
  const neighbour = await startNeighbour([`${name}=mine; Path=/`, `${name}=longer; Path=/rpc`]);
  const navigation = page.getByRole('navigation').first();
  await expect(navigation).toBeVisible();

  const other = await page.context().newPage();
  await other.goto(neighbour.url);
  const cookie = neighbour.heard[0]?.cookie ?? '';
  expect(cookie, 'browsers send cookies to every port').toContain(`${name}=`);
  const headers = {
    host: `127.0.0.1:${port}`,
    origin: app.origin,
    cookie,
    'content-type': 'application/json',
    'content-length': '2',
  };
  expect(await sendRaw(Number(port), { path: '/rpc/tenants/session', headers, body: '{}' })).toMatchObject({
    status: 401,
  });
  expect(await other.evaluate(() => localStorage.length)).toBe(0);
  await other.close();
  await neighbour.close();

  // The cookie is overwritten now; the page goes on, over a reload too.
  await page.getByRole('link', { name: 'Integrations' }).first().click();
  await expect(page.getByRole('heading', { name: 'Integrations' }).first()).toBeVisible();
  await page.reload();
  await expect(navigation).toBeVisible();
});

test('a link works once, and says so', async ({ page, app, sharedBrowser }) => {
  // The desktop window has no link.
  if (!sharedBrowser) return;
  await expect(page.getByRole('navigation').first()).toBeVisible();
  const other = await sharedBrowser.newContext();
  const stranger = await other.newPage();
  await stranger.goto(`${app.origin}/integrations`);
  await expect(stranger.getByText('this browser is not signed in')).toBeVisible();
  await stranger.goto(`${app.origin}/open#made-up`);
  await expect(stranger.getByText('This link is unknown')).toBeVisible();
  expect(new URL(stranger.url()).hash).toBe('');
  const markup = () => {
    document.body.innerHTML = '<b>text</b>';
  };
  await expect(stranger.evaluate(markup)).rejects.toThrow(/TrustedHTML/);
  await other.close();
});
