import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type ListenOptions, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { listen } from './listen.ts';

const greeter = () => {
  const server = createServer((socket) => socket.resume().end('hello'));
  onTestFinished(() => void server.close());
  return server;
};

async function greetingAt(where: { port: number; host: string } | { path: string }): Promise<string> {
  const socket = connect(where).end('GET / HTTP/1.0\r\n\r\n');
  return (await socket.setEncoding('utf8').toArray()).join('');
}

test('answers the port at which a client is served from then on', async () => {
  const port = await listen(greeter(), { port: 0, host: '127.0.0.1' });
  expect(port).toBeGreaterThan(0);
  expect(await greetingAt({ port, host: '127.0.0.1' })).toBe('hello');
});

test('answers 0 for a socket file, at which a client is served as well', async () => {
  const path = join(temporaryFolder(), 'socket');
  expect(await listen(greeter(), { path })).toBe(0);
  expect(await greetingAt({ path })).toBe('hello');
});

test.each<[string, (taken: number) => ListenOptions, string]>([
  ['that another server has', (port) => ({ port, host: '127.0.0.1' }), 'EADDRINUSE'],
  ['that is not of this machine', () => ({ port: 0, host: '203.0.113.1' }), 'EADDRNOTAVAIL'],
  ['in a folder that is not there', () => ({ path: '/nowhere/at/all/socket' }), 'ENOENT|EACCES'],
])('rejects an address %s', async (_, where, code) => {
  const taken = await listen(greeter(), { port: 0, host: '127.0.0.1' });
  await expect(listen(greeter(), where(taken))).rejects.toMatchObject({ code: expect.stringMatching(code) });
});

test.each<[string, () => Server]>([
  ['of sockets', greeter],
  ['of HTTP', () => createHttpServer((_request, response) => response.end('hello'))],
])('a server %s outlives what fails after it listens', async (_, make) => {
  const server = make();
  onTestFinished(() => void server.close());
  const port = await listen(server, { port: 0, host: '127.0.0.1' });
  // What Node emits when no file is left to accept a connection with.
  server.emit('error', Object.assign(new Error('accept EMFILE'), { code: 'EMFILE', syscall: 'accept' }));
  server.emit('error', new Error('again'));
  expect(server.listening).toBe(true);
  expect(await greetingAt({ port, host: '127.0.0.1' })).toMatch(/hello$/);
});
