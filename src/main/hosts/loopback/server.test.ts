import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sessionKeyHeader, sessionKeyItem, sessionRefusalItem } from '#contract/loopback.ts';
import { exchangeToken, type SessionHeaders, signIn } from '#test/support/signIn.ts';
import { temporaryFolder, testConsole } from '#test/support/testConsole.ts';
import { type LoopbackServer, startServer } from './server.ts';

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

/** Sends exactly what is given; fetch would fix Host, Origin and paths. */
function send(server: LoopbackServer, { method = 'GET', path, headers = {}, body }: Sent): Promise<Answer> {
  const { port, host } = new URL(server.address);
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', method, path, headers: { host, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    outgoing.on('error', reject).end(body);
  });
}

async function start() {
  const renderer = join(temporaryFolder(), 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<title>Patchbay</title>');
  writeFileSync(join(renderer, 'assets', 'app.js'), 'export {}');
  writeFileSync(join(renderer, '..', 'secret.txt'), 'outside');
  const { console, host } = await testConsole();
  const server = await startServer({ console, renderer, port: 0, log: host.log });
  onTestFinished(() => server.close());
  return server;
}

const call = { method: 'POST', path: '/rpc/tenants/session', body: '{}' };
const good = (server: LoopbackServer, session: SessionHeaders) => ({
  ...session,
  origin: server.address,
  'content-type': 'application/json',
  'content-length': '2',
});

describe('another console', () => {
  it('takes over the sessions that are open; in between, calls are told to come again', async () => {
    const server = await start();
    const headers = good(server, await signIn(server.link()));
    const call = () => send(server, { method: 'POST', path: '/rpc/system/about', headers, body: '{}' });
    expect((await call()).status).toBe(200);
    server.serve(null);
    expect(await call()).toMatchObject({ status: 503, text: 'Patchbay is starting again.\n' });
    server.serve((await testConsole({ version: '9.9.9' })).console);
    const again = await call();
    expect(again.status).toBe(200);
    expect(again.text).toContain('9.9.9');
  });
});

describe('the loopback host', () => {
  it('opens one session with a link, once, and says why not again', async () => {
    const server = await start();
    const link = server.link();
    const first = await exchangeToken(link);
    expect(first.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const second = await exchangeToken(link);
    expect([second.status, await second.text()]).toEqual([401, 'This link was already used. A link works once.\n']);
    expect(second.headers.get('set-cookie')).toBeNull();
  });

  it('takes no link that is older than a minute', async () => {
    const server = await start();
    const link = server.link();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_001);
    onTestFinished(() => void vi.restoreAllMocks());
    const late = await exchangeToken(link);
    expect([late.status, await late.text()]).toEqual([401, 'This link has expired. A link works for a minute.\n']);
  });

  it('agrees with the first script of the page on names', () => {
    const prelude = readFileSync('src/renderer/public/prelude.js', 'utf8');
    for (const item of [sessionKeyItem, sessionRefusalItem]) expect(prelude).toContain(`'${item}'`);
  });

  it('uses up no link by reading its page, whatever the method', async () => {
    const server = await start();
    const link = server.link();
    for (const method of ['GET', 'HEAD', 'POST', 'PUT']) await send(server, { method, path: '/open' });
    expect((await exchangeToken(link)).status).toBe(200);
  });

  it('gives a page that has its key the cookie again, and nobody else', async () => {
    const server = await start();
    const session = await signIn(server.link());
    const restore = (key: string) => {
      const body = JSON.stringify({ key });
      const headers = {
        origin: server.address,
        'content-type': 'application/json',
        'content-length': `${body.length}`,
      };
      return send(server, { method: 'POST', path: '/session', headers, body });
    };
    const restored = await restore(session[sessionKeyHeader] ?? '');
    expect(restored.headers['set-cookie']?.[0]?.split(';')[0]).toBe(session.cookie);
    expect(await restore('A'.repeat(43))).toMatchObject({ status: 401 });
    const foreign = { origin: 'http://127.0.0.1:1', 'content-type': 'application/json', 'content-length': '2' };
    expect(await send(server, { method: 'POST', path: '/session', headers: foreign, body: '{}' })).toMatchObject({
      status: 403,
    });
  });

  it('answers a call with session, origin and JSON', async () => {
    const server = await start();
    const answer = await send(server, { ...call, headers: good(server, await signIn(server.link())) });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toHaveProperty('json.tenant.name', 'My organisation');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    ['another host', { host: 'patchbay.example' }, 421],
    ['localhost by name', { host: 'localhost:80' }, 421],
    ['no cookie', { cookie: '' }, 401],
    ['a made-up cookie', { cookie: 'patchbay_1=abc' }, 401],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['the null origin', { origin: 'null' }, 403],
    ['no origin', { origin: '' }, 403],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', { 'content-type': 'text/plain' }, 415],
    ['no content type', { 'content-type': '' }, 415],
    ['too much', { 'content-length': '99999999' }, 413],
  ])('refuses a call with %s', async (_, changes, status) => {
    const server = await start();
    const headers = { ...good(server, await signIn(server.link())), ...changes };
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const body = 'content-length' in changes ? undefined : call.body;
    const answer = await send(server, { ...call, headers: sent, ...(body === undefined ? {} : { body }) }).catch(
      (error: Error) => error,
    );
    expect(answer).toMatchObject({ status });
  });

  it('refuses a call by GET and a page by POST', async () => {
    const server = await start();
    const headers = good(server, await signIn(server.link()));
    expect(
      (await send(server, { ...call, method: 'GET', headers: { ...headers, 'content-length': '0' }, body: '' })).status,
    ).toBe(405);
    expect((await send(server, { method: 'POST', path: '/', headers, body: '{}' })).status).toBe(405);
  });

  it('gives every page a policy that loads nothing from elsewhere', async () => {
    const server = await start();
    const { cookie } = await signIn(server.link());
    const { headers, text, status } = await send(server, { path: '/integrations/1', headers: { cookie } });
    expect(status).toBe(200);
    expect(text).toContain('Patchbay');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });

  it('shows a page without a session nothing but how to get one', async () => {
    const server = await start();
    const { status, text } = await send(server, { path: '/integrations' });
    expect(status).toBe(401);
    expect(text).toContain('its link');
  });

  it('serves no file outside its folder, whatever the path', async () => {
    const server = await start();
    const { cookie } = await signIn(server.link());
    const piece = fc.constantFrom(
      '..',
      '.',
      '%2e%2e',
      '%2e.',
      '..%2f',
      '%5c..',
      'assets',
      'secret.txt',
      '%00',
      '//',
      '....',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }), async (pieces) => {
        const { text } = await send(server, { path: `/${pieces.join('/')}`, headers: { cookie } });
        expect(text).not.toContain('outside');
      }),
      { numRuns: 300 },
    );
  });
});
