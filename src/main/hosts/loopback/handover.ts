import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a second start finds the first: a socket that only this person can reach (a named pipe on Windows). */
function socketPath(dataDirectory: string): string {
  const id = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\patchbay-${id}`;
  const inside = join(dataDirectory, 'host.sock');
  // Socket paths have about 100 bytes at most; a longer data folder's socket lies in the person's temporary folder.
  return Buffer.byteLength(inside) < 100 ? inside : join(tmpdir(), `patchbay-${process.getuid?.() ?? 0}-${id}.sock`);
}

/** Lets a second start ask for a new link. Call it while holding the data folder's lock, so that a left-over socket is ours to remove. */
export function offerHandover(dataDirectory: string, link: () => string): Promise<Server> {
  const path = socketPath(dataDirectory);
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(`${link()}\n`);
  });
  const before = process.umask(0o177);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve(server));
    process.umask(before);
  });
}

/** Asks the running console for a link; nothing where none answers within two seconds. */
export function askForLink(dataDirectory: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(socketPath(dataDirectory));
    const finish = () => resolve(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]+$/.exec(text.trim())?.[0]);
    socket.setEncoding('utf8').setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('error', () => resolve(undefined)).once('close', finish);
  });
}
