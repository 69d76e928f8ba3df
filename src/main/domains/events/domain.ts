import { setTimeout } from 'node:timers/promises';
import type { ConsoleEvent } from '#contract/events.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Events } from '#main/kernel/events.ts';
import type { Kernel } from '#main/kernel/kernel.ts';

/** Changes wait this long for others of their topic, so that a bulk change is one event for the renderer. */
const gatherMs = 30;

/** What open pages listen to. */
export function createEventsDomain({ events, closing }: Kernel): Domain<'events', null> {
  return {
    name: 'events',
    // Ends when the caller goes, or the console closes.
    routes: {
      async *subscribe(_actor, _input, signal, session) {
        for await (const event of gathered(events, AbortSignal.any([closing, ...(signal ? [signal] : [])]))) {
          const { tenantId } = session.actor();
          if (event.tenantId === null || event.tenantId === tenantId) yield event;
        }
      },
    },
    api: null,
    tables: [],
    facts: [],
    jobs: [],
  };
}

/** What happens from now on, with changes of one topic within a moment folded into one. */
async function* gathered(events: Events, ended: AbortSignal): AsyncGenerator<ConsoleEvent> {
  const waiting = new Map<string | symbol, ConsoleEvent>();
  let wake = Promise.withResolvers<void>();
  const stop = events.onEvent((event) => {
    const key = keyOf(event);
    waiting.set(key, merge(waiting.get(key), event));
    wake.resolve();
  });
  ended.addEventListener('abort', () => wake.resolve(), { once: true });
  try {
    while (!ended.aborted) {
      await wake.promise;
      await pause(gatherMs, ended);
      wake = Promise.withResolvers();
      const batch = [...waiting.values()];
      waiting.clear();
      yield* batch;
    }
  } finally {
    stop();
  }
}

/** Notices are never folded: each was meant to be heard. */
function keyOf(event: ConsoleEvent): string | symbol {
  if (event.type === 'changed') return `${event.topic} ${event.tenantId}`;
  return event.type === 'progress' ? `job ${event.job}` : Symbol('notice');
}

function merge(before: ConsoleEvent | undefined, event: ConsoleEvent): ConsoleEvent {
  if (before?.type !== 'changed' || event.type !== 'changed') return event;
  const { ids: _, ...rest } = event;
  return before.ids && event.ids ? { ...rest, ids: [...new Set([...before.ids, ...event.ids])] } : rest;
}

/** Ends early with the signal, on which nothing stays behind: a page listens for days. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
