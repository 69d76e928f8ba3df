import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readValue, writeValue } from '#main/domains/settings/domain.ts';
import type { Store } from '#main/store/index.ts';
import { type SampleServer, serveSample } from './serve.ts';

/** The sample API of a data folder. */
export interface SampleApi {
  /** Starts it where it does not run yet. It keeps its key, and its port where that is still free. */
  start(): Promise<{ baseUrl: string; definitionUrl: string; apiKey: string }>;
  /** Starts it where it was started in an earlier run, so that what was connected to it goes on working. */
  resume(): Promise<void>;
  /** Runs works one after the other, so that two clicks do not install twice. */
  alone<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const row = 'sample';
const kept = z.object({ key: z.string().min(16), port: z.int().min(0).max(65_535) });

/**
 * The key stands in the settings, in clear: it opens an API on this computer that holds nothing but made-up books, and the screen
 * shows it to be copied. Whatever becomes a connection is sealed all the same.
 */
export function createSampleApi({ store }: { store: Store }): SampleApi {
  let running: Promise<SampleServer> | null = null;
  const remembered = () => readValue(store.read, row, kept) ?? { key: newKey(), port: 0 };
  const begin = async () => {
    const known = remembered();
    const server = await serveSample(known);
    store.write((w) => writeValue(w, row, { ...known, port: server.port }));
    return server;
  };
  let last: Promise<unknown> = Promise.resolve();
  const start = async () => {
    running ??= begin();
    const { baseUrl } = await running.catch((error: unknown) => {
      running = null;
      throw error;
    });
    return { baseUrl, definitionUrl: `${baseUrl}/openapi.json`, apiKey: remembered().key };
  };
  return {
    start,
    resume: async () => {
      if (readValue(store.read, row, kept) !== undefined) await start();
    },
    alone: (work) => {
      const turn = last.then(work);
      last = turn.catch(() => null);
      return turn;
    },
    close: async () => {
      const server = await running?.catch(() => null);
      running = null;
      await server?.close();
    },
  };
}

function newKey(): string {
  return `sample_${randomBytes(18).toString('base64url')}`;
}
