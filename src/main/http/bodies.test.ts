import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const plain = Buffer.from('some text that is compressed '.repeat(100));

const codings: Record<string, [header: string, data: Buffer]> = {
  gzip: ['gzip', gzipSync(plain)],
  'x-gzip': ['X-GZIP', gzipSync(plain)],
  br: ['br', brotliCompressSync(plain)],
  zstd: ['zstd', zstdCompressSync(plain)],
  'deflate with zlib header': ['deflate', deflateSync(plain)],
  'deflate without header': ['deflate', deflateRawSync(plain)],
  'gzip in br': ['gzip, br', brotliCompressSync(gzipSync(plain))],
  identity: ['identity', plain],
};

function coded(header: string, data: Buffer) {
  return serve.http((_request, response) => response.writeHead(200, { 'content-encoding': header }).end(data));
}

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** Bytes of buffers that something still refers to. */
function heldBytes(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

describe('bodies', () => {
  test.each(Object.entries(codings))('undoes %s', async (_name, [header, data]) => {
    const server = await coded(header, data);
    const { body, wireBytes } = await testOutbound().send(testRequest(server.url));
    expect(wireBytes).toBe(data.length);
    expect(body.kind === 'inline' && plain.equals(body.data)).toBe(true);
  });

  test.each([
    ['cut', 'gzip', gzipSync(plain).subarray(0, 20)],
    ['damaged', 'gzip', Buffer.from('not gzip at all')],
    ['damaged', 'br', Buffer.from('not brotli at all')],
    ['damaged', 'zstd', Buffer.from('not zstd at all')],
    ['in an unknown coding', 'compress', plain],
    ['in too many layers', 'gzip, gzip, gzip, gzip', plain],
  ])('says that a body is %s (%s) and keeps no file', async (_what, header, data) => {
    const server = await coded(header, data);
    const outbound = testOutbound({ spillBytes: 1 });
    const fault = await faultOf(outbound.send(testRequest(server.url)));
    expect(fault).toMatchObject({ code: 'BAD_RESPONSE', data: { phase: 'download' } });
    expect(outbound.files()).toEqual([]);
  });

  test('streams a large body to a private file under a name of its own', async () => {
    const large = randomBytes(50_000_000);
    const server = await serve.http((_request, response) => response.end(large));
    const outbound = testOutbound();
    const before = heldBytes();
    let held = 0;
    const onBytes = (received: number) => {
      if (held === 0 && received > 40_000_000) held = heldBytes() - before;
    };
    const { body } = await outbound.send(testRequest(`${server.url}/../../etc/passwd`, { progress: { onBytes } }));
    expect(held).not.toBe(0);
    expect(held).toBeLessThan(25_000_000);
    if (body.kind !== 'file') throw new Error('kept in memory');
    expect(body.path.startsWith(`${outbound.bodyDirectory}/body-`)).toBe(true);
    expect(statSync(body.path).mode & 0o777).toBe(0o600);
    expect(large.equals(readFileSync(body.path))).toBe(true);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(200_000_000))],
    ['br', brotliCompressSync(Buffer.alloc(50_000_000))],
    ['zstd', zstdCompressSync(Buffer.alloc(200_000_000))],
  ])('stops a %s bomb at the bound and keeps nothing', async (header, bomb) => {
    const server = await coded(header, bomb);
    const outbound = testOutbound({ maxBodyBytes: 2_000_000 });
    const fault = await faultOf(outbound.send(testRequest(server.url)));
    expect(fault).toMatchObject({ code: 'BODY_TOO_LARGE', data: { phase: 'download' } });
    expect(outbound.files()).toEqual([]);
  });

  test('keeps the beginning of a larger body where that is asked for', async () => {
    const server = await serve.http((_request, response) => response.end('0123456789'));
    const request = testRequest(server.url, { maxBodyBytes: 4, overflow: 'truncate' });
    const { body, truncated } = await testOutbound().send(request);
    expect([truncated, body.kind === 'inline' && Buffer.from(body.data).toString()]).toEqual([true, '0123']);
  });

  test('takes a body of exactly the bound whole', async () => {
    const server = await serve.http((_request, response) => response.end('0123456789'));
    const { truncated, body } = await testOutbound({ maxBodyBytes: 10 }).send(testRequest(server.url));
    expect([truncated, body.bytes]).toEqual([false, 10]);
  });

  test.each([
    ['Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('does not take a body by %s that was cut for a whole one', async (_name, answer) => {
    const server = await serve.tcp((socket) => socket.on('data', () => socket.end(answer)));
    const outbound = testOutbound({ spillBytes: 1 });
    const fault = await faultOf(outbound.send(testRequest(server.url)));
    expect(fault).toMatchObject({ code: 'CONNECTION_LOST', data: { phase: 'download' } });
    expect(outbound.files()).toEqual([]);
  });

  test('takes a body that ends with the connection', async () => {
    const server = await serve.tcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nall of it')),
    );
    const { body } = await testOutbound().send(testRequest(server.url));
    expect(body.bytes).toBe(9);
  });
});
