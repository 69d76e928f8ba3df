import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { OutboundResponse } from './messages.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

function bodyText(response: OutboundResponse): string {
  if (response.body.kind !== 'inline') throw new Error('not inline');
  return Buffer.from(response.body.data).toString();
}

describe('a request and its response', () => {
  test('uses an open connection again and says so', async () => {
    const server = await serve.http((_request, response) => response.end('x'));
    const outbound = testOutbound();
    await outbound.send(testRequest(server.url));
    const second = await outbound.send(testRequest(server.url));
    expect(second.reusedConnection).toBe(true);
    expect(second.timings).toMatchObject({ dns: null, connect: null, tls: null });
    expect(server.sockets.size).toBe(1);
  });

  test('sends again on a new connection when the kept one was closed meanwhile', async () => {
    let connections = 0;
    const server = await serve.tcp((socket) => {
      const isFirst = connections++ === 0;
      let requests = 0;
      socket.on('data', () => {
        if (isFirst && ++requests === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx');
      });
    });
    const outbound = testOutbound();
    await outbound.send(testRequest(server.url));
    const second = await outbound.send(testRequest(server.url));
    expect([second.status, second.reusedConnection, connections]).toEqual([200, false, 2]);
  });

  test('limits the wait for the response also after it went to a new connection', async () => {
    let requests = 0;
    const server = await serve.tcp((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx');
        if (requests === 2) socket.destroy();
      });
    });
    const outbound = testOutbound();
    await outbound.send(testRequest(server.url));
    const timeouts = { connectMs: 0, responseMs: 150, totalMs: 10_000 };
    const fault = await faultOf(outbound.send(testRequest(server.url, { timeouts })));
    expect([fault.code, requests]).toEqual(['TIMED_OUT', 3]);
    expect(fault.message).toContain('0.15 s');
  });

  test('takes an answer that comes before the request is sent whole', async () => {
    const server = await serve.tcp((socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig'),
      ),
    );
    const response = await testOutbound().send(
      testRequest(server.url, { method: 'POST', body: { path: process.execPath } }),
    );
    expect([response.status, bodyText(response)]).toEqual([413, 'big']);
    expect(response.timings.send).toBeNull();
    await server.idle();
  });

  test('does not send a POST twice when the connection is lost', async () => {
    let posts = 0;
    const server = await serve.http((request, response) => {
      if (request.method === 'GET') return response.end('x');
      posts += 1;
      return request.socket.destroy();
    });
    const outbound = testOutbound();
    await outbound.send(testRequest(server.url));
    const fault = await faultOf(outbound.send(testRequest(server.url, { method: 'POST', body: 'once' })));
    expect([fault.code, posts]).toEqual(['CONNECTION_LOST', 1]);
  });

  test.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ])('takes %s with status %i as a response without a body, whatever its headers promise', async (method, status) => {
    const server = await serve.http((_request, response) => {
      response.writeHead(status, {
        'content-encoding': 'gzip',
        ...(method === 'HEAD' ? { 'content-length': '999' } : {}),
      });
      response.end();
    });
    const response = await testOutbound().send(testRequest(server.url, { method }));
    expect(response).toMatchObject({ status, body: { kind: 'inline', bytes: 0 }, wireBytes: 0 });
  });

  test('skips interim responses', async () => {
    const server = await serve.http((_request, response) => {
      response.writeEarlyHints({ link: '</a.css>; rel=preload' });
      response.end('final');
    });
    expect(bodyText(await testOutbound().send(testRequest(server.url)))).toBe('final');
  });

  test('answers many requests at once, each with its own body', async () => {
    const server = await serve.http(async (request: IncomingMessage, response) => response.end(await buffer(request)));
    const outbound = testOutbound();
    const bodies = Array.from({ length: 50 }, (_, index) => `body ${index}`);
    const answers = await Promise.all(
      bodies.map(async (body) => bodyText(await outbound.send(testRequest(server.url, { method: 'POST', body })))),
    );
    expect(answers).toEqual(bodies);
  });
});
