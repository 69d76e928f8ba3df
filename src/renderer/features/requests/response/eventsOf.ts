import { useEffect, useRef, useState } from 'react';
import type { StreamEventRow } from '#contract/bodies.ts';
import type { ExchangeId } from '#contract/common.ts';
import { client } from '#renderer/platform/client.ts';

/** Events that the page holds at once; of more, the last. */
export const mostShown = 10_000;
const liveMs = 300;

export interface ShownEvents {
  readonly events: readonly StreamEventRow[];
  /** How many there are so far. */
  readonly total: number;
  readonly loading: boolean;
  readonly error: unknown;
}

const nothing: ShownEvents = { events: [], total: 0, loading: true, error: null };

/** The events of a stream: all that is kept, and while it arrives what is new. Paused, it stays as it is. */
export function useStreamEvents(id: ExchangeId, live: boolean, paused: boolean): ShownEvents {
  const [shown, setShown] = useState(nothing);
  const last = useRef(0);
  useEffect(() => {
    if (paused) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      const found = await client.requests.events({ id, after: last.current }, { signal: stop.signal });
      if (stop.signal.aborted) return;
      last.current = found.events.at(-1)?.seq ?? last.current;
      setShown((now) => ({
        events: [...now.events, ...found.events].slice(-mostShown),
        total: found.total,
        loading: last.current < found.total && found.events.length > 0,
        error: null,
      }));
      if (last.current < found.total && found.events.length > 0) return read();
      if (live) timer = setTimeout(() => void read().catch(fail), liveMs);
    };
    const fail = (error: unknown) => {
      if (!stop.signal.aborted) setShown((now) => ({ ...now, loading: false, error }));
    };
    read().catch(fail);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [id, live, paused]);
  return shown;
}
