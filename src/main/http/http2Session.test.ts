import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, type ServerHttp2Stream } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { flags, frame, frameServer, status200, uint32 } from './testFrames.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testAuthority, testRequest } from './testServer.ts';

const trusting = () => testOutbound({ certificates: testAuthority });
const answer = (stream: number) =>
  Buffer.concat([frame('headers', flags.endHeaders | flags.endStream, stream, status200)]);

describe('a connection of HTTP/2', () => {
  test('carries what is sent after it was opened, also at the same time', async () => {
    const waiting: ServerHttp2Stream[] = [];
    const server = await serve.http2((stream, headers) => {
      if (headers[':path'] === '/first') return void stream.respond({ ':status': 200 }, { endStream: true });
      waiting.push(stream);
      if (waiting.length < 20) return undefined;
      for (const each of waiting) each.respond({ ':status': 200 }, { endStream: true });
    });
    const outbound = trusting();
    const send = (path: string) => outbound.send(testRequest(`${server.url}${path}`));
    await send('/first');
    const all = await Promise.all(Array.from({ length: 20 }, () => send('/')));
    expect(all.every(({ reusedConnection }) => reusedConnection)).toBe(true);
    expect(server.sockets.size).toBe(1);
  });

  test('takes no more than the server allows at once, and another is opened for the rest', async () => {
    const server = await serve.clearHttp2(
      (stream, headers) => {
        const finish = () => stream.respond({ ':status': 200 }, { endStream: true });
        if (headers[':path'] === '/') finish();
        else setTimeout(finish, 50);
      },
      { maxConcurrentStreams: 2 },
    );
    const outbound = testOutbound({ httpVersion: '2' });
    await outbound.send(testRequest(server.url));
    await Promise.all(Array.from({ length: 5 }, () => outbound.send(testRequest(`${server.url}/slow`))));
    expect(server.sockets.size).toBeGreaterThan(1);
  });

  test('is closed with the settings that it was opened under', async () => {
    const server = await serve.http2((stream) => stream.respond({ ':status': 200 }, { endStream: true }));
    const outbound = trusting();
    await outbound.send(testRequest(server.url));
    outbound.closeIdle();
    await server.idle();
    expect((await outbound.send(testRequest(server.url))).reusedConnection).toBe(false);
  });

  test('lives on when one of its requests is cancelled', async () => {
    const server = await serve.http2((stream, headers) => {
      stream.respond({ ':status': 200 });
      if (headers[':path'] === '/') stream.end('whole');
      else stream.write('beginning');
    });
    const outbound = trusting();
    await outbound.send(testRequest(server.url));
    const cancel = new AbortController();
    const progress = { onHead: () => cancel.abort() };
    const fault = await faultOf(outbound.send(testRequest(`${server.url}/endless`, { progress }), cancel.signal));
    expect([fault.code, fault.message]).toEqual(['CANCELLED', expect.stringContaining('downloaded')]);
    expect((await outbound.send(testRequest(server.url))).reusedConnection).toBe(true);
    expect(server.sockets.size).toBe(1);
  });

  test('is cancelled while the request is sent, and while the answer is waited for', async () => {
    const server = await serve.http2(() => undefined);
    const outbound = trusting();
    for (const [body, when] of [
      [undefined, 'waiting'],
      ['x'.repeat(20_000_000), 'sent'],
    ] as const) {
      const cancel = new AbortController();
      const change = body === undefined ? {} : { method: 'PUT', body };
      const sent = outbound.send(testRequest(server.url, change), cancel.signal);
      setTimeout(() => cancel.abort(), 200);
      const fault = await faultOf(sent);
      expect([fault.code, fault.message]).toEqual(['CANCELLED', expect.stringContaining(when)]);
    }
  });
});

describe('a request that the server has not acted on is sent once more', () => {
  const post = { method: 'POST', body: 'once', httpVersion: '2' } as const;

  test.each<[string, (stream: number) => Buffer]>([
    ['refused', (stream) => frame('resetStream', 0, stream, uint32(constants.NGHTTP2_REFUSED_STREAM))],
    ['beyond the last one that it takes', () => frame('goAway', 0, 0, uint32(0, constants.NGHTTP2_NO_ERROR))],
    ['beyond the last one, with an error', () => frame('goAway', 0, 0, uint32(0, constants.NGHTTP2_INTERNAL_ERROR))],
  ])('%s', async (_name, refusal) => {
    let requests = 0;
    const server = await frameServer((socket, stream) => {
      requests += 1;
      socket.write(requests === 1 ? refusal(stream) : answer(stream));
    });
    const response = await testOutbound().send(testRequest(server.url, post));
    expect([response.status, requests]).toEqual([200, 2]);
  });

  test('but not again and again, and not where the server may have acted', async () => {
    for (const [code, times] of [
      [constants.NGHTTP2_REFUSED_STREAM, 2],
      [constants.NGHTTP2_INTERNAL_ERROR, 1],
    ] as const) {
      let requests = 0;
      const server = await frameServer((socket, stream) => {
        requests += 1;
        socket.write(frame('resetStream', 0, stream, uint32(code)));
      });
      const fault = await faultOf(testOutbound().send(testRequest(server.url, post)));
      expect([fault.code, requests]).toEqual(['BAD_RESPONSE', times]);
    }
  });

  test('over HTTP/1.1 where the server asks for that', async () => {
    const http1 = await serve.https((request, response) => response.end(request.httpVersion));
    const reset = await serve.http2((stream) => stream.close(constants.NGHTTP2_HTTP_1_1_REQUIRED));
    const fault = await faultOf(trusting().send(testRequest(reset.url)));
    // The server of this test then refuses HTTP/1.1 in the handshake, so that the second try is seen.
    expect([fault.code, fault.message]).toEqual(['TLS_FAILED', expect.stringContaining('version of HTTP')]);
    expect((await trusting().send(testRequest(http1.url))).httpVersion).toBe('1.1');
  });
});

test('100 MB go up from a file and come down into one, at the pace of the disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-http2-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'body');
  const block = randomBytes(1_000_000);
  writeFileSync(path, Buffer.concat(Array.from({ length: 100 }, () => block)));
  const server = await serve.http2((stream) => {
    stream.respond({ ':status': 200 });
    stream.pipe(stream);
  });
  const response = await trusting().send(
    testRequest(server.url, { method: 'PUT', body: { path }, timeouts: { totalMs: 60_000 } }),
  );
  expect([response.httpVersion, response.body.kind, response.wireBytes]).toEqual(['2', 'file', 100_000_000]);
  const digest = async (file: string) => {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    return hash.digest('hex');
  };
  expect(response.body.kind === 'file' && (await digest(response.body.path))).toBe(await digest(path));
});
