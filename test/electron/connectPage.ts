import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { onTestFinished } from 'vitest';
import type { Client } from '#test/support/testConsole.ts';
import type { ContentsDouble } from './electronDouble.ts';
import { PortMainDouble } from './portMainDouble.ts';

/** Asks main for a port as the page does, and calls the console over it. */
export function connectPage(contents: ContentsDouble, overrides: { sender?: unknown; senderFrame?: unknown } = {}) {
  const { port1, port2 } = new MessageChannel();
  const main = new PortMainDouble(port1);
  contents.ipc.emit('patchbay:connect', {
    sender: contents,
    senderFrame: contents.mainFrame,
    ports: [main],
    ...overrides,
  });
  port2.start();
  onTestFinished(() => port2.close());
  const client: Client = createORPCClient(new RPCLink({ port: port2 }));
  return { main, port: port2, client };
}
