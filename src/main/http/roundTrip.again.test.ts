import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const one = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n';

/** Answers the first request of the first connection; `then` is what the second one gets there. Others are answered. */
async function answering(then: (write: (text: string) => void, destroy: () => void) => void) {
  const seen: string[] = [];
  let connections = 0;
  const server = await serve.tcp((socket) => {
    const isFirst = connections++ === 0;
    let requests = 0;
    socket.on('data', (data) => {
      seen.push(`${connections} ${data.toString('latin1').split(' ')[0]}`);
      if (isFirst && ++requests === 2)
        then(
          (text) => void socket.write(text),
          () => void socket.destroy(),
        );
      else socket.write(`${one}x`);
    });
  });
  const outbound = testOutbound();
  await outbound.send(testRequest(server.url));
  return { seen, url: server.url, outbound };
}

describe('a request whose kept connection is lost', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY'])(
    'is sent once more where that does no harm: %s (RFC 9110, section 9.2.2)',
    async (method) => {
      const { seen, url, outbound } = await answering((_write, destroy) => destroy());
      const { reusedConnection, status } = await outbound.send(testRequest(url, { method }));
      expect([status, reusedConnection, seen]).toEqual([200, false, ['1 GET', `1 ${method}`, `2 ${method}`]]);
    },
  );

  test.each(['POST', 'PATCH', 'LOCK'])('is not where it may do harm: %s', async (method) => {
    const { seen, url, outbound } = await answering((_write, destroy) => destroy());
    expect((await faultOf(outbound.send(testRequest(url, { method })))).code).toBe('CONNECTION_LOST');
    expect(seen).toEqual(['1 GET', `1 ${method}`]);
  });

  test('is not where an answer had begun', async () => {
    const { seen, url, outbound } = await answering((write, destroy) => {
      write('HTTP/1.1 2');
      setImmediate(destroy);
    });
    expect((await faultOf(outbound.send(testRequest(url)))).code).toBe('CONNECTION_LOST');
    expect(seen).toEqual(['1 GET', '1 GET']);
  });

  test('is not where the connection was new', async () => {
    let connections = 0;
    const server = await serve.tcp((socket) => {
      connections += 1;
      socket.once('data', () => socket.destroy());
    });
    expect((await faultOf(testOutbound().send(testRequest(server.url)))).code).toBe('CONNECTION_LOST');
    expect(connections).toBe(1);
  });
});

describe('a connection serves again', () => {
  test.each<[what: string, answer: string, again: boolean, method: string]>([
    ['after a length', `${one}x`, true, 'GET'],
    ['after no body', 'HTTP/1.1 204 No\r\n\r\n', true, 'GET'],
    [
      'not where it was said to close',
      `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`,
      false,
      'GET',
    ],
    ['not where more came than was told', `${one}xy`, false, 'GET'],
    ['not after HEAD', one, false, 'HEAD'],
    ['not where the server waits no time', `HTTP/1.1 204 No\r\nKeep-Alive: timeout=1\r\n\r\n`, false, 'GET'],
  ])('%s', async (_, answer, again, method) => {
    const server = await serve.tcp((socket) => socket.on('data', () => socket.write(answer)));
    const outbound = testOutbound();
    await outbound.send(testRequest(server.url, { method }));
    expect((await outbound.send(testRequest(server.url, { method }))).reusedConnection).toBe(again);
  });

  test.each(['close', 'Close'])('not where the request said that it is the last one: %s', async (value) => {
    const server = await serve.tcp((socket) => socket.on('data', () => socket.write(`${one}x`)));
    const outbound = testOutbound();
    const request = testRequest(server.url, { headers: [['CONNECTION', value]] });
    await outbound.send(request);
    expect((await outbound.send(request)).reusedConnection).toBe(false);
    await server.idle();
  });

  test('what came too much is told', async () => {
    const server = await serve.tcp((socket) => socket.on('data', () => socket.write(`${one}xy`)));
    const { notes, wireBytes } = await testOutbound().send(testRequest(server.url));
    expect([notes, wireBytes]).toEqual([['Bytes came after the end of the response; they were not read.'], 1]);
  });
});

describe('a body in a file', () => {
  /** Changes the file once its sending began. */
  async function changing(text: string) {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'body');
    writeFileSync(path, 'x'.repeat(600_000));
    const server = await serve.http((request, response) => {
      request.resume().on('end', () => response.end('all'));
      request.on('error', () => {});
    });
    const onRequest = () => writeFileSync(path, text);
    const request = testRequest(server.url, { method: 'POST', body: { path }, progress: { onRequest } });
    return { sent: testOutbound().send(request), server };
  }

  test('that stays is sent', async () => {
    const { sent } = await changing('x'.repeat(600_000));
    expect((await sent).status).toBe(200);
  });

  test('that became shorter meanwhile is told, and its connection closed', async () => {
    const { sent, server } = await changing('x'.repeat(10));
    expect(await faultOf(sent)).toMatchObject({
      code: 'REQUEST_INVALID',
      message: 'The file of the body changed while it was sent.',
      data: { field: 'body' },
    });
    await server.idle();
  });

  test('that became longer is told too, where more of it would be sent', async () => {
    const { sent, server } = await changing('x'.repeat(900_000));
    const fault = await faultOf(sent);
    expect(fault.message).toBe('The file of the body changed while it was sent.');
    await server.idle();
  });
});

test('a proxy for plain http that asks for a password is no response', async () => {
  const server = await serve.http((_request, response) => response.writeHead(407).end('who?'));
  const proxied = testOutbound({ proxy: { url: server.url }, resolver: async () => ['93.184.215.14'] });
  expect((await faultOf(proxied.send(testRequest('http://api.test/')))).code).toBe('PROXY_FAILED');
  expect((await testOutbound().send(testRequest(server.url))).status).toBe(407);
});

test('the wait for a response counts from the end of the request', async () => {
  const server = await serve.http((request, response) => {
    request.resume().on('end', () => response.write('x'));
  });
  const timeouts = { connectMs: 0, responseMs: 60, totalMs: 200 };
  // The head came in time; the rest is a matter of the whole.
  const fault = await faultOf(testOutbound().send(testRequest(server.url, { timeouts })));
  expect([fault.code, fault.data.phase]).toEqual(['TIMED_OUT', 'download']);
  expect(fault.message).toContain('0.2 s');
});
