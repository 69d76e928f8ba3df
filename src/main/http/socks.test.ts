import { execFile } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { createServer as createSocks, type Socks5Server } from '@pondwader/socks5-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { OutboundOptions } from './network.ts';
import { proxyFor } from './proxy.ts';
import { proxyOfEnvironment } from './systemProxy.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testRequest } from './testServer.ts';

const run = promisify(execFile);
const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);

/** A TCP server on loopback that leaves sockets as they are. */
async function listening(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const bound = server.address();
  return bound !== null && typeof bound === 'object' ? bound.port : 0;
}

/** A proxy of SOCKS5 written by others; whatever it is asked for, it connects to this port of loopback. */
async function socks5(port: number, auth?: { username: string; password: string }) {
  const asked: string[] = [];
  const socks: Socks5Server = createSocks(auth === undefined ? {} : { auth });
  socks.setConnectionHandler((connection, sendStatus) => {
    asked.push(`${connection.destAddress}:${connection.destPort}`);
    if (connection.destPort === 1) return sendStatus('CONNECTION_REFUSED');
    const target = connect(port, '127.0.0.1', () => {
      sendStatus('REQUEST_GRANTED');
      connection.socket.pipe(target).pipe(connection.socket);
    });
    target.on('error', () => {});
    connection.socket.on('error', () => target.destroy());
  });
  return { asked, port: await listening((socket) => void socks._handleConnection(socket)) };
}

/** A proxy of SOCKS4 and 4a by the letter of its description; curl is asked below whether it is one. */
async function socks4(port: number) {
  const asked: string[] = [];
  const proxy = await listening((socket) =>
    socket.once('data', (request) => {
      const user = request.indexOf(0, 8);
      const name = request.subarray(user + 1, request.indexOf(0, user + 1)).toString();
      const address = [...request.subarray(4, 8)].join('.');
      asked.push(`${name || address}:${request.readUInt16BE(2)} ${request.subarray(8, user)}`);
      if (request.subarray(8, user).toString() === 'mallory')
        return void socket.end(Buffer.from([0, 93, 0, 0, 0, 0, 0, 0]));
      const target = connect(port, '127.0.0.1', () => {
        socket.write(Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]));
        socket.pipe(target).pipe(socket);
      });
    }),
  );
  return { asked, port: proxy };
}

const resolver = async () => ['93.184.215.14', '2606:2800:21f:cb07::7'];
const outboundBy = (url: string, more: Partial<OutboundOptions> = {}) =>
  testOutbound({ proxy: { url }, resolver, ...more });
const pair = { username: 'ada', password: 'canary-4711' };

describe('a proxy of SOCKS', () => {
  test.each([
    ['socks5', '93.184.215.14:80'],
    ['socks5h', 'api.example.test:80'],
  ])('by %s is asked for %s', async (scheme, place) => {
    const server = await serve.http((request, response) => response.end(`${request.url} ${request.headers.host}`));
    const proxy = await socks5(server.port);
    const response = await outboundBy(`${scheme}://127.0.0.1:${proxy.port}`).send(
      testRequest('http://api.example.test/path'),
    );
    expect([response.status, proxy.asked]).toEqual([200, [place]]);
    expect(response.body.kind === 'inline' && Buffer.from(response.body.data).toString()).toBe(
      '/path api.example.test',
    );
  });

  test.each([
    ['socks4', '93.184.215.14:80 '],
    ['socks4a', 'api.example.test:80 '],
  ])('by %s is asked for %s', async (scheme, place) => {
    const server = await serve.http((_request, response) => response.end());
    const proxy = await socks4(server.port);
    const send = (url: string) => outboundBy(url).send(testRequest('http://api.example.test/'));
    await send(`${scheme}://127.0.0.1:${proxy.port}`);
    await send(`${scheme}://ada@127.0.0.1:${proxy.port}`);
    expect(proxy.asked).toEqual([place, `${place}ada`]);
    const fault = await faultOf(send(`${scheme}://mallory@127.0.0.1:${proxy.port}`));
    expect([fault.code, fault.message]).toEqual(['PROXY_FAILED', expect.stringContaining('another user name')]);
  });

  test.runIf(hasCurl)('is asked as curl asks it', async () => {
    const server = await serve.http((_request, response) => response.end());
    const [five, four] = [await socks5(server.port, pair), await socks4(server.port)];
    const url = 'http://api.example.test/';
    for (const proxy of [`socks5h://ada:canary-4711@127.0.0.1:${five.port}`, `socks4a://ada@127.0.0.1:${four.port}`]) {
      await run('curl', ['-sS', '-x', proxy, url]);
      await outboundBy(proxy).send(testRequest(url));
    }
    for (const { asked } of [five, four]) {
      expect(asked).toHaveLength(2);
      expect(asked[0]).toBe(asked[1]);
    }
  });

  test('carries TLS, HTTP/2 and both families of addresses', async () => {
    const server = await serve.http2((stream) => stream.respond({ ':status': 204 }, { endStream: true }));
    const proxy = await socks5(server.port);
    const outbound = outboundBy(`socks5://127.0.0.1:${proxy.port}`, {
      certificates: testAuthority,
      resolver: async () => ['2606:2800:21f:cb07::7'],
    });
    const fault = await faultOf(outbound.send(testRequest('https://api.example.test/')));
    expect([fault.code, proxy.asked]).toEqual(['TLS_FAILED', ['2606:2800:021f:cb07:0000:0000:0000:0007:443']]);
    outbound.configure({
      proxy: { url: `socks5h://127.0.0.1:${proxy.port}` },
      certificates: testAuthority,
      totalMs: 0,
      exceptions: [String(fault.data.certificate)],
    });
    expect((await outbound.send(testRequest('https://api.example.test/'))).httpVersion).toBe('2');
  });

  test('gets user name and password, and a wrong one is told without showing it', async () => {
    const server = await serve.http((_request, response) => response.end());
    const proxy = await socks5(server.port, pair);
    const url = `socks5h://127.0.0.1:${proxy.port}`;
    const send = (password: string) =>
      testOutbound({ proxy: { url, credentials: () => ({ ...pair, password }) } }).send(testRequest('http://a.test/'));
    expect((await send(pair.password)).status).toBe(200);
    const wrong = await faultOf(send('canary-wrong'));
    expect([wrong.code, wrong.message]).toEqual(['PROXY_FAILED', expect.stringContaining('did not accept')]);
    expect(JSON.stringify([wrong.message, wrong.data])).not.toContain('canary');
    const none = await faultOf(testOutbound({ proxy: { url } }).send(testRequest('http://a.test/')));
    expect(none.message).toContain('asks for a user name');
  });

  test('that cannot connect, that is none, and that closes or says nothing is told as it is', async () => {
    const proxy = await socks5(9);
    const request = testRequest('http://a.test:1/', { timeouts: { connectMs: 300 } });
    const other = await serve.http((_request, response) => response.end());
    const closing = await listening((socket) => socket.once('data', () => socket.end()));
    const silent = await listening(() => undefined);
    for (const [port, why] of [
      [proxy.port, /was refused by the host/],
      [other.port, /does not speak SOCKS5/],
      [closing, /closed the connection/],
      [silent, /took longer than 0\.3 s.*asking the proxy/],
    ] as const) {
      const fault = await faultOf(outboundBy(`socks5h://127.0.0.1:${port}`).send(request));
      expect(fault.message).toMatch(why);
    }
  });

  test('reaches no link-local or metadata address, by name or by address', async () => {
    const proxy = await socks5(9);
    for (const [url, addresses] of [
      ['http://169.254.169.254/', []],
      ['http://metadata.google.internal/', []],
      ['http://rebound.test/', ['169.254.169.254']],
    ] as const)
      for (const scheme of ['socks5', 'socks5h', 'socks4a']) {
        const outbound = outboundBy(`${scheme}://127.0.0.1:${proxy.port}`, { resolver: async () => addresses });
        expect((await faultOf(outbound.send(testRequest(url)))).code).toBe('ADDRESS_REFUSED');
      }
    expect(proxy.asked).toEqual([]);
  });
});

describe('the proxies of the environment', () => {
  const urlOf = (env: Record<string, string>, target: string) => {
    const settings = proxyOfEnvironment(env);
    return settings && (proxyFor(new URL(target), settings)?.url.href ?? null);
  };

  test.each<[Record<string, string>, string, string | null]>([
    [{}, 'http://a.test/', null],
    [{ http_proxy: 'p.test:3128' }, 'http://a.test/', 'http://p.test:3128/'],
    [{ http_proxy: 'p.test:3128' }, 'https://a.test/', null],
    [{ HTTPS_PROXY: 'https://p.test' }, 'https://a.test/', 'https://p.test/'],
    [{ https_proxy: 'http://low.test', HTTPS_PROXY: 'http://up.test' }, 'https://a.test/', 'http://low.test/'],
    [{ ALL_PROXY: 'socks5h://p.test:1080' }, 'https://a.test/', 'socks5h://p.test:1080'],
    [{ all_proxy: 'socks5://s.test', http_proxy: 'http://h.test' }, 'http://a.test/', 'http://h.test/'],
    [{ http_proxy: 'p.test', no_proxy: 'b.test, a.test' }, 'http://sub.a.test/', null],
    [{ http_proxy: 'p.test', NO_PROXY: '*' }, 'http://a.test/', null],
    [{ http_proxy: 'p.test', no_proxy: '93.184.0.0/16' }, 'http://93.184.215.14/', null],
    [{ http_proxy: 'p.test', no_proxy: '93.184.0.0/33' }, 'http://93.184.215.14/', 'http://p.test/'],
    [{ http_proxy: 'p.test', no_proxy: '2606:2800::/32' }, 'http://[2606:2800::1]/', null],
    [{ http_proxy: 'p.test', no_proxy: 'a.test' }, 'http://127.0.0.1/', null],
    // A web server sets it from a header of whoever asks.
    [{ HTTP_PROXY: 'http://evil.test' }, 'http://a.test/', null],
    [{ HTTP_PROXY: 'http://evil.test', ALL_PROXY: 'http://p.test' }, 'http://a.test/', 'http://p.test/'],
    [{ https_proxy: '', HTTPS_PROXY: 'http://up.test' }, 'https://a.test/', 'http://up.test/'],
    [{ https_proxy: ' ', all_proxy: 'http://all.test' }, 'https://a.test/', 'http://all.test/'],
    [{ ALL_PROXY: 'socks://s.test:1080' }, 'https://a.test/', 'socks4://s.test:1080'],
    [{ https_proxy: 'p.test', NO_PROXY: '.a.test' }, 'https://a.test/', null],
    [{ https_proxy: 'p.test', NO_PROXY: 'a.test:8443' }, 'https://a.test/', 'http://p.test/'],
    [{ https_proxy: 'p.test', NO_PROXY: 'ba.test' }, 'https://a.test/', 'http://p.test/'],
  ])('%j lead %s by %s', (env, target, expected) => {
    expect(urlOf(env, target)).toBe(expected);
  });

  test.runIf(hasCurl)('lead where curl goes', async () => {
    const heard: string[] = [];
    const proxy = await serve.http((request, response) => {
      heard.push(request.url ?? '');
      response.end();
    });
    const at = `http://127.0.0.1:${proxy.port}`;
    const envs: Record<string, string>[] = [
      { http_proxy: at },
      { HTTP_PROXY: at },
      { ALL_PROXY: at },
      { all_proxy: at, http_proxy: '' },
      { http_proxy: at, no_proxy: 'a.test' },
      { http_proxy: at, no_proxy: '.a.test' },
      { http_proxy: at, NO_PROXY: 'sub.a.test' },
      { http_proxy: at, no_proxy: 'b.test  x.test,a.test' },
      { http_proxy: at, no_proxy: '', NO_PROXY: 'a.test' },
      { http_proxy: at, no_proxy: 'ba.test' },
      { http_proxy: at, no_proxy: '*' },
    ];
    for (const env of envs) {
      heard.length = 0;
      // Without a proxy it goes to a port of loopback where nobody listens.
      const args = ['-sS', '-m', '5', '--resolve', 'a.test:80:127.0.0.2', 'http://a.test/'];
      await run('curl', args, { env: { PATH: process.env.PATH, ...env } }).catch(() => undefined);
      expect([env, heard.length > 0]).toEqual([env, typeof urlOf(env, 'http://a.test/') === 'string']);
    }
  });

  test('show their password in no response, no record of what was sent, and no fault', async () => {
    const server = await serve.http((request, response) => response.end(JSON.stringify(request.headers)));
    const env = { http_proxy: `http://ada:canary-4711@127.0.0.1:${server.port}` };
    const told: unknown[] = [];
    const outbound = testOutbound({ proxy: proxyOfEnvironment(env), resolver });
    const request = testRequest('http://a.test/', { progress: { onRequest: (headers) => told.push(headers) } });
    const response = await outbound.send(request);
    expect(JSON.stringify([response, told])).not.toMatch(/canary|YWRhOmNhbmFyeS00NzEx/);
    expect(response.body.kind === 'inline' && Buffer.from(response.body.data).toString()).toContain('Basic ••••');
    for (const broken of [
      'http://ada:canary-4711@[nonsense',
      'ftp://ada:canary-4711@a',
      'http://ada:canary-4711@127.0.0.1:1',
    ]) {
      const fault = await faultOf(
        testOutbound({ proxy: proxyOfEnvironment({ http_proxy: broken }), resolver }).send(request),
      );
      expect([fault.code, JSON.stringify([fault.message, fault.data])]).toEqual([
        'PROXY_FAILED',
        expect.not.stringContaining('canary'),
      ]);
    }
  });
});
