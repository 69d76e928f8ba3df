import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Agent, request as undiciRequest } from 'undici';
import { describe, expect, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testClient, testRequest } from './testServer.ts';
import { tlsAdvice } from './tlsAdvice.ts';

const bodyOf = (response: { body: { kind: string; data?: Uint8Array } }) =>
  Buffer.from(response.body.data ?? []).toString();
const trusting = () => testOutbound({ certificates: testAuthority });

describe('the version of HTTP', () => {
  test('is HTTP/2 where the host offers it, and HTTP/1.1 where it does not', async () => {
    const outbound = trusting();
    const two = await serve.http2((stream) => stream.respond({ ':status': 204 }, { endStream: true }));
    const one = await serve.https((_request, response) => response.end());
    const versions = [two, one].map(({ url }) => outbound.send(testRequest(url)));
    expect((await Promise.all(versions)).map(({ httpVersion }) => httpVersion)).toEqual(['2', '1.1']);
  });

  test('is the one that the request asks for, or a fault that says what to choose', async () => {
    const one = await serve.https((_request, response) => response.end());
    const fault = await faultOf(trusting().send(testRequest(one.url, { httpVersion: '2' })));
    expect([fault.message, fault.data.todo].join(' ')).toMatch(/does not offer.*Automatic/);
  });

  test('is that of the settings where the request asks for none', async () => {
    const two = await serve.clearHttp2((stream) => stream.respond({ ':status': 204 }, { endStream: true }));
    const response = await testOutbound({ httpVersion: '2' }).send(testRequest(two.url));
    expect([response.status, response.httpVersion]).toEqual([204, '2']);
  });

  test('is found out where a host without TLS speaks HTTP/2 alone', async () => {
    const two = await serve.clearHttp2((stream) => {
      stream.respond({ ':status': 200 });
      stream.pipe(stream);
    });
    const response = await testOutbound().send(testRequest(two.url, { method: 'POST', body: 'once' }));
    expect([response.httpVersion, bodyOf(response)]).toEqual(['2', 'once']);
  });
});

describe('a request of HTTP/2', () => {
  test('is written with pseudo headers, lower case, in order, without headers of the connection', async () => {
    let heard: readonly string[] = [];
    const server = await serve.http2((stream, _headers, raw) => {
      heard = raw;
      stream.respond({ ':status': 200 }, { endStream: true });
    });
    let told: [string, string][] = [];
    const request = testRequest(`${server.url}/a%20b?c=d`, {
      method: 'PROPFIND',
      headers: [
        ['X-B', '1'],
        ['Host', 'other.test'],
        ['X-A', 'é'],
        ['X-B', '2'],
        ['Connection', 'keep-alive'],
      ],
      body: 'four',
      progress: {
        onRequest: (headers) => {
          told = headers;
        },
      },
    });
    await trusting().send(request);
    expect(told.flat()).toEqual(heard);
    expect(heard).toEqual([
      ...[':method', 'PROPFIND', ':scheme', 'https', ':authority', 'other.test', ':path', '/a%20b?c=d'],
      ...['x-b', '1', 'x-a', 'é', 'x-b', '2', 'accept', '*/*', 'accept-encoding', 'gzip, deflate, br, zstd'],
      ...['user-agent', 'patchbay-test', 'content-length', '4'],
    ]);
  });

  test('is answered as undici reads it: status, headers, body', async () => {
    const server = await serve.http2((stream, headers) => {
      stream.respond({ ':status': 418, 'x-path': headers[':path'], 'set-cookie': ['a=1', 'b=2'] });
      stream.end('short and stout');
    });
    const dispatcher = new Agent({ allowH2: true, connect: { ca: testAuthority } });
    const judged = await undiciRequest(`${server.url}/tea`, { dispatcher });
    const theirs = [
      judged.statusCode,
      judged.headers['x-path'],
      judged.headers['set-cookie'],
      await judged.body.text(),
    ];
    await dispatcher.close();
    const ours = await trusting().send(testRequest(`${server.url}/tea`));
    const value = (name: string) => ours.headers.filter(([key]) => key === name).map(([, each]) => each);
    expect([ours.status, ...value('x-path'), value('set-cookie'), bodyOf(ours)]).toEqual(theirs);
  });

  test('tells informational responses and trailers, and shows header text that is UTF-8', async () => {
    const server = await serve.http2((stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</a.css>; rel=preload' });
      stream.respond({ ':status': 200, 'x-name': Buffer.from('Ä').toString('latin1') }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }));
      stream.end('body');
    });
    const response = await trusting().send(testRequest(server.url));
    expect(response.notes).toEqual(['An informational response came first: 103.']);
    expect(response.trailers).toEqual([['x-sum', '42']]);
    expect(response.headers[0]).toEqual(['x-name', 'Ä']);
    expect([response.timings.tls, response.timings.send, response.timings.download].includes(null)).toBe(false);
  });

  test('to which HEAD, 204 and 304 come without a body', async () => {
    const server = await serve.http2((stream, headers) => {
      const status = headers[':path'] === '/' ? 200 : Number(headers[':path']?.slice(1));
      stream.respond({ ':status': status, 'content-length': status === 200 ? '5' : undefined }, { endStream: true });
    });
    const outbound = trusting();
    const send = (path: string, method: string) => outbound.send(testRequest(`${server.url}${path}`, { method }));
    const all = await Promise.all([send('/', 'HEAD'), send('/204', 'GET'), send('/304', 'GET')]);
    expect(all.map(({ status, body }) => [status, body.bytes])).toEqual([
      [200, 0],
      [204, 0],
      [304, 0],
    ]);
  });

  test('shows the client certificate to its origin, and goes through the tunnel of a proxy', async () => {
    const server = await serve.http2((stream) => {
      const socket = stream.session?.socket as TLSSocket;
      const { subject } = socket.getPeerCertificate();
      stream.respond({ ':status': 200 });
      stream.end(String(subject?.CN));
    });
    const proxy = await serve.http((_request, response) => response.writeHead(500).end());
    let tunnels = 0;
    proxy.onConnect((_request, socket) => {
      tunnels += 1;
      const target = connect(server.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(target).pipe(socket);
      });
    });
    const outbound = testOutbound({
      certificates: testAuthority,
      proxy: { url: proxy.url },
      resolver: async () => ['127.0.0.1'],
    });
    const url = `https://patchbay.test:${server.port}/`;
    const clientCertificate = { chain: testClient.chain, key: testClient.key };
    const fault = await faultOf(outbound.send(testRequest(url, { clientCertificate })));
    expect(fault.message).toContain('another host name');
    outbound.configure({
      proxy: { url: proxy.url },
      certificates: testAuthority,
      totalMs: 0,
      exceptions: [String(fault.data.certificate)],
    });
    const response = await outbound.send(testRequest(url, { clientCertificate }));
    expect([response.httpVersion, response.unverified, tunnels]).toEqual(['2', true, 2]);
    expect(bodyOf(response)).not.toBe('undefined');
  });
});

test('what a host that takes neither version is told about leads to the automatic choice', () => {
  const error = Object.assign(new Error(), { code: 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL' });
  expect(tlsAdvice(error, false).todo).toContain('Automatic');
});
