import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { onTestFinished } from 'vitest';
import type { Contract } from '#contract/index.ts';
import { createConsole, type PatchbayConsole } from '#main/console.ts';
import type { Host } from '#main/kernel/host.ts';
import { memoryKeychain } from './memoryKeychain.ts';

export type Client = ContractRouterClient<Contract>;

export interface TestConsole {
  readonly console: PatchbayConsole;
  /** Calls the routes directly as the person of this console. */
  readonly client: Client;
  readonly host: Host;
  readonly logs: string[];
}

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a test host lends; `overrides` replaces parts of it. */
export function testHost(overrides: Partial<Host> = {}): Host & { logs: string[] } {
  const logs: string[] = [];
  return {
    kind: 'test',
    version: '0.0.0-test',
    paths: {
      data: overrides.paths?.data ?? temporaryFolder(),
      resources: join(import.meta.dirname, '../../resources'),
    },
    keychain: memoryKeychain(),
    now: () => Date.now(),
    openExternal: () => false,
    log: (level, message, values) => void logs.push(JSON.stringify({ level, message, ...values })),
    ...overrides,
    logs,
  };
}

/** The whole console on a data folder of its own, closed when the test ends. */
export async function testConsole(overrides: Partial<Host> = {}): Promise<TestConsole> {
  const host = testHost(overrides);
  const console = await createConsole(host);
  await console.vaultStarted;
  onTestFinished(() => console.close());
  return { console, client: directClient(console), host, logs: host.logs };
}

/** Calls the routes without a transport, in a session of its own. */
export function directClient(console: PatchbayConsole): Client {
  return createRouterClient(console.router, { context: { session: console.openSession() } });
}
