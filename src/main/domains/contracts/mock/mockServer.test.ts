import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeOperation, inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { stylesDefinition } from '#test/support/stylesDefinition.ts';
import { type MockOptions, serveMock } from './mockServer.ts';
import { mockSource } from './mockSource.ts';

const rules: MockOptions = {
  port: 0,
  validate: false,
  security: true,
  status: null,
  dynamic: false,
  seed: 1,
  origins: [],
  now: () => 1_000,
};

async function serve(options: Partial<MockOptions> = {}, document: object = stylesDefinition) {
  const parsed = parseDefinition(JSON.stringify(document));
  const { report, operations } = inspectDefinition(parsed);
  const source = mockSource(report, operations, async (key) => describeOperation(parsed.document, key));
  const server = await serveMock(source, { ...rules, ...options });
  onTestFinished(() => server.close());
  return server;
}

const key = { 'x-key': 'anything' };
const call = (address: string, path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  fetch(`${address}${path}`, { ...init, headers: { ...key, ...init.headers } });

describe('a mock server', () => {
  it('answers below the path of the server and at the root, the exact path before the template', async () => {
    const { address, port } = await serve();
    expect(address).toBe(`http://127.0.0.1:${port}/v1`);
    const latest = await fetch(`${address}/things/latest`);
    expect(latest.status).toBe(200);
    expect(await latest.json()).toMatchObject({ name: expect.any(String) });
    expect((await fetch(`http://127.0.0.1:${port}/things/latest`)).status).toBe(200);
    expect((await fetch(`${address}/nowhere`)).status).toBe(404);
  });

  it('asks for credentials by the schemes that the operation takes', async () => {
    const { address } = await serve();
    const refused = await fetch(`${address}/things/1`);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('ApiKey realm="mock", in="header", name="X-Key"');
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect((await call(address, '/things/1')).status).toBe(200);
    const open = await serve({ security: false });
    expect((await fetch(`${open.address}/things/1`)).status).toBe(200);
  });

  it('says what is wrong with a request where it validates, and only notes it where it does not', async () => {
    const strict = await serve({ validate: true });
    const path = '/things?ids=b1&ids=b2&flat=b,c&piped=b%7Cc';
    const headers = { 'x-flag': 'perhaps', cookie: 'session=7' };
    const refused = await call(strict.address, path, { headers });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      status: 422,
      errors: [{ in: 'header', name: 'X-Flag', pointer: '', message: 'must be boolean' }],
    });
    expect((await call(strict.address, path, { headers: { ...headers, 'x-flag': 'true' } })).status).toBe(200);
    const lax = await serve();
    expect((await call(lax.address, path, { headers })).status).toBe(200);
    expect(lax.calls()[0]?.issues).toEqual([{ place: 'header X-Flag', pointer: '', message: 'must be boolean' }]);
  });

  it.each([
    ['is no JSON', 'application/json', '{', 400],
    ['is of another type', 'text/csv', 'a,b', 415],
    ['breaks its schema', 'application/json', '{"name":"ab"}', 422],
    ['is missing', 'application/json', '', 422],
    ['is right', 'application/json', '{"name":"abc"}', 201],
  ])('refuses a body that %s', async (_what, type, body, status) => {
    const { address } = await serve({ validate: true });
    const answer = await call(address, '/things', { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
  });

  it('takes the status, the example and new values that a caller prefers', async () => {
    const { address } = await serve();
    const prefer = (value: string) => call(address, '/things/1', { headers: { prefer: value } });
    expect((await prefer('code=404')).status).toBe(404);
    expect((await prefer('code=418')).status).toBe(404);
    expect((await prefer('example=none')).status).toBe(404);
    const [first, second] = [await (await prefer('dynamic=true')).json(), await (await prefer('dynamic=true')).json()];
    expect(first).not.toEqual(second);
    expect(await (await prefer('')).json()).toEqual(await (await prefer('')).json());
  });

  it('makes the same values again with the same seed', async () => {
    const values = async (seed: number) => {
      const { address } = await serve({ dynamic: true, seed });
      return [await (await call(address, '/things/1')).json(), await (await call(address, '/things/1')).json()];
    };
    const first = await values(7);
    expect(await values(7)).toEqual(first);
    expect(await values(8)).not.toEqual(first);
  });

  it('answers HEAD without a body, OPTIONS with what is declared, and other methods with 405', async () => {
    const { address } = await serve();
    const head = await call(address, '/things/1', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(2);
    const options = await call(address, '/things/1', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'DELETE, GET']);
    expect((await call(address, '/things/1', { method: 'PATCH' })).status).toBe(405);
    const gone = await call(address, '/things/1', { method: 'DELETE' });
    expect([gone.status, await gone.text()]).toEqual([204, '']);
  });

  it('lets pages of this computer call it, and others only where it is told so', async () => {
    const { address } = await serve();
    const from = (origin: string, url = address) =>
      fetch(`${url}/things/latest`, { headers: { origin } }).then(({ status, headers }) => [
        status,
        headers.get('access-control-allow-origin'),
      ]);
    expect(await from('http://localhost:5173')).toEqual([200, 'http://localhost:5173']);
    expect(await from('https://evil.example')).toEqual([403, null]);
    const open = await serve({ origins: ['https://app.example'] });
    expect(await from('https://app.example', open.address)).toEqual([200, 'https://app.example']);
    const preflight = await fetch(`${address}/things`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'POST']);
  });

  it('answers to its own name alone', async () => {
    const { port } = await serve();
    const asked = (host: string) =>
      new Promise<number>((resolve, reject) => {
        const sent = request({ port, host: '127.0.0.1', path: '/v1/things/latest', headers: { host } }, (answer) => {
          void text(answer).then(() => resolve(answer.statusCode ?? 0));
        });
        sent.on('error', reject).end();
      });
    expect(await asked(`localhost:${port}`)).toBe(200);
    expect(await asked(`rebound.example:${port}`)).toBe(421);
    expect(await asked('127.0.0.1')).toBe(421);
  });

  it('masks secrets in the addresses that it shows', async () => {
    const { address, calls } = await serve();
    await call(address, '/things/latest?api_key=a-very-secret-value-1&page=2');
    expect(calls()[0]).toMatchObject({ at: 1_000, method: 'GET', status: 200, operationKey: 'GET /things/latest' });
    expect(calls()[0]?.target).not.toContain('a-very-secret-value-1');
    expect(calls()[0]?.target).toContain('page=2');
  });

  it('refuses a body that is too long', async () => {
    const { address } = await serve();
    const body = new Uint8Array(10_000_001);
    const sent = call(address, '/things', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    // Who goes on writing may see the end of the connection instead of the answer.
    expect(
      await sent.then(
        ({ status }) => status,
        () => 413,
      ),
    ).toBe(413);
  });
});
