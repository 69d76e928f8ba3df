import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listen } from '#main/kernel/listen.ts';

/** Says where the socket is. Only this person reads the data folder, so that a name elsewhere is nobody else's to guess. */
const placeFile = (dataDirectory: string): string => join(dataDirectory, 'host.sock.path');

/** A place for the socket that a second start asks: a named pipe on Windows, else a file that only this person can reach. */
function newSocketPath(dataDirectory: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\patchbay-${randomBytes(16).toString('hex')}`;
  const inside = join(dataDirectory, 'host.sock');
  // Socket paths have about 100 bytes at most; a longer data folder's socket lies in a temporary folder of its own.
  return Buffer.byteLength(inside) < 100 ? inside : join(mkdtempSync(join(tmpdir(), 'patchbay-')), 'host.sock');
}

function knownSocketPath(dataDirectory: string): string | undefined {
  try {
    return readFileSync(placeFile(dataDirectory), 'utf8');
  } catch {
    return undefined;
  }
}

/** What a second start can ask; `close` takes its traces away. */
export interface Handover {
  close(): void;
}

/** Lets a second start ask for a new link. Call it while holding the data folder's lock, so that a left-over socket is ours to remove. */
export async function offerHandover(dataDirectory: string, link: () => string): Promise<Handover> {
  const path = newSocketPath(dataDirectory);
  if (process.platform !== 'win32') rmSync(path, { force: true });
  rmSync(placeFile(dataDirectory), { force: true });
  writeFileSync(placeFile(dataDirectory), path, { mode: 0o600, flag: 'wx' });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(`${link()}\n`);
  });
  await listenHere(server, path);
  return {
    close: () => {
      server.close();
      rmSync(placeFile(dataDirectory), { force: true });
      if (process.platform !== 'win32' && dirname(path) !== dataDirectory)
        rmSync(dirname(path), { recursive: true, force: true });
    },
  };
}

function listenHere(server: Server, path: string): Promise<unknown> {
  const before = process.umask(0o177);
  try {
    return listen(server, { path });
  } finally {
    process.umask(before);
  }
}

/** Asks the running console for a link; nothing where none answers within two seconds. */
export function askForLink(dataDirectory: string): Promise<string | undefined> {
  const path = knownSocketPath(dataDirectory);
  if (path === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(path);
    const finish = () => resolve(/^http:\/\/127\.0\.0\.1:\d+\/open#[\w-]+$/.exec(text.trim())?.[0]);
    socket.setEncoding('utf8').setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.once('error', () => resolve(undefined)).once('close', finish);
  });
}
