import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { OutboundResponse } from './messages.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

function bodyText(response: OutboundResponse): string {
  if (response.body.kind !== 'inline') throw new Error('not inline');
  return Buffer.from(response.body.data).toString();
}

describe('send', () => {
  test('tells status, headers in order and case, body, address and phase timings', async () => {
    const server = await serve.http((_request, response) => {
      response.writeHead(201, 'Made', [
        ['X-Second', '2'],
        ['x-first', '1'],
        ['Content-Type', 'Text/Plain; charset="UTF-8"'],
      ]);
      response.end('hello');
    });
    const response = await testOutbound().send(testRequest(`${server.url}/a?b=1#c`));
    expect(response).toMatchObject({
      status: 201,
      statusText: 'Made',
      url: `${server.url}/a?b=1`,
      remoteAddress: '127.0.0.1',
      contentType: 'text/plain',
      charset: 'utf-8',
      wireBytes: 5,
      truncated: false,
      reusedConnection: false,
    });
    expect(response.headers.slice(0, 2)).toEqual([
      ['X-Second', '2'],
      ['x-first', '1'],
    ]);
    expect(bodyText(response)).toBe('hello');
    const { dns, tls, connect, send, firstByte, download, total } = response.timings;
    expect({ dns, tls }).toEqual({ dns: null, tls: null });
    const parts = [connect, send, firstByte, download].map((part) => part ?? Number.NaN);
    expect(parts.every((part) => part >= 0)).toBe(true);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(total);
  });

  test('keeps the order and case of request headers and adds what is missing', async () => {
    const server = await serve.http((request, response) => response.end(JSON.stringify(request.rawHeaders)));
    const headers: [string, string][] = [
      ['X-Zed', '1'],
      ['x-alpha', '2'],
      ['X-Zed', '3'],
      ['accept', 'text/plain'],
    ];
    const sent: unknown = JSON.parse(bodyText(await testOutbound().send(testRequest(server.url, { headers }))));
    expect(sent).toEqual([
      ...['host', `127.0.0.1:${server.port}`, 'connection', 'keep-alive'],
      ...headers.flat(),
      ...['Accept-Encoding', 'gzip, deflate, br, zstd', 'User-Agent', 'patchbay-test'],
    ]);
  });

  test('sends text, bytes and a file as body, each with its length', async () => {
    const server = await serve.http(async (request, response) => {
      const body = await text(request);
      response.end(`${request.headers['content-length']} ${request.headers['transfer-encoding']} ${body}`);
    });
    const outbound = testOutbound();
    const path = join(outbound.bodyDirectory, 'upload');
    writeFileSync(path, 'from a file');
    const send = async (body: string | Uint8Array | { path: string }) =>
      bodyText(await outbound.send(testRequest(server.url, { method: 'POST', body })));
    expect(await send('grüße')).toBe('7 undefined grüße');
    expect(await send(Buffer.from('bytes'))).toBe('5 undefined bytes');
    expect(await send({ path })).toBe('11 undefined from a file');
    expect(await faultOf(send({ path: `${path}-missing` }))).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  test('reports the head and the bytes while they arrive', async () => {
    const server = await serve.http((_request, response) => response.end('12345'));
    const heard: unknown[] = [];
    const progress = {
      onHead: ({ status }: { status: number }) => heard.push(status),
      onBytes: (received: number) => heard.push(received),
    };
    await testOutbound().send(testRequest(server.url, { progress }));
    expect(heard).toEqual([200, 5]);
  });

  test('keeps what an event stream sent until time ran out', async () => {
    const server = await serve.http((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
    });
    const timeouts = { connectMs: 5_000, responseMs: 5_000, totalMs: 300 };
    const response = await testOutbound().send(testRequest(server.url, { timeouts }));
    expect([response.truncated, bodyText(response)]).toEqual([true, 'data: one\n\n']);
    await server.idle();
  });

  test.each([
    ['a line break in a value', { headers: [['X-A', 'a\r\nX-B: c']] }, 'headers.0'],
    ['a character outside Latin-1', { headers: [['X-A', '€']] }, 'headers.0'],
    ['a space in a name', { headers: [['X A', '1']] }, 'headers.0'],
    ['an empty name', { headers: [['', '1']] }, 'headers.0'],
    ['a header of the connection', { headers: [['Transfer-Encoding', 'chunked']] }, 'headers.0'],
    [
      'two Host headers',
      {
        headers: [
          ['Host', 'a'],
          ['host', 'b'],
        ],
      },
      'headers.1',
    ],
    ['a method that is no token', { method: 'GET /' }, 'method'],
    ['CONNECT', { method: 'CONNECT' }, 'method'],
    ['a URL that is none', { url: 'nonsense' }, 'url'],
    ['another scheme', { url: 'file:///etc/passwd' }, 'url'],
    ['credentials in the URL', { url: 'http://user:pass@127.0.0.1/' }, 'url'],
  ] as const)('refuses %s before anything is sent', async (_name, change, field) => {
    let requests = 0;
    const server = await serve.http((_request, response) => {
      requests += 1;
      response.end();
    });
    const fault = await faultOf(testOutbound().send(testRequest(server.url, change)));
    expect(fault).toMatchObject({ code: 'REQUEST_INVALID', data: { field, kept: 'Nothing was sent.' } });
    expect(requests).toBe(0);
  });

  test('refuses a Content-Length that the body does not have', async () => {
    const server = await serve.http((_request, response) => response.end());
    const request = testRequest(server.url, { method: 'POST', body: 'four', headers: [['Content-Length', '9']] });
    expect(await faultOf(testOutbound().send(request))).toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
