import { commonFaults } from '#contract/fault.ts';
import { type RequestDraft, requestDraft } from '#contract/requests.ts';
import { type SocketDraft, type SocketState, socketFaults } from '#contract/sockets.ts';
import type { OutboundRequest } from '#main/http/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { LiveSocket } from './liveSocket.ts';

interface SocketsPorts {
  /** A request by hand with its credentials and cookies. */
  readonly outboundOf: (actor: Actor, draft: RequestDraft) => Promise<OutboundRequest>;
}

const mostOpen = 20;
/** How long the log of one that is over stays to be read. */
const keptMs = 10 * 60_000;
/** A page that is there asks all the time. */
const abandonedMs = 2 * 60_000;
const waitMs = 15_000;
const sweepMs = 30_000;

type Context = Pick<Kernel, 'outbound' | 'now'> & SocketsPorts & { readonly all: Map<string, LiveSocket> };

/** WebSockets that people open from a page; they end with it. Nothing of them is stored. */
export function createSockets(kernel: Kernel, ports: SocketsPorts): Domain<'sockets', null> {
  const { outbound, now } = kernel;
  const all = new Map<string, LiveSocket>();
  const context: Context = { outbound, now, ...ports, all };
  const sweep = setInterval(() => sweepOut(context), sweepMs).unref();
  const endAll = (isMeant: (socket: LiveSocket) => boolean) => {
    for (const [key, socket] of all) {
      if (!isMeant(socket)) continue;
      socket.terminate();
      all.delete(key);
    }
  };
  return {
    name: 'sockets',
    routes: {
      open: (actor, { id, draft }) => open(context, actor, id, draft),
      send: (actor, { id, message }) => {
        requireRole(actor, 'editor');
        const socket = socketOf(context, actor, id);
        socket.send(message);
        return socket.state;
      },
      close: (actor, { id, code, reason }) => {
        requireRole(actor, 'editor');
        const socket = socketOf(context, actor, id);
        socket.close(code, reason);
        return socket.state;
      },
      log: async (actor, { id, since, wait }, signal) => {
        const socket = socketOf(context, actor, id);
        socket.askedAt = now();
        if (wait && !socket.isOver) await socket.log.whenAfter(since, waitMs, signal);
        return { state: socket.state, ...socket.log.since(since) };
      },
      list: (actor) =>
        [...all.values()].filter((socket) => isOf(socket, actor) && !socket.isOver).map(({ state }) => state),
    },
    api: null,
    tables: [],
    facts: [],
    jobs: [],
    onTenantRemoved: (tenantId) => endAll(({ owner }) => owner.tenantId === tenantId),
    close: () => {
      clearInterval(sweep);
      endAll(() => true);
    },
  };
}

const keyOf = ({ tenantId, userId }: Actor, id: string) => `${tenantId} ${userId} ${id}`;

const isOf = ({ owner }: LiveSocket, { tenantId, userId }: Actor) =>
  owner.tenantId === tenantId && owner.userId === userId;

/** People see and use what they opened themselves. Throws NOT_FOUND. */
function socketOf({ all }: Context, actor: Actor, id: string): LiveSocket {
  const found = all.get(keyOf(actor, id));
  if (found !== undefined) return found;
  throw commonFaults.fault('NOT_FOUND', 'This WebSocket is over, and its log is gone.', { todo: 'Connect again.' });
}

/** Throws what `sendRequest` throws, CONFLICT, SOCKET_BUSY, and the faults of the network on the way there. */
async function open(context: Context, actor: Actor, id: string, draft: SocketDraft): Promise<SocketState> {
  requireRole(actor, 'editor');
  const { all, now, outbound } = context;
  const key = keyOf(actor, id);
  if (all.has(key)) throw commonFaults.fault('CONFLICT', 'This WebSocket is open already.');
  if ([...all.values()].filter((other) => isOf(other, actor) && !other.isOver).length >= mostOpen)
    throw socketFaults.fault('SOCKET_BUSY', `${mostOpen} WebSockets are open, which is the most at once.`, {
      todo: 'Close one of them first.',
    });
  const request = requestOf(draft);
  const socket = new LiveSocket(actor, { id, url: '' }, now);
  all.set(key, socket);
  try {
    const connection = await outbound.connect(await context.outboundOf(actor, request), socket.opening.signal);
    await socket.handshake(connection, draft.subprotocols);
    return socket.state;
  } catch (error) {
    socket.terminate();
    all.delete(key);
    throw error;
  }
}

/** The handshake as a request by hand. */
function requestOf({ url, headers, connectionId, confirmedHost }: SocketDraft): RequestDraft {
  return requestDraft.parse({
    integrationId: null,
    operationKey: null,
    connectionId,
    method: 'GET',
    url: url.replace(/^ws/i, 'http'),
    server: null,
    parameters: headers.map(({ name, value, enabled }) => ({ in: 'header', name, value, enabled })),
    body: { kind: 'none' },
    followRedirects: false,
    confirmedHost,
  });
}

/** Ends what no page asks for any more, and forgets logs that nobody reads. */
function sweepOut({ all, now }: Context): void {
  for (const [key, socket] of all) {
    const silent = now() - socket.askedAt;
    if (socket.isOver && silent > keptMs) all.delete(key);
    else if (!socket.isOver && silent > abandonedMs) socket.close(1000, '');
  }
}
