import { type IncomingHttpHeaders, request } from 'node:http';
import { onTestFinished } from 'vitest';
import type { PatchbayConsole } from '#main/console.ts';
import { startServer } from '#main/hosts/loopback/server.ts';
import { signIn } from './signIn.ts';
import { temporaryFolder } from './testConsole.ts';

export interface RawRequest {
  readonly method?: string;
  /** As it goes out; nothing fixes it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends exactly what is given to a port of 127.0.0.1; fetch would fix Host, Origin and paths. */
export function sendRaw(
  port: number,
  { method = 'POST', path, headers = {}, body = '' }: RawRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', method, path, headers, setHost: false };
    const outgoing = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    outgoing.on('error', reject).end(body);
  });
}

/** A loopback host of the console with a session, to knock at by hand. */
export async function openGate(console: PatchbayConsole) {
  const server = await startServer({ console, renderer: temporaryFolder(), port: 0, log: () => undefined });
  onTestFinished(() => server.close());
  const port = Number(new URL(server.address).port);
  const session = await signIn(server.link());
  return {
    server,
    port,
    /** Headers that the gate lets through, for a body of this many bytes. */
    good: (bytes: number): Record<string, string> => ({
      host: `127.0.0.1:${port}`,
      origin: server.address,
      ...session,
      'content-type': 'application/json',
      'content-length': String(bytes),
    }),
  };
}
