import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ORPCError } from '@orpc/contract';
import { call, isProcedure } from '@orpc/server';
import { z } from 'zod';
import { commonFaults } from '#contract/fault.ts';
import type { PatchbayConsole } from '#main/console.ts';
import type { CallContext, CallSession } from '#main/kernel/actor.ts';
import type { LogSink } from '#main/kernel/host.ts';
import { listen } from '#main/kernel/listen.ts';
import { type Frame, frameReader, jsonFrame, longestCall } from './frames.ts';
import { type Place, removePlace, writePlace } from './place.ts';

type Served = Pick<PatchbayConsole, 'router' | 'openSession' | 'keepFile'>;

export interface SocketOptions {
  readonly console: Served;
  readonly dataDirectory: string;
  /** What this program was built of. */
  readonly build: string;
  /** Makes a link that opens the console in a browser once; absent where the console is a window. */
  readonly link?: () => string;
  readonly log: LogSink;
}

/** What programs of this user can ask; `close` takes its traces away. */
export interface OpenSocket {
  close(): void;
}

/** Programs that are served at once. */
const mostConnections = 64;
/** Who does not say who they are in this time is sent away. */
const greetingMs = 2_000;
const greetingBytes = 1_000;

/**
 * Answers commands of this user, and a second start that asks for a link. Call it while holding the data folder's lock, so that what a
 * killed console left is ours to remove. Without a socket the console works anyway, and commands run by themselves.
 */
export async function openSocket(options: SocketOptions): Promise<OpenSocket> {
  const { dataDirectory, build, log } = options;
  try {
    const socket = newSocketPath(dataDirectory);
    const place = { socket, build, ask: newSecret(), answer: newSecret() };
    const open = new Set<Socket>();
    const server = createServer((each) => {
      open.add(each);
      each.once('close', () => open.delete(each));
      converse(each, place, options);
    });
    server.maxConnections = mostConnections;
    await listenHere(server, socket);
    writePlace(dataDirectory, place);
    return {
      close: () => {
        removePlace(dataDirectory);
        server.close();
        for (const each of open) each.destroy();
        if (process.platform !== 'win32') rmSync(dirname(socket), { recursive: true, force: true });
      },
    };
  } catch (error) {
    log('warn', 'Terminal commands can’t use this console; they open the data folder themselves.', {
      reason: String(error),
    });
    return { close: () => undefined };
  }
}

const newSecret = (): string => randomBytes(32).toString('base64url');

/** A named pipe on Windows, else a socket in a folder that only this user can enter. What an ended console left there goes. */
function newSocketPath(dataDirectory: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\patchbay-${randomBytes(16).toString('hex')}`;
  const folder = join(dataDirectory, 'socket');
  const inside = join(folder, 'console');
  // Socket paths have about 100 bytes at most; a longer data folder's socket lies in a temporary folder of its own.
  if (Buffer.byteLength(inside) >= 100) return join(mkdtempSync(join(tmpdir(), 'patchbay-')), 'console');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  return inside;
}

function listenHere(server: Server, path: string): Promise<unknown> {
  const before = process.umask(0o177);
  try {
    return listen(server, { path });
  } finally {
    process.umask(before);
  }
}

const greeting = z.strictObject({ ask: z.string(), wants: z.enum(['calls', 'link']) });

const request = z.union([
  z.strictObject({ path: z.tuple([z.string(), z.string()]), input: z.unknown().optional() }),
  z.strictObject({ file: z.literal(true) }),
]);

/** One connection: who asks proves that they read the place, and is then answered one call after the other, in a session of their own. */
function converse(socket: Socket, place: Place, { console, link, log }: SocketOptions): void {
  let session: CallSession | null = null;
  let underWay: AbortController | null = null;
  let file: Readable | null = null;
  const say = (value: object) => void socket.write(jsonFrame(value));
  const late = setTimeout(() => socket.destroy(), greetingMs);

  const greet = (value: unknown) => {
    const { data } = greeting.safeParse(value);
    if (data === undefined || !same(data.ask, place.ask)) return void socket.destroy();
    clearTimeout(late);
    if (data.wants === 'link') return void socket.end(jsonFrame({ answer: place.answer, link: link?.() ?? null }));
    session = console.openSession();
    say({ answer: place.answer });
  };
  const answer = async (work: (signal: AbortSignal) => Promise<unknown>) => {
    const ending = new AbortController();
    underWay = ending;
    const said = await work(ending.signal).then(
      (output) => ({ output }),
      (error: unknown) => errorOf(log, error),
    );
    underWay = null;
    if (!socket.destroyed) say(said);
  };
  const takeFile = (from: CallSession) => {
    const stream = new Readable({ read: () => void socket.resume() });
    // Who goes away ends it in the middle.
    stream.on('error', () => undefined);
    file = stream;
    void answer(async () => {
      try {
        return await console.keepFile(from, stream);
      } finally {
        // What still comes of one that was refused is let pass, up to its end.
        stream.destroy();
        socket.resume();
      }
    });
  };
  const take = (frame: Frame) => {
    if (frame.kind === 'bytes') {
      if (file === null) return void socket.destroy();
      if (frame.bytes.length === 0) {
        file.push(null);
        file = null;
      } else if (!file.destroyed && !file.push(frame.bytes)) socket.pause();
      return;
    }
    if (session === null) return greet(frame.value);
    const { data } = request.safeParse(frame.value);
    if (data === undefined || underWay !== null || file !== null) return void socket.destroy();
    if ('file' in data) return takeFile(session);
    const context: CallContext = { session, unattended: true };
    void answer((signal) => answerCall(console, data.path, data.input, context, signal));
  };

  const read = frameReader(() => (session === null ? greetingBytes : longestCall), take);
  socket.on('data', (chunk) => {
    try {
      read(chunk);
    } catch {
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(late);
    underWay?.abort();
    file?.destroy(new Error('The file was cut off.'));
  });
}

/** Calls a route by its name. */
async function answerCall(
  { router }: Served,
  [domain, name]: readonly [string, string],
  input: unknown,
  context: CallContext,
  signal: AbortSignal,
): Promise<unknown> {
  const routes = own(router, domain);
  const route = own(routes, name);
  if (!isProcedure(route)) throw unknownRoute(`${domain}.${name}`);
  const output: unknown = await call(route, input, { context, signal, path: [domain, name] });
  if (typeof output !== 'object' || output === null || !(Symbol.asyncIterator in output)) return output;
  throw unknownRoute(`${domain}.${name}`);
}

const own = (of: unknown, name: string): unknown =>
  typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined;

const unknownRoute = (name: string) => commonFaults.fault('NOT_FOUND', `A command cannot call ${name}.`);

/** Faults pass. What is none was never in a route, which says so itself: a file that could not be written. */
function errorOf(log: LogSink, error: unknown): { error: unknown } {
  if (error instanceof ORPCError) return { error: error.toJSON() };
  log('error', 'A file sent by a command could not be stored.', { reason: String(error) });
  return { error: commonFaults.fault('INVALID', `The file could not be kept: ${String(error)}`).toJSON() };
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Compares digests, so that neither length nor content shows in the time. */
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
