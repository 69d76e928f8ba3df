import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import type { RunResult } from '#contract/runs.ts';
import { httpServer } from '#main/http/testServer.ts';
import { commandLine } from '#test/support/runCommand.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url), 'utf8');
const keys = { key: fixture('server-key.pem'), cert: fixture('server.pem') };

/** A peer on loopback that does with a socket what it likes. */
async function peer(listener: (socket: Socket) => void, tls = false): Promise<string> {
  const server = tls ? createTlsServer(keys, listener) : createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

const once =
  (text: string | Buffer, end = false) =>
  (socket: Socket) =>
    void socket.once('data', () => (end ? socket.end(text) : socket.write(text)));
const head = (...lines: string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`;

const endless = (socket: Socket) =>
  void socket.once('data', () => {
    const piece = Buffer.alloc(65_536, 'a');
    const more = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', more).write(head('Content-Type: text/plain'));
    more();
  });

/** One gigabyte and more, in a megabyte. */
const bomb = gzipSync(Buffer.alloc(1_050_000_000));

const plain = async (listener: (socket: Socket) => void) => `http://${await peer(listener)}/x`;

type Case = [name: string, address: () => Promise<string>, code: string];

const faults: readonly Case[] = [
  ['refused', async () => 'http://127.0.0.1:1/x', 'CONNECTION_REFUSED'],
  ['no such name', async () => 'http://no-such-host.invalid/x', 'DNS_FAILED'],
  ['an unknown authority', async () => `https://${await peer(() => undefined, true)}/x`, 'TLS_FAILED'],
  ['a stall in the handshake', async () => `https://${await peer(() => undefined)}/x`, 'TIMED_OUT'],
  ['a stall before the head', () => plain(() => undefined), 'TIMED_OUT'],
  ['a stall in the head', () => plain(once('HTTP/1.1 200 OK\r\nX: ')), 'TIMED_OUT'],
  ['a stall in the body', () => plain(once(`${head('Content-Length: 10')}abc`)), 'TIMED_OUT'],
  ['a cut body', () => plain(once(`${head('Content-Length: 10')}abc`, true)), 'CONNECTION_LOST'],
  ['a body without end', () => plain(endless), 'TIMED_OUT'],
  ['no HTTP', () => plain(once('SSH-2.0-x\r\n', true)), 'BAD_RESPONSE'],
];

async function rig() {
  const line = commandLine();
  const good = await httpServer((_request, response) => response.end('{}'));
  onTestFinished(() => good.close());
  const item = [];
  for (const [name, address] of faults) {
    item.push({ name, request: { method: 'GET', url: await address() } });
    item.push({ name: `after ${name}`, request: { method: 'GET', url: `http://127.0.0.1:${good.port}/after` } });
  }
  const place = join(line.data, 'faults.json');
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  const write = (items: object[]) =>
    writeFileSync(place, JSON.stringify({ info: { name: 'Faults', schema }, item: items }));
  write(item);
  return { ...line, place, write };
}

const isResults = (answer: unknown): answer is { results: RunResult[]; state: string; failed: number } =>
  typeof answer === 'object' && answer !== null && 'results' in answer;

it('a run counts each fault of the network as failed, says why, goes on, and ends with 1', async () => {
  const { json, run, data, place } = await rig();
  const limits = ['--timeout', '2'];
  const { code, answer } = await json(['run', place, ...limits]);
  if (!isResults(answer)) throw new Error(JSON.stringify(answer));
  expect([code, answer.state, answer.failed]).toEqual([1, 'finished', faults.length]);
  const failed = answer.results.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ name, fault }) => [name, fault?.code])).toEqual(faults.map(([name, , fault]) => [name, fault]));
  for (const { fault } of failed)
    expect([fault?.message, fault?.todo]).toEqual([expect.stringMatching(/\w{3}.*\.$/), expect.stringMatching(/\.$/)]);
  expect(answer.results.filter(({ outcome }) => outcome === 'passed')).toHaveLength(faults.length);

  const reporters = ['junit', 'json', 'html'].flatMap((each) => ['--reporter', each]);
  const reported = await run([
    'run',
    place,
    ...limits,
    ...reporters,
    '--concurrency',
    '10',
    '--output',
    join(data, 'report.x'),
  ]);
  expect(reported.code).toBe(1);
  const [xml, text, html] = ['xml', 'json', 'html'].map((ending) =>
    readFileSync(join(data, `report.${ending}`), 'utf8'),
  );
  expect(xml).toContain(`tests="${2 * faults.length}" failures="${faults.length}"`);
  expect(JSON.parse(text ?? '')).toMatchObject({ requests: { total: 2 * faults.length, failed: faults.length } });
  for (const { fault } of failed) {
    const words = (fault?.message ?? '').slice(0, 12);
    expect([xml?.includes(words), text?.includes(words), html?.includes(words)]).toEqual([true, true, true]);
  }

  const bailed = await json(['run', place, ...limits, '--bail']);
  expect(bailed).toMatchObject({ code: 1, answer: { state: 'stopped', failed: 1, passed: 0 } });
}, 300_000);

it('a bomb is cut off, and the run goes on', async () => {
  const { json, place, write } = await rig();
  const bombed = await plain(
    once(Buffer.concat([Buffer.from(head('Content-Encoding: gzip', `Content-Length: ${bomb.length}`)), bomb]), true),
  );
  write([
    { name: 'bomb', request: { method: 'GET', url: bombed } },
    { name: 'after', request: { method: 'GET', url: 'http://127.0.0.1:1/' } },
  ]);
  const { answer } = await json(['run', place]);
  if (!isResults(answer)) throw new Error(JSON.stringify(answer));
  expect(answer.results.map(({ name, outcome, fault }) => [name, outcome, fault?.code])).toEqual([
    ['bomb', 'failed', 'BODY_TOO_LARGE'],
    ['after', 'failed', 'CONNECTION_REFUSED'],
  ]);
}, 300_000);
