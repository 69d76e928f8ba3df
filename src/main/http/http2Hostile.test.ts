import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { flags, frame, frameServer, header, setting, status200, uint32 } from './testFrames.ts';
import { faultOf, serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

const empty = Buffer.alloc(0);
const head = (stream: number, block: Buffer = status200, flag: number = flags.endHeaders) =>
  frame('headers', flag, stream, block);
const whole = (stream: number, body = 'hi') =>
  Buffer.concat([head(stream), frame('data', flags.endStream, stream, Buffer.from(body))]);
const version = { httpVersion: '2', timeouts: { connectMs: 1_000, responseMs: 3_000, totalMs: 6_000 } } as const;
const sendTo = (server: { url: string }, change = {}) =>
  testOutbound().send(testRequest(server.url, { ...version, ...change }));

/** Writes again and again until the other side has gone, or so many times. */
function flood(socket: Socket, bytes: Buffer, times: number): void {
  for (let count = 0; count < times && !socket.destroyed; count += 1) socket.write(bytes);
}

test('frames by hand are read as an answer', async () => {
  const server = await frameServer((socket, stream) => socket.write(whole(stream)));
  expect((await sendTo(server)).body.bytes).toBe(2);
});

describe('a hostile peer of HTTP/2 is left with a clear reason', () => {
  const many = Buffer.concat(Array.from({ length: 1_000 }, () => frame('settings', 0, 0, setting(3, 100))));
  const pings = Buffer.concat(Array.from({ length: 1_000 }, () => frame('ping', 0, 0, Buffer.alloc(8))));
  const long = header('x-long', 'v'.repeat(120));
  const pushed = Buffer.concat([uint32(2), Buffer.from([0x82, 0x87, 0x84]), header('host', 'a.test')]);
  const zeros = (bytes: number) => Buffer.alloc(bytes);
  test.each<[string, (socket: Socket, stream: number) => void, RegExp]>([
    [
      'continuation frames without end',
      (socket, stream) => {
        socket.write(head(stream, status200, 0));
        flood(socket, frame('continuation', 0, stream, long), 20_000);
      },
      /head is longer than/,
    ],
    [
      'a head of 2 MB',
      (socket, stream) => {
        socket.write(head(stream, status200, 0));
        const block = Buffer.concat(Array.from({ length: 120 }, () => long));
        for (let count = 0; count < 130; count += 1) socket.write(frame('continuation', 0, stream, block));
        socket.write(frame('continuation', flags.endHeaders, stream, empty));
      },
      /head is longer than/,
    ],
    ['settings without end', (socket) => flood(socket, many, 50), /rules of HTTP\/2|floods/],
    ['pings without end', (socket) => flood(socket, pings, 50), /rules of HTTP\/2|floods/],
    [
      'a reset at once',
      (socket, stream) => socket.write(frame('resetStream', 0, stream, uint32(2))),
      /an error of its own \(INTERNAL_ERROR\)/,
    ],
    [
      'a push that was not allowed',
      (socket, stream) => socket.write(frame('pushPromise', 4, stream, pushed)),
      /rules of/,
    ],
    [
      'a frame larger than was agreed',
      (socket, stream) => socket.write(frame('data', 0, stream, zeros(20_000))),
      /rules of HTTP\/2/,
    ],
    ['settings of a wrong length', (socket) => socket.write(frame('settings', 0, 0, zeros(5))), /rules of HTTP\/2/],
    ['data before a head', (socket, stream) => socket.write(frame('data', 0, stream, zeros(5))), /rules of HTTP\/2/],
    [
      'a window that overflows',
      (socket) => socket.write(frame('windowUpdate', 0, 0, uint32(0x7fffffff))),
      /flow control|rules of/,
    ],
    [
      'headers that cannot be decompressed',
      (socket, stream) => socket.write(head(stream, zeros(4))),
      /decompress|rules/,
    ],
    ['a head without a status', (socket, stream) => socket.write(head(stream, header('a', 'b'))), /rules of HTTP\/2/],
    [
      'informational responses without end',
      (socket, stream) => flood(socket, head(stream, header(':status', '102')), 200),
      /informational responses without end/,
    ],
    [
      'a body that is shorter than its length',
      (socket, stream) =>
        socket.write(
          Buffer.concat([
            head(stream, Buffer.concat([status200, header('content-length', '9')])),
            frame('data', flags.endStream, stream, Buffer.from('hi')),
          ]),
        ),
      /Content-Length/,
    ],
  ])('%s', async (_name, answer, why) => {
    const server = await frameServer(answer);
    const fault = await faultOf(sendTo(server));
    expect([fault.code, fault.message]).toEqual(['BAD_RESPONSE', expect.stringMatching(why)]);
  });

  test('a peer that speaks HTTP/1.1, which says to choose the automatic version', async () => {
    const server = await serve.http((_request, response) => response.end());
    const fault = await faultOf(sendTo(server));
    expect(['BAD_RESPONSE', 'CONNECTION_LOST']).toContain(fault.code);
  });

  test('a peer that closes in the middle of a body', async () => {
    const server = await frameServer((socket, stream) => {
      socket.write(Buffer.concat([head(stream), frame('data', 0, stream, Buffer.from('half'))]));
      setImmediate(() => socket.end());
    });
    const fault = await faultOf(sendTo(server));
    expect([fault.code, fault.message]).toEqual(['CONNECTION_LOST', expect.stringContaining('before the body')]);
  });
});

describe('a stall of HTTP/2 ends at the limit of its phase', () => {
  const limits = { connectMs: 1_000, responseMs: 150, idleMs: 100, totalMs: 5_000 };
  const owners = { limitOwners: { idleMs: 'this request', responseMs: 'the collection' } };
  const closed = frame('settings', 0, 0, setting(4, 0));
  test.each<[string, Parameters<typeof frameServer>, object, RegExp]>([
    ['before the head', [() => undefined], {}, /0\.15 s.*waiting for the response.*head.*the collection/],
    [
      'within the body',
      [(socket, stream) => socket.write(head(stream))],
      {},
      /0\.1 s.*downloaded.*pause.*this request/,
    ],
    [
      'a window that stays closed',
      [() => undefined, closed],
      { method: 'POST', body: 'n'.repeat(300_000) },
      /request was sent/,
    ],
  ])('%s', async (_name, [answer, first], change, why) => {
    const server = await frameServer(answer, first);
    const fault = await faultOf(sendTo(server, { timeouts: limits, ...owners, ...change }));
    expect([fault.code, `${fault.message} ${fault.data.todo}`]).toEqual(['TIMED_OUT', expect.stringMatching(why)]);
  });
});
