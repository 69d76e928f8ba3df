import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { onTestFinished } from 'vitest';
import type { PatchbayConsole } from '#main/console.ts';
import { startServer } from '#main/hosts/loopback/server.ts';
import { signIn } from './signIn.ts';
import { type Client, directClient, temporaryFolder } from './testConsole.ts';

/** A client with everything that crossed to it, as it crossed. */
export interface Recorded {
  readonly client: Client;
  readonly crossed: string[];
}

export interface RecordedTransport {
  readonly name: string;
  connect(console: PatchbayConsole): Promise<Recorded>;
}

/** Follows every property to the routes, and writes down what each call comes to. */
function recording<T extends object>(target: T, crossed: string[]): T {
  return new Proxy(target, {
    get: (holder, key) => {
      const value: unknown = Reflect.get(holder, key);
      return isObject(value) ? recording(value, crossed) : value;
    },
    apply: (route, self, input) => {
      const answer: unknown = Reflect.apply(toFunction(route), self, input);
      const note = (value: unknown) => void crossed.push(described(value));
      if (answer instanceof Promise) answer.then(note, note);
      return answer;
    },
  });
}

const isObject = (value: unknown): value is object =>
  typeof value === 'function' || (typeof value === 'object' && value !== null);

function toFunction(value: object): (...input: unknown[]) => unknown {
  if (typeof value !== 'function') throw new Error('Only routes are called');
  return (...input) => Reflect.apply(value, undefined, input);
}

function described(value: unknown): string {
  const shown = value instanceof Error ? { ...value, message: value.message, cause: String(value.cause) } : value;
  return JSON.stringify(shown) ?? '';
}

const direct: RecordedTransport = {
  name: 'direct',
  async connect(console) {
    const crossed: string[] = [];
    return { client: recording(directClient(console), crossed), crossed };
  },
};

const messagePort: RecordedTransport = {
  name: 'message port',
  async connect(console) {
    const { port1, port2 } = new MessageChannel();
    const crossed: string[] = [];
    onTestFinished(() => port1.close());
    new PortHandler(console.router).upgrade(port1, { context: { session: console.openSession() } });
    port2.on('message', (data: unknown) => void crossed.push(typeof data === 'string' ? data : described(data)));
    port1.start();
    port2.start();
    return { client: createORPCClient(new PortLink({ port: port2 })), crossed };
  },
};

const http: RecordedTransport = {
  name: 'HTTP',
  async connect(console) {
    const server = await startServer({ console, renderer: temporaryFolder(), port: 0, log: () => undefined });
    onTestFinished(() => server.close());
    return recordedHttp(server.link(), server.address);
  },
};

/** Opens a loopback host with its link; answers are written down with their headers. */
export async function recordedHttp(link: string, address: string): Promise<Recorded> {
  const crossed: string[] = [];
  const recordedFetch = async (...input: Parameters<typeof fetch>): Promise<Response> => {
    const response = await fetch(...input);
    crossed.push(JSON.stringify([...response.headers]));
    void read(response.clone(), crossed);
    return response;
  };
  const headers = { ...(await signIn(link)), origin: address };
  return { client: createORPCClient(new FetchLink({ url: `${address}/rpc`, headers, fetch: recordedFetch })), crossed };
}

/** Piece by piece, since a stream of events may never end. */
async function read(response: Response, crossed: string[]): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true });
  } catch {
    // The other side of a stream that was ended.
  }
  crossed.push(text);
}

export const recordedTransports: readonly RecordedTransport[] = [direct, messagePort, http];
