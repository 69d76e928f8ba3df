import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTcp, type Socket } from 'node:net';
import FayeSocket from 'faye-websocket';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SocketEntry } from '#contract/sockets.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const portOf = (bound: unknown): number =>
  typeof bound === 'object' && bound !== null && 'port' in bound ? Number(bound.port) : 0;

async function wsServer(
  onSocket: (socket: WebSocket, url: string) => void,
  options: ConstructorParameters<typeof WebSocketServer>[0] = {},
) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket, request) => {
    socket.on('error', () => {});
    onSocket(socket, request.url ?? '');
  });
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  return `ws://localhost:${portOf(server.address())}`;
}

const draft = (url: string, more = {}) => ({ url, headers: [], subprotocols: [], connectionId: null, ...more });

async function opened(client: Client, url: string, more = {}) {
  const id = randomUUID();
  return { id, state: await client.sockets.open({ id, draft: draft(url, more) }) };
}

/** The log until an entry of this kind is in it. */
async function until(client: Client, id: string, isThere: (entry: SocketEntry) => boolean) {
  let [all, since] = [[] as SocketEntry[], 0];
  for (;;) {
    const { entries, state } = await client.sockets.log({ id, since, wait: true });
    all = [...all, ...entries];
    since = all.at(-1)?.seq ?? since;
    if (all.some(isThere)) return { entries: all, state };
    if (state.closed !== null && entries.length === 0) throw new Error(`It ended: ${JSON.stringify(state.closed)}`);
  }
}

const isClose = ({ kind }: SocketEntry) => kind === 'close';
const short = ({ direction, kind, data, bytes }: SocketEntry) => [direction, kind, data, bytes];

describe('a WebSocket', () => {
  test('carries text, bytes and pings both ways, with its subprotocol, headers and sizes', async () => {
    const { client } = await testConsole();
    const url = await wsServer(
      (socket) => {
        socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
        socket.ping('are you there');
      },
      { handleProtocols: () => 'chat.v2' },
    );
    const headers = [{ name: 'X-Room', value: 'blue' }];
    const { id, state } = await opened(client, `${url}/room?a=b`, { headers, subprotocols: ['chat.v1', 'chat.v2'] });
    expect(state).toMatchObject({ state: 'open', subprotocol: 'chat.v2', remoteAddress: '127.0.0.1', refusal: null });
    expect(state.requestHeaders).toContainEqual({ name: 'X-Room', value: 'blue' });
    expect(state.extensions).toBe('');
    await client.sockets.send({ id, message: { kind: 'text', text: 'grüß' } });
    await client.sockets.send({ id, message: { kind: 'binary', base64: Buffer.from([0, 255]).toString('base64') } });
    await client.sockets.send({ id, message: { kind: 'ping' } });
    const { entries } = await until(client, id, ({ kind }) => kind === 'pong');
    expect(entries.map(short)).toEqual(
      expect.arrayContaining([
        ['in', 'ping', 'are you there', 13],
        ['out', 'text', 'grüß', 6],
        ['in', 'text', 'grüß', 6],
        ['out', 'binary', 'AP8=', 2],
        ['in', 'binary', 'AP8=', 2],
      ]),
    );
    expect(await client.sockets.list()).toHaveLength(1);
    await client.sockets.close({ id, code: 4001, reason: 'done' });
    const { state: over } = await until(client, id, isClose);
    expect(over.closed).toEqual({ code: 4001, reason: 'done', byUs: true });
    expect([over.sent, over.received]).toEqual([
      { messages: 2, bytes: 8 },
      { messages: 2, bytes: 8 },
    ]);
    await expect(client.sockets.send({ id, message: { kind: 'ping' } })).rejects.toMatchObject({
      code: 'SOCKET_NOT_OPEN',
    });
  });

  test('speaks with a server by others, compressed messages included', async () => {
    const { client } = await testConsole();
    const http = createServer();
    http.on('upgrade', (request, socket, head) => {
      const faye = new FayeSocket(request, socket, head);
      faye.on('message', ({ data }) => faye.send(data));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void http.close());
    onTestFinished(() => http.closeAllConnections());
    const { id } = await opened(client, `ws://localhost:${portOf(http.address())}`);
    await client.sockets.send({ id, message: { kind: 'text', text: 'to faye' } });
    await until(client, id, ({ direction, data }) => direction === 'in' && data === 'to faye');
    const deflating = await wsServer((socket) => socket.send('z'.repeat(100_000)), { perMessageDeflate: true });
    const { id: other, state } = await opened(client, deflating);
    expect(state.extensions).toContain('permessage-deflate');
    await until(client, other, ({ bytes, data }) => bytes === 100_000 && data.length === 100_000);
  });

  test('that is refused shows status, headers and body', async () => {
    const { client } = await testConsole();
    const http = createServer((_request, response) => {
      response.writeHead(403, 'No entry', { 'X-Why': 'closed' }).end('{"error":"no entry"}');
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void http.close());
    const { state } = await opened(client, `ws://localhost:${portOf(http.address())}`);
    expect(state).toMatchObject({
      state: 'refused',
      refusal: { status: 403, statusText: 'No entry', body: '{"error":"no entry"}' },
    });
    expect(state.responseHeaders).toContainEqual({ name: 'X-Why', value: 'closed' });
  });

  test('that is refused at length shows no part of a secret where what is kept of it ends', async () => {
    const { client } = await testConsole();
    const secret = 'canary-socket-4711-0123456789';
    const http = createServer((_request, response) => {
      response.writeHead(403).end(`${'x'.repeat(65_536 - 12)}${secret} more`);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void http.close());
    const headers = [{ name: 'Authorization', value: `Bearer ${secret}` }];
    const { state } = await opened(client, `ws://localhost:${portOf(http.address())}`, { headers });
    expect(state.refusal?.body).toMatch(/^x{60000}/);
    expect(state.refusal?.body).not.toContain('canary');
  });

  test('takes the way of every request: the address policy and unreachable hosts are told alike', async () => {
    const { client } = await testConsole();
    for (const [url, code] of [
      ['ws://169.254.169.254/', 'ADDRESS_REFUSED'],
      ['ws://localhost:1/', 'CONNECTION_REFUSED'],
      ['wss://localhost:1/', 'CONNECTION_REFUSED'],
    ])
      await expect(opened(client, String(url))).rejects.toMatchObject({ code });
    expect(await client.sockets.list()).toEqual([]);
  });

  test('masks the secrets of its request in what comes and goes', async () => {
    const { client } = await testConsole();
    const secret = 'canary-socket-4711';
    const url = await wsServer((socket) => socket.send(`hello ${secret}`));
    const headers = [{ name: 'Authorization', value: `Bearer ${secret}` }];
    const { id, state } = await opened(client, url, { headers });
    const { entries } = await until(client, id, ({ direction }) => direction === 'in');
    await client.sockets.send({ id, message: { kind: 'text', text: secret } });
    const log = await client.sockets.log({ id });
    expect(JSON.stringify([state, entries, log])).not.toContain('canary');
    expect(entries.at(-1)?.data).toBe('hello ••••');
  });

  test('keeps the newest of a log without bounds, and says how much is gone', async () => {
    const { client } = await testConsole();
    const url = await wsServer((socket) => {
      for (let index = 0; index < 6_000; index += 1) socket.send(String(index));
      socket.send('x'.repeat(1_000_000));
      socket.send('last');
    });
    const { id } = await opened(client, url);
    await until(client, id, ({ data }) => data === 'last');
    const first = await client.sockets.log({ id });
    expect([first.dropped > 1_000, first.more, first.entries.length]).toEqual([true, true, 500]);
    const { entries } = await until(client, id, ({ cut }) => cut);
    expect(entries.find(({ cut }) => cut)).toMatchObject({ bytes: 1_000_000 });
  });

  test('belongs to who opened it, and ends with the console', async () => {
    const { client, console } = await testConsole();
    let ended = () => {};
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const url = await wsServer((socket) => socket.on('close', ended));
    const { id } = await opened(client, url);
    const { id: tenantId } = await client.tenants.create({ name: 'Elsewhere' });
    await client.tenants.switch({ tenantId });
    await expect(client.sockets.log({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await console.close();
    await over;
  });
});

/** A server by hand: it answers the handshake as the standard says, then writes these bytes. */
async function rawServer(then: (socket: Socket) => void) {
  const server = createTcp((socket) => {
    socket.on('error', () => {});
    onTestFinished(() => void socket.destroy());
    socket.once('data', (request) => {
      const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1] ?? '';
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      socket.write(
        `HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      then(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `ws://localhost:${portOf(server.address())}`;
}

const frame = (first: number, payload: string | Buffer) =>
  Buffer.concat([Buffer.from([first, Buffer.byteLength(payload)]), Buffer.from(payload)]);

describe('what RFC 6455 says of frames', () => {
  test('fragments become one message, also with a ping between them', async () => {
    const { client } = await testConsole();
    const url = await rawServer((socket) =>
      socket.write(Buffer.concat([frame(0x01, 'one '), frame(0x89, 'p'), frame(0x00, 'two '), frame(0x80, 'three')])),
    );
    const { id } = await opened(client, url);
    const { entries } = await until(client, id, ({ kind }) => kind === 'text');
    expect(entries.slice(1).map(short)).toEqual([
      ['in', 'ping', 'p', 1],
      ['in', 'text', 'one two three', 13],
    ]);
  });

  test.each<[string, (socket: Socket) => void, number, RegExp]>([
    ['a connection that is cut', (socket) => socket.destroy(), 1006, /^$/],
    ['a close without a code', (socket) => socket.end(frame(0x88, '')), 1005, /^$/],
    ['text that is no UTF-8', (socket) => socket.write(frame(0x81, Buffer.from([0xc3, 0x28]))), 1007, /UTF-8/],
    ['a masked frame', (socket) => socket.write(Buffer.from([0x81, 0x80, 0, 0, 0, 0])), 1002, /MASK/],
    ['an unknown opcode', (socket) => socket.write(frame(0x83, 'x')), 1002, /opcode/],
    ['a continuation of nothing', (socket) => socket.write(frame(0x80, 'x')), 1002, /opcode/],
    ['a ping in pieces', (socket) => socket.write(frame(0x09, 'x')), 1002, /FIN/],
    ['a message of 2 GB', (socket) => socket.write(Buffer.from([0x82, 127, 0, 0, 0, 0, 0x7f, 0, 0, 0])), 1009, /16 MB/],
    [
      'a close with a reason',
      (socket) => socket.end(frame(0x88, Buffer.from('\u0003\u00e8bye', 'latin1'))),
      1000,
      /^bye$/,
    ],
  ])('%s ends it with its code', async (_name, then, code, why) => {
    const { client } = await testConsole();
    const { id } = await opened(client, await rawServer(then));
    const { entries, state } = await until(client, id, isClose);
    const told = entries.find(({ kind }) => kind === 'error')?.data ?? state.closed?.reason ?? '';
    expect(told).toMatch(why);
    expect(state.closed?.code).toBe(code);
  });
});
