import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { idleTime } from './socketPool.ts';
import { serve, testOutbound } from './testOutbound.ts';
import { testRequest } from './testServer.ts';

test.each([
  ['timeout=5', 4_000],
  ['timeout=5, max=100', 4_000],
  ['max=100, timeout=5', 4_000],
  ['Timeout = "5"', 4_000],
  ['timeout=1', 0],
  ['timeout=0', 0],
  ['timeout=600', 15_000],
  ['max=100', 15_000],
  ['timeout', 15_000],
  ['nonsense', 15_000],
])('a server that says “Keep-Alive: %s” finds its connection used again for %i ms', (value, milliseconds) => {
  expect(idleTime([['keep-alive', value]])).toBe(milliseconds);
});

test.each([
  [1, false],
  [60, true],
])('a connection that the server keeps for %i s is used again: %s', async (seconds, reused) => {
  const server = await serve.http((_request, response) =>
    response.setHeader('Keep-Alive', `timeout=${seconds}`).end('x'),
  );
  const outbound = testOutbound();
  await outbound.send(testRequest(server.url));
  expect((await outbound.send(testRequest(server.url))).reusedConnection).toBe(reused);
});

/** A server in a thread that answers once on each connection, and then does `after`; the flag says that this was done. */
const answersOnce = (after: string) => `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const done = () => { Atomics.store(workerData, 0, 1); Atomics.notify(workerData, 0); };
  createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (request) => {
      const asked = request.toString().startsWith('POST') ? 'posted' : 'gotten';
      socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\n\\r\\n' + asked);
      parentPort.once('message', () => ${after});
    });
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });`;

test.each([
  ['closed', 'socket.end(done)'],
  ['reset', '(socket.resetAndDestroy(), setImmediate(done))'],
  ['used to say something', `socket.write('HTTP/1.1 408 Request Timeout\\r\\nConnection: close\\r\\n\\r\\n', done)`],
])(
  'what may not be sent twice goes out on a new connection where the kept one was %s while the process was busy',
  async (_how, after) => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(answersOnce(after), { eval: true, workerData: flag });
    onTestFinished(() => void worker.terminate());
    const [port] = await once(worker, 'message');
    const url = `http://127.0.0.1:${port}/`;
    const outbound = testOutbound();
    await outbound.send(testRequest(url));
    worker.postMessage('now');
    // Nothing is heard in this thread until the server has done it.
    expect(Atomics.wait(flag, 0, 0, 30_000)).not.toBe('timed-out');
    const second = await outbound.send(testRequest(url, { method: 'POST', body: 'x' }));
    expect([second.status, second.reusedConnection]).toEqual([200, false]);
  },
);
