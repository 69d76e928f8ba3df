import { rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '#contract/fault.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const never = () => new Promise<never>(() => {});
const quick = { connectMs: 400, responseMs: 400, totalMs: 10_000 };

/** Resolves when more can be written, or nothing any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

/** Handles that keep a process alive, by kind. */
const handles = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('failures', () => {
  test('a name without an address', async () => {
    const resolver = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    const fault = await faultOf(testOutbound({ resolver }).send(testRequest('http://nowhere.test/')));
    expect(fault).toMatchObject({ code: 'DNS_FAILED', data: { phase: 'dns', tried: 'nowhere.test' } });
    expect(fault.message).toBe('No address was found for nowhere.test.');
  });

  test('a port where nothing listens', async () => {
    const server = await serve.tcp(() => {});
    await server.close();
    const fault = await faultOf(testOutbound().send(testRequest(`${server.url}/path?x=1`)));
    expect(fault).toMatchObject({ code: 'CONNECTION_REFUSED', data: { phase: 'connect' } });
    expect(fault.data.tried).toBe(`127.0.0.1 (127.0.0.1:${server.port})`);
  });

  test('a peer that closes without an answer', async () => {
    const server = await serve.tcp((socket) => socket.once('data', () => socket.destroy()));
    expect(await faultOf(testOutbound().send(testRequest(server.url)))).toMatchObject({
      code: 'CONNECTION_LOST',
      data: { phase: 'wait' },
    });
  });

  test('a peer that resets', async () => {
    const server = await serve.tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await faultOf(testOutbound().send(testRequest(server.url)))).toMatchObject({ code: 'CONNECTION_LOST' });
  });

  test('a peer that resets before the request is ready', async () => {
    const server = await serve.tcp((socket) => socket.resetAndDestroy());
    const request = testRequest(server.url, { method: 'POST', body: { path: process.execPath } });
    for (let count = 0; count < 20; count += 1)
      expect((await faultOf(testOutbound().send(request))).code).toMatch(/^CONNECTION_(LOST|REFUSED)$/);
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a broken head', 'HTTP/1.1 abc\r\n\r\n'],
    ['a header without end', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(1_100_000)}`],
  ])('a peer that speaks %s', async (_name, answer) => {
    const server = await serve.tcp((socket) => socket.once('data', () => socket.write(answer)));
    expect(await faultOf(testOutbound().send(testRequest(server.url)))).toMatchObject({ code: 'BAD_RESPONSE' });
    await server.idle();
  });

  test('a resolver that does not answer in time', async () => {
    const fault = await faultOf(
      testOutbound({ resolver: never }).send(testRequest('http://slow.test/', { timeouts: quick })),
    );
    expect(fault).toMatchObject({ code: 'TIMED_OUT', data: { phase: 'dns' } });
  });

  test('a TLS peer that says nothing', async () => {
    const server = await serve.tcp(() => {});
    const request = testRequest(server.url.replace('http', 'https'), { timeouts: quick });
    expect(await faultOf(testOutbound().send(request))).toMatchObject({ code: 'TIMED_OUT', data: { phase: 'tls' } });
    await server.idle();
  });

  test('a response that does not come in time', async () => {
    const server = await serve.http(() => {});
    const fault = await faultOf(testOutbound().send(testRequest(server.url, { timeouts: quick })));
    expect(fault).toMatchObject({ code: 'TIMED_OUT', data: { phase: 'wait' } });
    expect(fault.message).toContain('0.4 s');
    await server.idle();
  });

  test('a body that does not end in time, of which nothing is kept', async () => {
    const server = await serve.http((_request, response) => response.writeHead(200).write('begin'));
    const outbound = testOutbound({ spillBytes: 1 });
    const timeouts = { connectMs: 0, responseMs: 0, totalMs: 200 };
    const fault = await faultOf(outbound.send(testRequest(server.url, { timeouts })));
    expect(fault).toMatchObject({ code: 'TIMED_OUT', data: { phase: 'download' } });
    expect(outbound.files()).toEqual([]);
    await server.idle();
  });
});

describe('any answer', () => {
  const good =
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello';
  const cut = fc.tuple(fc.nat(good.length), fc.nat(8), fc.uint8Array({ maxLength: 8 }));
  const mutated = cut.map(([at, length, bytes]) =>
    Buffer.concat([Buffer.from(good.slice(0, at)), bytes, Buffer.from(good.slice(at + length))]),
  );
  const noise = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));

  test('ends in a response or a fault, and leaves no file and no connection', async () => {
    let answer = Buffer.alloc(0);
    const server = await serve.tcp((socket) => socket.once('data', () => socket.end(answer)));
    const outbound = testOutbound({ spillBytes: 1 });
    const property = fc.asyncProperty(fc.oneof(mutated, noise), async (bytes) => {
      answer = bytes;
      const outcome = await outbound.send(testRequest(server.url)).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Fault);
      if (outcome instanceof Fault) expect(outbound.files()).toEqual([]);
      for (const name of outbound.files()) rmSync(join(outbound.bodyDirectory, name));
      await server.idle();
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('cancel', () => {
  test('before the start', async () => {
    const server = await serve.http((_request, response) => response.end());
    const fault = await faultOf(testOutbound().send(testRequest(server.url), AbortSignal.abort()));
    expect([fault.code, server.sockets.size]).toEqual(['CANCELLED', 0]);
  });

  test('while the name is looked up', async () => {
    const controller = new AbortController();
    const resolver = () => {
      queueMicrotask(() => controller.abort());
      return never();
    };
    const before = handles();
    const fault = await faultOf(testOutbound({ resolver }).send(testRequest('http://slow.test/'), controller.signal));
    expect(fault).toMatchObject({ code: 'CANCELLED', data: { phase: 'dns' } });
    expect(handles()).toBeLessThanOrEqual(before);
  });

  test('while connecting', async () => {
    const server = await serve.http((_request, response) => response.end());
    const controller = new AbortController();
    const resolver = async () => {
      process.nextTick(() => controller.abort());
      return ['127.0.0.1'];
    };
    const request = testRequest(`http://slow.test:${server.port}/`);
    const fault = await faultOf(testOutbound({ resolver }).send(request, controller.signal));
    expect(fault).toMatchObject({ code: 'CANCELLED', data: { phase: 'connect' } });
    await server.idle();
  });

  test('during the TLS handshake', async () => {
    const controller = new AbortController();
    const server = await serve.tcp((socket) => socket.once('data', () => controller.abort()));
    const request = testRequest(server.url.replace('http', 'https'));
    const fault = await faultOf(testOutbound().send(request, controller.signal));
    expect(fault).toMatchObject({ code: 'CANCELLED', data: { phase: 'tls' } });
    await server.idle();
  });

  test('while waiting for the response', async () => {
    const controller = new AbortController();
    const server = await serve.http(() => controller.abort());
    const before = handles();
    const fault = await faultOf(testOutbound().send(testRequest(server.url), controller.signal));
    expect(fault).toMatchObject({ code: 'CANCELLED', data: { phase: 'wait' } });
    await server.idle();
    expect(handles()).toBeLessThanOrEqual(before);
  });

  test('while the request is sent', async () => {
    const controller = new AbortController();
    let resume = () => {};
    const server = await serve.http((request) => {
      resume = () => request.resume();
      request.once('data', () => request.pause());
      setImmediate(() => controller.abort());
    });
    const request = testRequest(server.url, { method: 'POST', body: { path: process.execPath } });
    const fault = await faultOf(testOutbound().send(request, controller.signal));
    expect(fault).toMatchObject({ code: 'CANCELLED', data: { phase: 'send' } });
    resume();
    await server.idle();
  });

  test('during the download, which leaves no file', async () => {
    const controller = new AbortController();
    const server = await serve.http(async (_request, response) => {
      response.writeHead(200);
      for (let sent = 0; !response.destroyed && sent < 200; sent += 1)
        if (!response.write(Buffer.alloc(64_000))) await drained(response);
    });
    const outbound = testOutbound({ spillBytes: 1_000 });
    const onBytes = (received: number) => received > 1_000_000 && controller.abort();
    const fault = await faultOf(outbound.send(testRequest(server.url, { progress: { onBytes } }), controller.signal));
    expect(fault).toMatchObject({ code: 'CANCELLED', data: { phase: 'download' } });
    expect(outbound.files()).toEqual([]);
    await server.idle();
  });

  test('by closing the client', async () => {
    const server = await serve.http(() => outbound.close());
    const outbound = testOutbound();
    expect((await faultOf(outbound.send(testRequest(server.url)))).code).toBe('CANCELLED');
    await server.idle();
  });

  test('leaves nothing listening on the signal', async () => {
    const server = await serve.http((_request, response) => response.end());
    const controller = new AbortController();
    const outbound = testOutbound();
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    for (let count = 0; count < 30; count += 1) await outbound.send(testRequest(server.url), controller.signal);
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });
});
