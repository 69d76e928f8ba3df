import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import type { Contract } from '#contract/index.ts';
import { createConsole, type PatchbayConsole } from '#main/console.ts';
import { nodeHost } from '#main/hosts/nodeHost.ts';

export type Client = ContractRouterClient<Contract>;

export interface CommandConsole {
  readonly console: PatchbayConsole;
  readonly client: Client;
}

/** A terminal opens no browser; the person does. Standard output stays for what a command answers. */
function printPage(url: string): boolean {
  process.stderr.write(`Open this page to sign in: ${url}\n`);
  return true;
}

/** Opens the console on the data folder, calls its routes without a transport, and closes it whatever happens. */
export async function withConsole<T>(work: (opened: CommandConsole) => Promise<T>, data?: string): Promise<T> {
  const console = await createConsole({ ...nodeHost('cli', data), openExternal: printPage });
  try {
    await console.vaultStarted;
    const client: Client = createRouterClient(console.router, { context: { session: console.openSession() } });
    return await work({ console, client });
  } finally {
    await console.close();
  }
}
