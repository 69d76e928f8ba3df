import { useEffect, useRef, useState } from 'react';
import type { SocketDraft, SocketEntry, SocketState } from '#contract/sockets.ts';
import { client } from '#renderer/platform/client.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';

export type SocketMessage = Parameters<typeof client.sockets.send>[0]['message'];

/** Of one log in the page; older entries go. */
const mostEntries = 5_000;
/** After an answer that did not come, ms. */
const retryMs = 1_000;

interface Session {
  readonly id: string | null;
  readonly connecting: boolean;
  readonly socket: SocketState | null;
  readonly entries: readonly SocketEntry[];
  /** Entries that are not in the page any more, or never were. */
  readonly dropped: number;
  /** Why it could not be opened. */
  readonly error: unknown;
}

const none: Session = { id: null, connecting: false, socket: null, entries: [], dropped: 0, error: null };

export interface SocketSession extends Session {
  connect(draft: SocketDraft): void;
  disconnect(code: number, reason: string): void;
  send(message: SocketMessage): Promise<boolean>;
  clear(): void;
}

/** One WebSocket of the page, which ends when the page goes. */
export function useSocket(): SocketSession {
  const [session, setSession] = useState<Session>(none);
  const current = useRef<{ id: string; abort: AbortController } | null>(null);
  useEffect(() => () => leave(current.current), []);

  const change = (id: string, next: (before: Session) => Partial<Session>) =>
    setSession((before) => (before.id === id ? { ...before, ...next(before) } : before));

  const connect = (draft: SocketDraft) => {
    leave(current.current);
    const id = crypto.randomUUID();
    const abort = new AbortController();
    current.current = { id, abort };
    setSession({ ...none, id, connecting: true });
    client.sockets.open({ id, draft }).then(
      (socket) => {
        change(id, () => ({ socket, connecting: false }));
        void follow(id, abort.signal, (socketNow, entries, dropped) =>
          change(id, (before) => joined(before, socketNow, entries, dropped)),
        );
      },
      (error: unknown) => change(id, () => ({ error: abort.signal.aborted ? null : error, connecting: false })),
    );
  };

  const disconnect = (code: number, reason: string) => {
    const { id, connecting } = session;
    if (id === null) return;
    if (connecting) current.current?.abort.abort();
    client.sockets.close({ id, code, reason }).then(
      (socket) => change(id, () => ({ socket, connecting: false })),
      (error: unknown) => toastFault(error, 'The WebSocket could not be closed'),
    );
  };

  const send = async (message: SocketMessage): Promise<boolean> => {
    const { id } = session;
    if (id === null) return false;
    try {
      const socket = await client.sockets.send({ id, message });
      change(id, () => ({ socket }));
      return true;
    } catch (error) {
      toastFault(error, 'The message was not sent');
      return false;
    }
  };

  const clear = () => setSession((before) => ({ ...before, entries: [], dropped: 0 }));

  return { ...session, connect, disconnect, send, clear };
}

/** The page goes, or another one is opened. */
function leave(held: { id: string; abort: AbortController } | null): void {
  if (held === null) return;
  held.abort.abort();
  client.sockets.close({ id: held.id, code: 1000, reason: '' }).catch(() => {
    // It is over already, or the console ends it.
  });
}

function joined(
  before: Session,
  socket: SocketState,
  fresh: readonly SocketEntry[],
  dropped: number,
): Partial<Session> {
  const all = [...before.entries, ...fresh];
  const gone = Math.max(0, all.length - mostEntries);
  return { socket, entries: gone > 0 ? all.slice(gone) : all, dropped: before.dropped + dropped + gone };
}

/** Asks for what happens until it is over, and everything was told. */
async function follow(
  id: string,
  signal: AbortSignal,
  onEntries: (socket: SocketState, entries: readonly SocketEntry[], dropped: number) => void,
): Promise<void> {
  let since = 0;
  while (!signal.aborted) {
    try {
      const { state, entries, dropped, more } = await client.sockets.log({ id, since, wait: true }, { signal });
      since = entries.at(-1)?.seq ?? since;
      onEntries(state, entries, dropped);
      const isOver = state.state === 'closed' || state.state === 'refused';
      if (isOver && !more) return;
    } catch (error) {
      if (signal.aborted || (error instanceof Error && 'code' in error && error.code === 'NOT_FOUND')) return;
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
}
