import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import { type RequestDraftInput, requestDraft } from '#contract/requests.ts';
import { httpServer } from '#main/http/testServer.ts';
import { uuidv7 } from '#main/store/index.ts';
import { runToItsEnd } from '#test/support/runPostman.ts';
import { testConsole } from '#test/support/testConsole.ts';
import { plainDraft } from '#test/support/world.ts';

/** A peer on loopback that does with a socket what it likes. */
function peer(listener: (socket: Socket) => void, tls?: TlsOptions): Promise<string> {
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
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
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(`127.0.0.1:${address.port}`);
    }),
  );
}

const answers = (text: string | Buffer) => (socket: Socket) => void socket.once('data', () => socket.write(text));
const ends = (text: string | Buffer) => (socket: Socket) => void socket.once('data', () => socket.end(text));
const head = (...lines: string[]) => `${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`;

/** Writes for as long as somebody reads. */
const neverEnding = (socket: Socket) =>
  void socket.once('data', () => {
    const piece = Buffer.alloc(65_536, 'a');
    const more = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', more).write(head('Content-Type: text/plain'));
    more();
  });

const fixture = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
const keys = { key: fixture('server-key.pem'), cert: fixture('server.pem') };
const manyHeaders = Array.from({ length: 10_000 }, (_, index) => `X-Header-${index}: ${index}`);
const bomb = gzipSync(Buffer.alloc(300_000_000));

/** More than the buffers of both sides take. */
const upload: Partial<RequestDraftInput> = {
  method: 'POST',
  body: { kind: 'text', mediaType: 'text/plain', text: 'a'.repeat(900_000) },
};

type Expected = { readonly code: string | null; readonly says: RegExp };
type Case = [name: string, peerOf: () => Promise<string>, expected: Expected, draft?: Partial<RequestDraftInput>];

/** Faults of bodies and networks, each with what a person is told. */
const cases: readonly Case[] = [
  ['a body that never ends', () => plain(neverEnding), { code: 'TIMED_OUT', says: /1 s/ }],
  ['a stall before the head', () => plain(() => undefined), { code: 'TIMED_OUT', says: /1 s/ }, { responseSeconds: 1 }],
  [
    'a stall in the head',
    () => plain(answers('HTTP/1.1 200 OK\r\nX: ')),
    { code: 'TIMED_OUT', says: /1 s/ },
    { responseSeconds: 1 },
  ],
  ['a stall in the body', () => plain(answers(`${head('Content-Length: 10')}abc`)), { code: 'TIMED_OUT', says: /1 s/ }],
  ['a stall in the upload', () => plain((socket) => void socket.pause()), { code: 'TIMED_OUT', says: /1 s/ }, upload],
  ['a stall in the handshake of TLS', () => secure(() => undefined), { code: 'TIMED_OUT', says: /1 s/ }],
  [
    'a bomb',
    () =>
      plain(ends(Buffer.concat([Buffer.from(head('Content-Encoding: gzip', `Content-Length: ${bomb.length}`)), bomb]))),
    { code: null, says: /^$/ },
    { timeoutSeconds: 60 },
  ],
  ['10,000 headers', () => plain(ends(`${head(...manyHeaders)}abc`)), { code: null, says: /^$/ }],
  [
    'a head without end',
    () => plain(answers(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(1_100_000)}`)),
    { code: 'BAD_RESPONSE', says: /head|header/i },
  ],
  [
    'invalid UTF-8',
    () =>
      plain(
        ends(
          Buffer.concat([
            Buffer.from(head('Content-Type: application/json; charset=utf-8', 'Content-Length: 3')),
            Buffer.from([0x22, 0xff, 0x22]),
          ]),
        ),
      ),
    { code: null, says: /^$/ },
  ],
  [
    'a Content-Length that is too long',
    () => plain(ends(`${head('Content-Length: 10')}abc`)),
    { code: 'CONNECTION_LOST', says: /./ },
  ],
  [
    'a Content-Length that is too short',
    () => plain(ends(`${head('Content-Length: 2')}abcdef`)),
    { code: null, says: /^$/ },
  ],
  [
    'a Content-Length that is none',
    () => plain(ends(`${head('Content-Length: many')}abc`)),
    { code: 'BAD_RESPONSE', says: /./ },
  ],
  ['no HTTP at all', () => plain(ends('SSH-2.0-OpenSSH_9.6\r\n')), { code: 'BAD_RESPONSE', says: /HTTP/ }],
  [
    'a peer that closes at once',
    () => plain((socket) => void socket.destroy()),
    { code: 'CONNECTION_LOST', says: /./ },
  ],
  [
    'a port where nobody listens',
    async () => 'http://127.0.0.1:1',
    { code: 'CONNECTION_REFUSED', says: /127\.0\.0\.1/ },
  ],
  [
    'a certificate of an unknown authority',
    async () => `https://${await peer(ends(head()), keys)}`,
    { code: 'TLS_FAILED', says: /certificate/ },
  ],
  [
    'an old version of TLS',
    async () =>
      `https://${await peer(ends(head()), { ...keys, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })}`,
    { code: 'TLS_FAILED', says: /./ },
  ],
  [
    'no common cipher',
    async () =>
      `https://${await peer(ends(head()), { ...keys, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' })}`,
    { code: 'TLS_FAILED', says: /./ },
  ],
  ['HTTP where TLS is expected', () => secure(ends(`${head()}abc`)), { code: 'TLS_FAILED', says: /TLS|HTTP/ }],
  [
    'a peer that closes in the handshake',
    () => secure((socket) => void socket.once('data', () => socket.destroy())),
    { code: expect.stringMatching(/TLS_FAILED|CONNECTION_LOST/), says: /./ },
  ],
];

async function plain(listener: (socket: Socket) => void) {
  return `http://${await peer(listener)}`;
}
async function secure(listener: (socket: Socket) => void) {
  return `https://${await peer(listener)}`;
}

const draftOf = (url: string, fields: Partial<RequestDraftInput> = {}) =>
  requestDraft.parse({ ...plainDraft, url: `${url}/x`, timeoutSeconds: 1, ...fields });

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

test.each(cases)(
  '%s is told in words',
  async (_name, peerOf, { code, says }, fields) => {
    const { client, host } = await testConsole();
    const draft = draftOf(await peerOf(), fields);
    const before = process.memoryUsage().rss;
    const sent = await client.requests.send({ id: exchangeId.parse(uuidv7()), draft });
    expect(sent.fault?.code ?? null).toEqual(code);
    expect(sent.fault?.message ?? '').toMatch(says);
    if (code !== null) expect(sent.fault?.todo ?? '').not.toBe('');
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(400);
    expect(bytesBelow(join(host.paths.data, 'bodies'))).toBeLessThan(2e9);
  },
  90_000,
);

test.each([
  ['a body that never ends', neverEnding],
  ['a stall before the head', () => undefined],
  ['a stall in the body', answers(`${head('Content-Length: 10')}abc`)],
])('%s is cancelled at once', async (_name, listener) => {
  const { client } = await testConsole();
  let reached: () => void = () => undefined;
  const connected = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const url = await plain((socket) => {
    socket.once('data', () => reached());
    listener(socket);
  });
  const id = exchangeId.parse(uuidv7());
  const sending = client.requests.send({ id, draft: draftOf(url, { timeoutSeconds: 600 }) });
  await connected;
  const began = performance.now();
  await client.requests.cancel({ id });
  expect((await sending).fault?.code).toBe('CANCELLED');
  expect(performance.now() - began).toBeLessThan(3_000);
});

/** The collection of a file with a request for each fault, and a good one after each. */
async function faultyCollection(good: string) {
  const item = [];
  for (const [name, peerOf] of cases.filter(([each]) => each !== 'a bomb')) {
    item.push({ name, request: { method: 'GET', url: `${await peerOf()}/x` } });
    item.push({ name: `after ${name}`, request: { method: 'GET', url: `${good}/after` } });
  }
  return {
    info: { name: 'Faults', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item,
  };
}

test('a run goes on after each of them', async () => {
  const { client } = await testConsole();
  await client.settings.update({ network: { timeoutSeconds: 1 } });
  const server = await httpServer((_request, response) => response.end('{}'));
  const text = JSON.stringify(await faultyCollection(server.url));
  const rows = await runToItsEnd(client, { target: { kind: 'files', files: [{ path: 'faults.json', text }] } });
  const after = rows.filter(({ name }) => name.startsWith('after '));
  expect(after).toHaveLength(cases.length - 1);
  expect(after.every(({ outcome }) => outcome === 'passed')).toBe(true);
}, 120_000);
