import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '#contract/index.ts';
import { signIn } from '#test/support/signIn.ts';
import { end, start } from './start/processes.ts';

export type Client = ContractRouterClient<Contract>;

export interface OpenHost {
  readonly client: Client;
  readonly link: string;
  readonly pid: number | undefined;
  /** The most memory that the process held so far, in bytes; 0 where the system does not tell it under /proc. */
  peakBytes(): number;
  close(): Promise<void>;
}

const loopback = join(import.meta.dirname, '..', 'out', 'main', 'loopback.js');

/** Starts the built loopback host on a data folder and signs in as a page does. */
export async function openHost(data: string): Promise<OpenHost> {
  const env = { PATCHBAY_DATA: data, PATCHBAY_KEYCHAIN: 'none' };
  const started = await start(process.execPath, [loopback, '--no-open', '--json'], /"link":"([^"]+)"/, env);
  const link = started.match[1] ?? '';
  const { origin } = new URL(link);
  const headers = { ...(await signIn(link)), origin };
  const client: Client = createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers }));
  for (let warm = 0; warm < 20; warm += 1) await client.integrations.list({});
  return {
    client,
    link,
    pid: started.child.pid,
    peakBytes: () => Number(/VmHWM:\s+(\d+) kB/.exec(statusOf(started.child.pid))?.[1] ?? 0) * 1024,
    close: () => end(started),
  };
}

function statusOf(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
