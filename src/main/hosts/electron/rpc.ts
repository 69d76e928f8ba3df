import { RPCHandler } from '@orpc/server/message-port';
import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import type { PatchbayConsole } from '#main/console.ts';
import type { CallContext, CallSession } from '#main/kernel/actor.ts';
import { isPageUrl } from './origin.ts';

interface RpcOptions {
  readonly router: PatchbayConsole['router'];
  readonly session: CallSession;
}

/** Whether the main frame of exactly this page asks, with exactly one port. */
function isFromPage(contents: WebContents, { sender, senderFrame, ports }: IpcMainEvent): boolean {
  return sender === contents && senderFrame === contents.mainFrame && isPageUrl(senderFrame.url) && ports.length === 1;
}

/** Ends a port from our side. Electron tells of the other side's end only, and the calls under way must hear of this one too. */
function end(port: MessagePortMain): void {
  port.close();
  port.emit('close');
}

/**
 * Answers the calls of one page over one message port at a time. The preload asks for one with each load, so that a newer
 * port ends the older; a reload or crash ends it from the page's side. Who is not the page's main frame gets nothing.
 */
export function answerCalls(contents: WebContents, { router, session }: RpcOptions): void {
  const handler = new RPCHandler<CallContext>(router);
  let current: MessagePortMain | null = null;
  const replace = (port: MessagePortMain | null) => {
    if (current) end(current);
    current = port;
  };
  contents.ipc.on('patchbay:connect', (event) => {
    const [port] = event.ports;
    if (!port || !isFromPage(contents, event)) {
      for (const refused of event.ports) refused.close();
      return;
    }
    replace(port);
    port.once('close', () => {
      if (current === port) current = null;
    });
    handler.upgrade(port, { context: { session } });
    port.start();
  });
  contents.on('render-process-gone', () => replace(null));
  contents.on('destroyed', () => replace(null));
}
