import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { OutboundRequest, OutboundResponse } from './messages.ts';
import { serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const keeping = (url: string, change: Partial<OutboundRequest> = {}) =>
  testRequest(url, { incomplete: 'keep', ...change });

function bodyText(response: OutboundResponse): string {
  if (response.body.kind !== 'inline') throw new Error('not inline');
  return Buffer.from(response.body.data).toString();
}

const words = Array.from({ length: 400 }, (_, index) => `${index} ${Math.sin(index)}`).join('\n');

describe('a body that does not come whole keeps its response and what came', () => {
  test.each([
    ['by Content-Length', 'HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 100\r\n\r\nhalf'],
    ['by chunks', 'HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    ['within a chunk', 'HTTP/1.1 200 OK\r\nX-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf'],
  ])('cut %s', async (_name, answer) => {
    const server = await serve.tcp((socket) => socket.once('data', () => socket.end(answer)));
    const response = await testOutbound().send(keeping(server.url));
    expect([response.status, response.headers[0], bodyText(response)]).toEqual([200, ['X-A', '1'], 'half']);
    expect(response.fault).toMatchObject({ code: 'CONNECTION_LOST', data: { phase: 'download' } });
    expect(response.fault?.data.kept).toBe('Status, headers and 4 bytes of the body are kept.');
    expect(response.timings.download).not.toBeNull();
  });

  test('cut by a reset, also where it was long and lies in a file', async () => {
    const server = await serve.http((_request, response) => {
      response.writeHead(200, { 'Content-Length': 9_000_000 });
      response.write(Buffer.alloc(3_000_000, 'x'), () => response.socket?.end());
    });
    const { fault, body } = await testOutbound({ spillBytes: 10 }).send(keeping(server.url));
    expect(fault?.code).toBe('CONNECTION_LOST');
    expect([body.kind, body.bytes]).toEqual(['file', 3_000_000]);
  });

  test('timed out', async () => {
    const server = await serve.http((_request, response) => response.writeHead(200).write('begin'));
    const timeouts = { connectMs: 0, responseMs: 0, totalMs: 300 };
    const response = await testOutbound().send(keeping(server.url, { timeouts }));
    expect([response.status, bodyText(response), response.fault?.code]).toEqual([200, 'begin', 'TIMED_OUT']);
    await server.idle();
  });

  test.each(['text/event-stream', 'application/x-ndjson', 'text/plain'])('cancelled (%s)', async (type) => {
    const controller = new AbortController();
    const server = await serve.http((_request, response) =>
      response.writeHead(200, { 'Content-Type': type }).write('data: 1\n\n'),
    );
    const progress = { onBytes: () => controller.abort() };
    const response = await testOutbound().send(keeping(server.url, { progress }), controller.signal);
    expect([response.status, bodyText(response), response.fault?.code]).toEqual([200, 'data: 1\n\n', 'CANCELLED']);
    expect(response.fault?.data.kept).toContain('9 bytes');
    await server.idle();
  });

  test.each([
    ['gzip', gzipSync(words)],
    ['br', brotliCompressSync(words)],
    ['deflate', gzipSync('no')],
  ])('cut in the middle of %s', async (coding, data) => {
    const half = data.subarray(0, data.length >> 1);
    const server = await serve.tcp((socket) =>
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${data.length}\r\n\r\n`);
        socket.end(half);
      }),
    );
    const response = await testOutbound().send(keeping(server.url));
    expect(response.status).toBe(200);
    if (coding === 'deflate') return expect(Buffer.from(half).equals(Buffer.from(bodyBytes(response)))).toBe(true);
    expect(response.fault?.code).toBe('CONNECTION_LOST');
    expect(bodyText(response).length).toBeGreaterThan(500);
    expect(words.startsWith(bodyText(response))).toBe(true);
  });

  test.each([
    ['gzip', gzipSync(words).subarray(0, 1_000)],
    ['br', brotliCompressSync(words).subarray(0, 1_000)],
  ])('whole on the wire, and the %s in it ends too early', async (coding, data) => {
    const server = await serve.http((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': coding }).end(data),
    );
    const response = await testOutbound().send(keeping(server.url));
    expect(response.fault).toMatchObject({ code: 'BAD_RESPONSE' });
    expect(bodyText(response).length).toBeGreaterThan(500);
    expect(words.startsWith(bodyText(response))).toBe(true);
  });

  test('with a wrong checksum, all of it', async () => {
    const data = gzipSync(words);
    data[data.length - 6] = (data[data.length - 6] ?? 0) ^ 255;
    const server = await serve.http((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(data),
    );
    const response = await testOutbound().send(keeping(server.url));
    expect([bodyText(response), response.fault?.code]).toEqual([words, 'BAD_RESPONSE']);
  });

  test.each([
    ['gzip', 'plain text'],
    ['br', '{"plain": true}'],
    ['zstd', 'plain text'],
    ['compress', 'whatever it is'],
    ['gzip, gzip, gzip, gzip', 'too deep'],
  ])('not in the coding that it says (%s): as it was sent', async (coding, sent) => {
    const server = await serve.http((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': coding });
      response.write(sent);
      setImmediate(() => response.end(' and more'));
    });
    const response = await testOutbound().send(keeping(server.url));
    expect([response.status, bodyText(response)]).toEqual([200, `${sent} and more`]);
    expect(response.fault?.code).toBe('BAD_RESPONSE');
    expect(response.fault?.data.kept).toContain('as it was sent');
  });

  test('no secret is in what came', async () => {
    const secret = 'canary-secret-4711';
    const server = await serve.tcp((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nyour ${secret}`)),
    );
    const response = await testOutbound().send(keeping(server.url, { secrets: [secret] }));
    expect(bodyText(response)).toBe('your ••••');
  });

  test('several frames of zstd of which the last is cut', async () => {
    const data = Buffer.concat([zstdCompressSync('one '), zstdCompressSync('two').subarray(0, 8)]);
    const server = await serve.http((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'zstd' }).end(data),
    );
    const response = await testOutbound().send(keeping(server.url));
    expect([bodyText(response), response.fault?.code]).toEqual(['one ', 'BAD_RESPONSE']);
  });
});

function bodyBytes({ body }: OutboundResponse): Uint8Array {
  if (body.kind !== 'inline') throw new Error('not inline');
  return body.data;
}
