import { createRouterClient } from '@orpc/server';
import { createConsole } from '#main/console.ts';
import { nodeHost } from '#main/hosts/nodeHost.ts';
import type { Client, CommandConsole } from './commandConsole.ts';

/** A terminal opens no browser; the person does. Standard output stays for what a command answers. */
function printPage(url: string): boolean {
  process.stderr.write(`Open this page to sign in: ${url}\n`);
  return true;
}

/** Opens the console on the data folder, calls its routes without a transport, and closes it whatever happens. */
export async function openOwnConsole<T>(work: (opened: CommandConsole) => Promise<T>, data?: string): Promise<T> {
  const console = await createConsole({ ...nodeHost('cli', data), openExternal: printPage });
  try {
    await console.vaultStarted;
    const session = console.openSession();
    const client: Client = createRouterClient(console.router, { context: { session } });
    return await work({ client, keepFile: (bytes) => console.keepFile(session, bytes), isShared: false });
  } finally {
    await console.close();
  }
}
