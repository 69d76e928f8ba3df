import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Fault } from '#contract/fault.ts';
import { createOutbound, type Outbound } from './createOutbound.ts';
import type { OutboundOptions } from './network.ts';
import {
  clearHttp2Server,
  http2Server,
  httpServer,
  httpsServer,
  mutualServer,
  type TestServer,
  tcpServer,
} from './testServer.ts';

export interface TestOutbound extends Outbound {
  readonly bodyDirectory: string;
  /** Names of the body files that are there now. */
  files(): string[];
}

/** A client with a body folder of its own; both go when the test ends. */
export function testOutbound(options: Partial<OutboundOptions> = {}): TestOutbound {
  const bodyDirectory = mkdtempSync(join(tmpdir(), 'patchbay-bodies-'));
  const outbound = createOutbound({ bodyDirectory, userAgent: 'patchbay-test', ...options });
  onTestFinished(() => {
    outbound.close();
    rmSync(bodyDirectory, { recursive: true });
  });
  return { ...outbound, bodyDirectory, files: () => readdirSync(bodyDirectory) };
}

type Listen<A extends unknown[]> = (...given: A) => Promise<TestServer>;

function closing<A extends unknown[]>(listen: Listen<A>): Listen<A> {
  return async (...given) => {
    const server = await listen(...given);
    onTestFinished(() => server.close());
    return server;
  };
}

/** Servers that close when the test ends. */
export const serve = {
  http: closing(httpServer),
  https: closing(httpsServer),
  mutual: closing(mutualServer),
  http2: closing(http2Server),
  clearHttp2: closing(clearHttp2Server),
  tcp: closing(tcpServer),
};

/** The fault a promise rejects with; anything else fails the test. */
export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(
    () => new Error('no fault'),
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw error;
}
