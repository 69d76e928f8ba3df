import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { isSameUser } from './sameUser.ts';

const script = (port: number) => `require('node:net').connect(${port}, '127.0.0.1').on('close', () => process.exit())`;

/** What the host sees of a connection that a program of this user, or of another, makes. */
async function connectionOf(uid?: number): Promise<Socket> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const child = spawn('/usr/bin/env', ['node', '-e', script(port)], { ...(uid !== undefined && { uid }), cwd: '/' });
  const [socket] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    socket.destroy();
    server.close();
    child.kill('SIGKILL');
  });
  return socket;
}

it.runIf(process.platform === 'linux')('knows a connection of the same user', async () => {
  expect(await isSameUser(await connectionOf())).toBe(true);
});

it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('knows a connection of another user', async () => {
  expect(await isSameUser(await connectionOf(65_534))).toBe(false);
});

it('says nothing where the system does not', async () => {
  expect(await isSameUser({ localPort: 1, remotePort: 1 })).toBeUndefined();
});
