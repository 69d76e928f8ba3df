import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { OutboundRequest, OutboundResponse } from './messages.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const secret = 'canary-7f3a9c';

/** Answers with what it was sent. */
const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request;
  response.end(JSON.stringify({ method, url, headers, body: await text(request) }));
};

const redirectTo = (location: () => string, status = 302) =>
  serve.http((request, response) => {
    request.resume();
    response.writeHead(status, { location: location() }).end('moved');
  });

function seen(response: OutboundResponse): {
  method: string;
  url: string;
  body: string;
  headers: Record<string, string>;
} {
  if (response.body.kind !== 'inline') throw new Error('not inline');
  return JSON.parse(Buffer.from(response.body.data).toString());
}

const withCredentials: Partial<OutboundRequest> = {
  headers: [
    ['Authorization', `Bearer ${secret}`],
    ['Cookie', `session=${secret}`],
    ['X-Api-Key', secret],
    ['X-Unlisted', `key ${secret}`],
    ['X-Plain', 'stays'],
  ],
  credentialHeaders: ['x-api-key'],
  credentialQuery: ['api_key'],
};

describe('redirects', () => {
  test('are followed to the end, each hop recorded', async () => {
    const server = await serve.http((request, response) => {
      const step = Number(request.url?.slice(1));
      if (step >= 3) response.end('here');
      else response.writeHead(302, { location: `/${step + 1}` }).end();
    });
    const response = await testOutbound().send(testRequest(`${server.url}/0`));
    expect(response.url).toBe(`${server.url}/3`);
    expect(response.redirects).toEqual(
      [0, 1, 2].map((step) => ({
        status: 302,
        from: `${server.url}/${step}`,
        to: `${server.url}/${step + 1}`,
        credentialsDropped: false,
      })),
    );
    expect(server.sockets.size).toBe(1);
  });

  test('are shown, not followed, where that is asked for', async () => {
    const server = await redirectTo(() => '/next');
    const response = await testOutbound().send(testRequest(server.url, { redirects: { follow: false, max: 0 } }));
    expect([response.status, response.redirects]).toEqual([302, []]);
  });

  test('end with a fault when there are too many', async () => {
    const server = await redirectTo(() => '/again');
    const fault = await faultOf(testOutbound().send(testRequest(server.url, { redirects: { follow: true, max: 3 } })));
    expect(fault).toMatchObject({ code: 'TOO_MANY_REDIRECTS', data: { phase: 'redirect' } });
  });

  test('drop every credential across origins', async () => {
    const target = await serve.http(echo);
    const server = await redirectTo(() => `${target.url}/to?api_key=abc&page=2`);
    const request = testRequest(server.url, { ...withCredentials, secrets: [] });
    for (const secrets of [[secret], []]) {
      const response = await testOutbound().send({ ...request, secrets });
      const { headers, url } = seen(response);
      expect(url).toBe('/to?page=2');
      expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['authorization']));
      expect([headers.authorization, headers.cookie, headers['x-api-key'], headers['x-plain']]).toEqual([
        undefined,
        undefined,
        undefined,
        'stays',
      ]);
      expect(headers['x-unlisted']).toBeUndefined();
      expect(headers.host).toBe(`127.0.0.1:${target.port}`);
      expect(response.redirects[0]?.credentialsDropped).toBe(true);
    }
  });

  test('do not get credentials back on the way home', async () => {
    const home = await serve.http((request, response) => {
      if (request.url === '/end') return echo(request, response);
      return response.writeHead(302, { location: away.url }).end();
    });
    const away = await redirectTo(() => `${home.url}/end`);
    const response = await testOutbound().send(testRequest(home.url, { ...withCredentials, secrets: [secret] }));
    expect(seen(response).headers.authorization).toBeUndefined();
  });

  test('keep credentials within the origin', async () => {
    const server = await serve.http((request, response) => {
      if (request.url === '/end') return echo(request, response);
      return response.writeHead(307, { location: '/end' }).end();
    });
    const response = await testOutbound().send(testRequest(server.url, withCredentials));
    expect(seen(response).headers).toMatchObject({ authorization: 'Bearer ••••', 'x-api-key': '••••' });
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'data'],
    [307, 'POST', 'POST', 'data'],
    [308, 'POST', 'POST', 'data'],
  ])('with status %i turn %s into %s', async (status, method, then, body) => {
    const target = await serve.http(echo);
    const server = await redirectTo(() => target.url, status);
    const headers: [string, string][] = [['Content-Type', 'text/plain']];
    const response = await testOutbound().send(testRequest(server.url, { method, body: 'data', headers }));
    expect(seen(response)).toMatchObject({ method: then, body });
    expect(seen(response).headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
  });

  test('do not carry a body with a secret to another origin', async () => {
    const target = await serve.http(echo);
    const server = await redirectTo(() => target.url, 307);
    const request = testRequest(server.url, { method: 'POST', body: `client_secret=${secret}`, secrets: [secret] });
    const fault = await faultOf(testOutbound().send(request));
    expect(fault).toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect(JSON.stringify(fault)).not.toContain(secret);
    expect(target.sockets.size).toBe(0);
  });

  test('do not carry a body that is said to hold secrets, however weak they are', async () => {
    const target = await serve.http(echo);
    const server = await redirectTo(() => target.url, 308);
    const request = testRequest(server.url, { method: 'POST', body: '{"password":"abc"}', bodyHasSecrets: true });
    expect(await faultOf(testOutbound().send(request))).toMatchObject({ code: 'REDIRECT_REFUSED' });
    expect(target.sockets.size).toBe(0);
  });

  test.each(['file:///etc/passwd', 'javascript:alert(1)', 'http://[bad'])('do not lead to %s', async (location) => {
    const server = await redirectTo(() => location);
    expect(await faultOf(testOutbound().send(testRequest(server.url)))).toMatchObject({ code: 'REDIRECT_REFUSED' });
  });

  test.each([
    'http://169.254.169.254/latest/',
    'http://2852039166/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://0xa9.0376.43518/',
  ])('do not lead to the metadata service (%s)', async (location) => {
    const server = await redirectTo(() => location);
    const fault = await faultOf(testOutbound().send(testRequest(server.url)));
    expect(fault).toMatchObject({ code: 'ADDRESS_REFUSED', data: { phase: 'address' } });
  });

  test('mask secrets in the recorded addresses', async () => {
    const server = await serve.http((request, response) => {
      if (request.url?.startsWith('/end')) return response.end();
      return response.writeHead(302, { location: `/end?token=${secret}` }).end();
    });
    const response = await testOutbound().send(testRequest(`${server.url}/?k=${secret}`, { secrets: [secret] }));
    expect(JSON.stringify([response.redirects, response.url])).not.toContain(secret);
  });
});

describe('hosts a secret is bound to', () => {
  test.each([['127.0.0.1'], ['127.0.0.1:PORT'], ['*.0.0.1']])('are matched by %s', async (host) => {
    const server = await serve.http(echo);
    const allowedHosts = [host.replace('PORT', String(server.port))];
    expect((await testOutbound().send(testRequest(server.url, { secrets: [secret], allowedHosts }))).status).toBe(200);
  });

  test.each([['api.test'], ['127.0.0.1:1'], ['*.127.0.0.1']])('refuse what %s does not match', async (host) => {
    const server = await serve.http(echo);
    const fault = await faultOf(
      testOutbound().send(testRequest(server.url, { secrets: [secret], allowedHosts: [host] })),
    );
    expect(fault).toMatchObject({ code: 'SECRET_HOST_REFUSED', data: { names: [host] } });
    expect(server.sockets.size).toBe(0);
  });
});
