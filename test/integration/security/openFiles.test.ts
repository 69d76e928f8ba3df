import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { childEnvironment } from '#test/support/hostProcess.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { projectRoot } from '../../../scripts/projectRoot.ts';

/** The built host with few files to open, as a person's system may allow. */
async function startWithFewFiles(files: number) {
  const data = temporaryFolder();
  const command = `ulimit -n ${files}; exec "$0" "$@"`;
  const entry = join(projectRoot, 'out/main/loopback.js');
  const child = spawn('/bin/sh', ['-c', command, process.execPath, entry, '--no-open', '--json'], {
    env: childEnvironment(data),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout }))
    return { child, port: Number(new URL(JSON.parse(line).address).port) };
  throw new Error('The host ended before it listened');
}

const assetNames = readdirSync(join(projectRoot, 'out/renderer/assets'));

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const ask = (socket: Socket, path: string): void =>
  void socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${socket.remotePort}\r\nConnection: close\r\n\r\n`);

describe.runIf(process.platform === 'linux')('open files of the loopback host', () => {
  it('are given back where a page goes away in the middle of its assets', async () => {
    const { child, port } = await startWithFewFiles(1_024);
    const openFiles = () => readdirSync(`/proc/${child.pid}/fd`).length;
    const before = openFiles();
    const asset = `/assets/${assetNames.find((name) => name.startsWith('index-') && name.endsWith('.js'))}`;
    for (let round = 0; round < 10; round += 1) {
      const sockets = await Promise.all(Array.from({ length: 20 }, () => connected(port)));
      for (const socket of sockets) ask(socket, asset);
      await Promise.all(sockets.map((socket) => once(socket, 'data')));
      for (const socket of sockets) socket.destroy();
    }
    await vi.waitFor(() => expect(openFiles()).toBeLessThan(before + 5), { timeout: 20_000 });
  });

  it('that are too many refuse a connection, and end nothing', async () => {
    const { child, port } = await startWithFewFiles(60);
    const sockets = await Promise.all(Array.from({ length: 120 }, () => connected(port)));
    // No file is left to open, and then all ask for one at once.
    await vi.waitFor(() => expect(readdirSync(`/proc/${child.pid}/fd`).length).toBeGreaterThan(55));
    for (const socket of sockets) ask(socket.resume(), '/assets/none.js');
    const gone = (socket: Socket) => socket.closed || new Promise((resolve) => socket.once('close', resolve));
    await Promise.all(sockets.map(gone));
    await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/integrations`)).status).toBe(401), {
      timeout: 20_000,
      interval: 200,
    });
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  });
});
