import { connect, type Socket } from 'node:net';
import { type ClientLink, createORPCClient, createORPCErrorFromJson, isORPCErrorJson, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#contract/index.ts';
import type { StoredFile } from '#contract/transfer.ts';
import { bytesFrame, type Frame, frameReader, jsonFrame, longestCall } from './frames.ts';
import { type Place, readPlace } from './place.ts';

/** The console that runs on a data folder, as a command speaks with it. It loads no schema and no store: that is what makes it quick. */
export interface RunningConsole {
  readonly client: ContractRouterClient<Contract>;
  /** Hands the bytes over, as many as there are. */
  keepFile(bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  close(): void;
}

/** How long a console may take to say that it is there; one that takes longer is not waited for. */
const answerMs = 1_000;

/**
 * Reaches the console that runs on the data folder. Null where none runs, none answers, it is of another build, or what is in its place may
 * not be its own: a command then runs by itself.
 */
export async function reachConsole(dataDirectory: string, build: string): Promise<RunningConsole | null> {
  const place = readPlace(dataDirectory);
  if (place === null || place.build !== build) return null;
  const line = await greet(place, 'calls');
  return line && speak(line.socket);
}

/** Asks the running console for a link to open it with; undefined where none answers or it has none. */
export async function askForLink(dataDirectory: string): Promise<string | undefined> {
  const place = readPlace(dataDirectory);
  const line = place && (await greet(place, 'link'));
  line?.socket.destroy();
  const link = line?.said.link;
  return typeof link === 'string' ? link : undefined;
}

interface Greeted {
  readonly socket: Socket;
  readonly said: { readonly link?: unknown };
}

/** Shows the console's proof to it, and checks its own before anything else is said. */
function greet(place: Place, wants: 'calls' | 'link'): Promise<Greeted | null> {
  return new Promise((resolve) => {
    const socket = connect(place.socket);
    const late = setTimeout(() => end(null), answerMs);
    const end = (greeted: Greeted | null) => {
      clearTimeout(late);
      for (const event of ['data', 'error', 'close']) socket.removeAllListeners(event);
      if (greeted === null) socket.on('error', () => undefined).destroy();
      resolve(greeted);
    };
    const read = frameReader(
      () => 4_000,
      ({ kind, ...frame }) => {
        const said = kind === 'json' && 'value' in frame ? frame.value : null;
        const isProof = typeof said === 'object' && said !== null && Reflect.get(said, 'answer') === place.answer;
        end(isProof ? { socket, said } : null);
      },
    );
    socket.on('error', () => end(null)).on('close', () => end(null));
    socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch {
        end(null);
      }
    });
    socket.write(jsonFrame({ ask: place.ask, wants }));
  });
}

interface Waiting {
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

/** One call after the other over an open line. */
function speak(socket: Socket): RunningConsole {
  let waiting: Waiting | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const settle = (end: (waiter: Waiting) => void) => {
    const waiter = waiting;
    waiting = null;
    if (waiter !== null) end(waiter);
  };
  const over = () => {
    isOver = true;
    settle(({ reject }) => reject(consoleGone()));
  };
  const take = (frame: Frame) => {
    const said = frame.kind === 'json' && typeof frame.value === 'object' && frame.value !== null ? frame.value : {};
    const error: unknown = Reflect.get(said, 'error');
    if (isORPCErrorJson(error)) settle(({ reject }) => reject(createORPCErrorFromJson(error)));
    else settle(({ resolve }) => resolve(Reflect.get(said, 'output')));
  };
  const read = frameReader(() => Number.POSITIVE_INFINITY, take);
  socket.on('data', read).on('error', over).on('close', over);

  const inTurn = (work: () => Promise<unknown>): Promise<unknown> => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
  /** Waits for the answer from now on, so that one that comes early is not missed. */
  const answered = () =>
    new Promise<unknown>((resolve, reject) => {
      if (isOver) return reject(consoleGone());
      waiting = { resolve, reject };
    });
  const send = (frame: Buffer) => {
    if (frame.length > longestCall) throw tooLong();
    const answer = answered();
    socket.write(frame);
    return answer;
  };
  const sendFile = async (bytes: AsyncIterable<Uint8Array>) => {
    const answer = send(jsonFrame({ file: true }));
    let isAnswered = false;
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    void settled.then(() => {
      isAnswered = true;
    });
    try {
      for await (const chunk of bytes) {
        // Refused already: what is left need not go.
        if (isAnswered) break;
        if (chunk.length > 0 && !socket.write(bytesFrame(chunk)))
          await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), settled]);
      }
    } catch (error) {
      // Cut off on purpose: what came so far is not the file.
      socket.destroy();
      throw error;
    }
    socket.write(bytesFrame(Buffer.alloc(0)));
    return answer;
  };
  const link: ClientLink<Record<never, never>> = {
    call: (path, input) => inTurn(() => send(jsonFrame({ path, input }))),
  };
  return {
    client: createORPCClient(link),
    keepFile: (bytes) => inTurn(() => sendFile(bytes)) as Promise<StoredFile>,
    close: () => socket.destroy(),
  };
}

const consoleGone = () =>
  new ORPCError('CONSOLE_GONE', {
    message: 'The running console stopped before it answered.',
    data: {
      kept: 'What it had done by then is kept. Check its history and activity.',
      todo: 'Check there before you run the command again.',
    },
  });

const tooLong = () =>
  new ORPCError('INVALID', {
    message: `A call to the running console has ${longestCall / 1_048_576} MB at most.`,
    data: {
      kept: 'Nothing was sent.',
      todo: 'Pass long input as a file (@file), or run the command without the console: PATCHBAY_ALONE=1.',
    },
  });
