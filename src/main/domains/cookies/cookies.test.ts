import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import type { CookieEntry } from '#contract/cookies.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const canary = 'canary-cookie-4711';

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  const bound = server.address();
  return `http://localhost:${bound !== null && typeof bound === 'object' ? bound.port : 0}`;
}

const send = (client: Client, url: string, headers: [string, string][] = []) =>
  client.requests.send({
    id: exchangeId.parse(randomUUID()),
    draft: {
      integrationId: null,
      operationKey: null,
      connectionId: null,
      method: 'GET',
      url,
      server: null,
      parameters: headers.map(([name, value]) => ({ in: 'header' as const, name, value, enabled: true })),
      body: { kind: 'none' },
    },
  });

/** Sets cookies at `/set`, sends on from `/hop`, and says what came at any other address. */
const shop = () =>
  listen((request, response) => {
    if (request.url === '/set')
      response.writeHead(200, { 'set-cookie': [`sid=${canary}; Max-Age=600; HttpOnly`, 'theme=dark'] });
    if (request.url === '/hop') response.writeHead(302, { 'set-cookie': `hop=${canary}-hop`, location: '/after' });
    response.end(`came: ${request.headers.cookie ?? 'none'}`);
  });

/** UTF-8 as Node writes headers: a character a byte. */
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

const entry: CookieEntry = {
  name: 'made',
  value: canary,
  domain: 'localhost',
  path: '/',
  hostOnly: true,
  expiresAt: 2_000_000_000_000,
  secure: false,
  httpOnly: false,
  sameSite: 'lax',
};

describe('cookies of responses', () => {
  test('are listed and removed whatever a server puts into them', async () => {
    const { client } = await testConsole();
    const odd = [
      '=nameless',
      `long${'n'.repeat(1_500)}=1`,
      `at=1; Path=/${'p'.repeat(1_500)}`,
      'a b=c d',
      'tab\t=1',
      'ü=ö',
    ];
    const url = await listen((_request, response) => response.writeHead(200, { 'set-cookie': odd.map(latin1) }).end());
    await send(client, `${url}/set`);
    const { cookies } = await client.cookies.list({});
    expect(cookies.length).toBeGreaterThanOrEqual(5);
    for (const cookie of cookies) await client.cookies.remove({ cookie });
    expect((await client.cookies.list({})).cookies).toEqual([]);
  });

  test('are sent with later requests and hops, and shown nowhere', async () => {
    const { client } = await testConsole();
    const url = await shop();
    const first = await send(client, `${url}/set`);
    const second = await send(client, `${url}/hop`, [['Cookie', 'theme=light']]);
    const set = first.response?.headers.filter(({ name }) => name === 'set-cookie').map(({ value }) => value);
    expect(set).toEqual(['sid=••••; Max-Age=600; HttpOnly', 'theme=••••']);
    expect(second.requestHeaders.find(({ name }) => name === 'Cookie')?.value).toBe('theme=light; sid=••••');
    const { data } = await client.requests.body({ id: second.id, offset: 0, length: 500, as: 'text' });
    expect(data).toBe('came: theme=light; sid=••••; hop=••••');
    const list = await client.cookies.list({});
    expect(list.cookies.map(({ name, valueBytes }) => [name, valueBytes])).toEqual([
      ['hop', canary.length + 4],
      ['sid', canary.length],
      ['theme', 4],
    ]);
    const shown = [first, second, list, await client.requests.history({}), await client.activity.list({})];
    expect(JSON.stringify(shown)).not.toContain('canary');
  });

  test('are neither kept nor sent where the settings say so', async () => {
    const { client } = await testConsole();
    const url = await shop();
    await client.settings.update({ network: { keepCookies: false } });
    await send(client, `${url}/set`);
    const { cookies, enabled } = await client.cookies.list({});
    expect([cookies, enabled]).toEqual([[], false]);
  });

  test('belong to a tenant, and to a jar', async () => {
    const { client } = await testConsole();
    await client.cookies.set({ cookie: entry });
    expect((await client.cookies.list({ jar: 'staging' })).cookies).toEqual([]);
    const { id: tenantId } = await client.tenants.create({ name: 'Elsewhere' });
    await client.tenants.switch({ tenantId });
    expect((await client.cookies.list({})).cookies).toEqual([]);
  });
});

describe('the jar', () => {
  test('keeps what has an expiry sealed, and the rest until the console ends', async () => {
    const first = await testConsole();
    const url = await shop();
    await send(first.client, `${url}/set`);
    await first.client.cookies.set({ cookie: entry });
    await first.console.close();
    const { paths, keychain } = first.host;
    const second = await testConsole({ paths, keychain });
    const { cookies, kept } = await second.client.cookies.list({});
    expect([cookies.map(({ name }) => name), kept]).toEqual([['made', 'sid'], 'vault']);
    const { id } = await send(second.client, url);
    expect((await second.client.requests.body({ id, offset: 0, length: 500, as: 'text' })).data).toContain('sid=');
  });

  test('is in memory while the vault is locked, says so, and is whole again afterwards', async () => {
    const { client } = await testConsole();
    await client.cookies.set({ cookie: entry });
    await client.vault.lock();
    await client.cookies.set({ cookie: { ...entry, name: 'meanwhile' } });
    const locked = await client.cookies.list({});
    expect([locked.cookies.map(({ name }) => name), locked.kept]).toEqual([['meanwhile'], 'memory']);
    expect(locked.why).toMatch(/locked.*Unlock.*in memory/);
    await client.vault.unlock({});
    const open = await client.cookies.list({});
    expect([open.cookies.map(({ name }) => name), open.kept]).toEqual([['made', 'meanwhile'], 'vault']);
  });
});

describe('a cookie by hand', () => {
  test('is made, changed without showing its value, moved and removed', async () => {
    const { client } = await testConsole();
    await client.cookies.set({ cookie: entry });
    await client.cookies.set({ cookie: { ...entry, value: null, httpOnly: true } });
    const { name, domain, path } = entry;
    const replaces = { name, domain, path };
    const { cookies } = await client.cookies.set({ cookie: { ...entry, value: null, name: 'moved' }, replaces });
    expect(cookies).toMatchObject([{ name: 'moved', valueBytes: canary.length, sameSite: 'lax' }]);
    expect((await client.cookies.remove({ cookie: { ...replaces, name: 'moved' } })).cookies).toEqual([]);
    await client.cookies.set({ cookie: entry });
    await client.cookies.set({ cookie: { ...entry, domain: 'shop.test' } });
    expect((await client.cookies.clear({ domain: 'shop.test' })).cookies).toHaveLength(1);
    expect((await client.cookies.clear({ domain: null })).cookies).toEqual([]);
  });

  test.each<[Partial<CookieEntry>, string]>([
    [{ value: null, name: 'new' }, 'cookie.value'],
    [{ domain: 'co.uk', hostOnly: false }, 'cookie.domain'],
    [{ domain: 'a b' }, 'cookie.domain'],
    [{ domain: 'a.test:8080' }, 'cookie.domain'],
    [{ domain: 'a.test/b' }, 'cookie.domain'],
    [{ domain: 'a.test?b' }, 'cookie.domain'],
    [{ domain: 'me@a.test' }, 'cookie.domain'],
    [{ domain: `${'ü'.repeat(60)}.${'ü'.repeat(60)}.${'ü'.repeat(60)}.${'ü'.repeat(60)}` }, 'cookie.domain'],
    [{ name: '__Secure-a' }, 'cookie.name'],
    [{ name: '__Host-a', secure: true, path: '/a' }, 'cookie.name'],
  ])('%j is refused as browsers refuse it', async (change, field) => {
    const { client } = await testConsole();
    await expect(client.cookies.set({ cookie: { ...entry, ...change } })).rejects.toMatchObject({
      code: 'INVALID',
      data: { field },
    });
  });
});
