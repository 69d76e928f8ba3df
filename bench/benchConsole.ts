import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { createConsole, type PatchbayConsole } from '#main/console.ts';
import { memoryKeychain } from '#test/support/memoryKeychain.ts';

/** Runs work on a console with a data folder of its own, which goes away afterwards. */
export async function withBenchConsole<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
  const data = mkdtempSync(join(tmpdir(), 'patchbay-bench-'));
  const console = await openBenchConsole(data);
  try {
    await console.vaultStarted;
    return await work({ console, client: directClient(console), data });
  } finally {
    await console.close();
    rmSync(data, { recursive: true, force: true });
  }
}

/** @param kind `cli` does by itself nothing in the background */
export function openBenchConsole(data: string, kind: 'test' | 'cli' = 'test'): Promise<PatchbayConsole> {
  return createConsole({
    kind,
    version: 'bench',
    paths: { data, resources: join(import.meta.dirname, '..', 'resources') },
    keychain: memoryKeychain(),
    now: () => Date.now(),
    openExternal: () => false,
    log: (level, message, values) => console.error(level, message, values),
  });
}

export const directClient = (opened: PatchbayConsole) =>
  createRouterClient(opened.router, { context: { session: opened.openSession() } });

export interface Opened {
  readonly console: PatchbayConsole;
  readonly client: ReturnType<typeof directClient>;
  readonly data: string;
}
