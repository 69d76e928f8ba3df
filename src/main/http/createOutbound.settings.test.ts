import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

type Pairs = [name: string, value: string][];

const bodyOf = ({ body }: { body: { kind: string; data?: Uint8Array } }) => Buffer.from(body.data ?? []).toString();
const off = { proxy: null, certificates: null, totalMs: 0, exceptions: [] };

describe('the headers that will be sent', () => {
  const given: Pairs = [['X-A', '1']];
  const rest: Pairs = [
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['User-Agent', 'patchbay-test'],
  ];
  const head: Pairs = [
    ['host', 'api.test'],
    ['connection', 'keep-alive'],
  ];
  const proxy = { url: 'http://user:word@proxy.test:3128' };
  test.each<[url: string, proxied: boolean, method: string, body: string | undefined, last: Pairs]>([
    ['http://api.test/', false, 'GET', undefined, []],
    ['http://api.test/', false, 'POST', 'grüße', [['content-length', '7']]],
    ['http://api.test/', true, 'GET', undefined, [['Proxy-Authorization', '••••']]],
    ['https://api.test/', true, 'GET', undefined, []],
  ])('to %s, with a proxy: %s', (url, proxied, method, body, last) => {
    const outbound = testOutbound(proxied ? { proxy } : {});
    const request = { url, method, headers: given, ...(body === undefined ? {} : { body }) };
    expect(outbound.headersOf(request)).toEqual([...head, ...given, ...rest, ...last]);
  });

  test('are told as they are written, for the first request alone', async () => {
    const target = await serve.http((request, response) => response.end(JSON.stringify(request.rawHeaders)));
    const server = await serve.http((request, response) =>
      response.writeHead(302, { location: target.url, 'X-Raw': JSON.stringify(request.rawHeaders) }).end(),
    );
    const told: Pairs[] = [];
    const request = testRequest(server.url, {
      headers: given,
      progress: { onRequest: (headers) => told.push(headers) },
    });
    const outbound = testOutbound();
    const shown = await outbound.send({ ...request, redirects: { follow: false, max: 0 } });
    const raw: unknown = JSON.parse(shown.headers.find(([name]) => name === 'X-Raw')?.[1] ?? '');
    expect(told.map((pairs) => pairs.flat())).toEqual([raw]);
    await outbound.send(request);
    expect(told).toHaveLength(2);
  });

  test('show no password of the proxy', async () => {
    const server = await serve.http((_request, response) => response.end());
    const told: Pairs[] = [];
    const outbound = testOutbound({
      proxy: { url: `http://user:canary-word@127.0.0.1:${server.port}` },
      resolver: async () => ['93.184.215.14'],
    });
    await outbound.send(testRequest('http://api.test/', { progress: { onRequest: (headers) => told.push(headers) } }));
    expect(told.flat().find(([name]) => name === 'Proxy-Authorization')).toEqual(['Proxy-Authorization', '••••']);
    expect([
      await outbound.readingProxies(new URL('http://api.test')),
      await testOutbound().readingProxies(new URL('http://a.test')),
    ]).toEqual([[`127.0.0.1:${server.port}`], []]);
  });
});

describe('hosts that a request is bound to', () => {
  const resolver = async () => ['127.0.0.1'];
  const secrets = ['canary-7f3a9c'];

  test.each<[name: string, headers: Pairs, secrets: string[], refused: string | null]>([
    ['another one in a header', [['X-Forwarded-Host', 'evil.test']], secrets, 'evil.test'],
    ['one that is none', [['Host', 'a b']], secrets, 'a b'],
    ['an allowed one', [['X-Forwarded-Host', 'good.test']], secrets, null],
    ['another one, and no secret', [['X-Forwarded-Host', 'evil.test']], [], null],
  ])('%s', async (_, headers, shown, refused) => {
    const server = await serve.http((_request, response) => response.end());
    const allowedHosts = [`api.test:${server.port}`, 'good.test'];
    const request = testRequest(`http://api.test:${server.port}/`, { headers, secrets: shown, allowedHosts });
    if (refused === null) return expect((await testOutbound({ resolver }).send(request)).status).toBe(200);
    const fault = await faultOf(testOutbound({ resolver }).send(request));
    expect(server.sockets.size).toBe(0);
    return expect(fault).toMatchObject({
      code: 'SECRET_HOST_REFUSED',
      message: `The secret may not be sent to ${refused}.`,
      data: {
        kept: 'Nothing was sent.',
        todo: 'Add the host to the connection, or confirm this request.',
        names: allowedHosts,
        phase: 'address',
        tried: refused,
      },
    });
  });

  test('a proxy that reads the request is one of them', async () => {
    const server = await serve.http((_request, response) => response.end());
    const outbound = testOutbound({ proxy: { url: server.url }, resolver: async () => ['93.184.215.14'] });
    const proxy = `127.0.0.1:${server.port}`;
    const send = (allowedHosts: string[]) => outbound.send(testRequest('http://api.test/', { allowedHosts }));
    expect(await faultOf(send(['api.test']))).toMatchObject({ data: { tried: proxy, names: ['api.test'] } });
    expect((await send(['api.test', proxy])).status).toBe(200);
  });
});

test.each(['CONNECT', 'connect'])('%s is for proxies', async (method) => {
  const fault = await faultOf(testOutbound().send(testRequest('http://127.0.0.1:1/', { method })));
  expect(fault).toMatchObject({ code: 'REQUEST_INVALID', message: 'CONNECT is for proxies only.' });
});

test.each([
  [65_536, 1],
  [3_000_000, 2],
])('a redirect with a body of %d bytes takes %d connections', async (bytes, connections) => {
  const opened = new Set<unknown>();
  const server = await serve.http((request, response) => {
    opened.add(request.socket);
    if (request.url === '/end') response.end();
    else response.writeHead(302, { location: '/end' }).end(Buffer.alloc(bytes));
  });
  expect((await testOutbound().send(testRequest(server.url))).status).toBe(200);
  expect(opened.size).toBe(connections);
});

test('redirects are followed as often as allowed, and no more', async () => {
  const server = await serve.http((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end('here');
    else response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  const send = (from: number, max: number) =>
    testOutbound().send(testRequest(`${server.url}/${from}`, { redirects: { follow: true, max } }));
  expect(bodyOf(await send(2, 2))).toBe('here');
  const fault = await faultOf(send(3, 2));
  expect(fault).toMatchObject({
    code: 'TOO_MANY_REDIRECTS',
    message: 'The response redirects more than 2 times.',
    data: { todo: 'Turn off following redirects to see the response itself.' },
  });
});

test('a pinned address stands for the origin of the request, and for no other', async () => {
  const other = await serve.http((_request, response) => response.end('other'));
  const server = await serve.http((request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/again' }).end();
    else response.writeHead(302, { location: `http://other.test:${other.port}/` }).end();
  });
  const asked: string[] = [];
  const resolver = async (host: string) => {
    asked.push(host);
    return ['127.0.0.1'];
  };
  const request = testRequest(`http://api.test:${server.port}/`, { pinnedAddress: '127.0.0.1' });
  expect(bodyOf(await testOutbound({ resolver }).send(request))).toBe('other');
  expect(asked).toEqual(['other.test']);
});

test('the time limit of the settings counts where the request has none', async () => {
  const server = await serve.http(() => {});
  const outbound = testOutbound({ totalMs: 50 });
  const timeouts = { connectMs: 0, responseMs: 0 };
  expect(await faultOf(outbound.send(testRequest(server.url, { timeouts })))).toMatchObject({ code: 'TIMED_OUT' });
  outbound.configure({ ...off, totalMs: 60 });
  expect((await faultOf(outbound.send(testRequest(server.url, { timeouts })))).message).toContain('0.06 s');
});

test('what is shown of a response has no secret, in no part', async () => {
  const secret = 'canary-7f3a9c';
  const server = await serve.tcp((socket) =>
    socket.once('data', () =>
      socket.end(
        `HTTP/1.1 103 ${secret}\r\n\r\nHTTP/1.1 200 ${secret}\r\nX-${secret}: ${secret}\r\nContent-Type: text/${secret}\r\n` +
          `Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: ${secret}\r\n\r\n`,
      ),
    ),
  );
  const heads: unknown[] = [];
  const progress = { onHead: (head: unknown) => heads.push(head) };
  const response = await testOutbound().send(testRequest(`${server.url}/${secret}`, { secrets: [secret], progress }));
  expect(JSON.stringify([response, heads])).not.toContain(secret);
  expect(response).toMatchObject({
    status: 200,
    statusText: '••••',
    httpVersion: '1.1',
    url: `${server.url}/••••`,
    trailers: [['X-Sum', '••••']],
    notes: ['An informational response came first: 103 ••••.'],
    contentType: 'text/••••',
    truncated: false,
    unverified: false,
    fault: null,
  });
  expect(response.headers[0]).toEqual(['X-••••', '••••']);
  expect(heads).toEqual([{ status: 200, headers: response.headers }]);
});

test('parts of a secret of eight letters and more are hidden in a fault as well', async () => {
  const told = async (secret: string, host: string) => {
    const resolver = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    return (await faultOf(testOutbound({ resolver }).send(testRequest(`http://${host}/`, { secrets: [secret] }))))
      .message;
  };
  expect(await told('abcdefgh/x', 'abcdefgh.test')).toBe('No address was found for ••••.test.');
  expect(await told('abcdefg/x', 'abcdefg.test')).toBe('No address was found for abcdefg.test.');
  expect(await told('https://abcdefgh/x', 'abcdefgh.test')).toBe('No address was found for abcdefgh.test.');
});

test('a body is read again for each request that needs it', async () => {
  const server = await serve.http(async (request, response) => {
    const body = await text(request);
    if (request.url === '/end') response.end(body);
    else response.writeHead(307, { location: '/end' }).end();
  });
  expect(bodyOf(await testOutbound().send(testRequest(server.url, { method: 'PUT', body: 'data' })))).toBe('data');
});
