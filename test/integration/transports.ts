import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { onTestFinished } from 'vitest';
import type { PatchbayConsole } from '#main/console.ts';
import { startServer } from '#main/hosts/loopback/server.ts';
import { reachConsole } from '#main/hosts/socket/client.ts';
import { openSocket } from '#main/hosts/socket/server.ts';
import { signIn } from '#test/support/signIn.ts';
import { type Client, directClient, temporaryFolder } from '#test/support/testConsole.ts';

/** A way to reach the routes of a console. */
export interface Transport {
  readonly name: string;
  connect(console: PatchbayConsole): Promise<Client>;
}

const direct: Transport = { name: 'direct', connect: async (console) => directClient(console) };

const messagePort: Transport = {
  name: 'message port',
  async connect(console) {
    const { port1, port2 } = new MessageChannel();
    onTestFinished(() => port1.close());
    new PortHandler(console.router).upgrade(port1, { context: { session: console.openSession() } });
    port1.start();
    port2.start();
    return createORPCClient(new PortLink({ port: port2 }));
  },
};

const http: Transport = {
  name: 'HTTP',
  async connect(console) {
    const server = await startServer({ console, renderer: temporaryFolder(), port: 0, log: () => undefined });
    onTestFinished(() => server.close());
    const headers = { ...(await signIn(server.link())), origin: server.address };
    return createORPCClient(new FetchLink({ url: `${server.address}/rpc`, headers }));
  },
};

const socket: Transport = {
  name: 'socket',
  async connect(console) {
    const dataDirectory = temporaryFolder();
    const opened = await openSocket({ console, dataDirectory, build: 'this', log: () => undefined });
    onTestFinished(() => opened.close());
    const running = await reachConsole(dataDirectory, 'this');
    if (running === null) throw new Error('The console does not answer.');
    onTestFinished(() => running.close());
    return running.client;
  },
};

export const transports: readonly Transport[] = [direct, messagePort, http];

/** The one of commands, which carries no streams of events. */
export const callTransports: readonly Transport[] = [...transports, socket];
