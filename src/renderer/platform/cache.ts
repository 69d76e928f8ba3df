import { ORPCError } from '@orpc/client';
import { MutationCache, QueryClient } from '@tanstack/react-query';
import type { ConsoleEvent, Topic } from '#contract/events.ts';
import { client, orpc } from './client.ts';
import { linkState, setLinkState } from './linkState.ts';
import { addNotice } from './notices.ts';
import { reportProgress } from './progress.ts';

const retries = 2;

/**
 * Change events say when data is stale, so that it is kept until then. Only calls that did not get an answer are tried
 * again: a fault is an answer. `onMutationFault` is told of each failed change that has no `meta.quiet`.
 */
export function createQueryClient(onMutationFault: (error: unknown) => void): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (mutation.meta?.quiet !== true) onMutationFault(error);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        gcTime: 300_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (count, error) => count < retries && !(error instanceof ORPCError),
      },
      mutations: { networkMode: 'always' },
    },
  });
}

const firstPauseMs = 300;
const longestPauseMs = 5_000;
const gatherMs = 40;

/**
 * Listens to main until `signal` ends it, keeps the cache true, and comes back by itself after a lost connection.
 * A page out of sight stops listening: a browser gives one address six connections, and each page holds one.
 */
export async function followEvents(queries: QueryClient, signal: AbortSignal): Promise<void> {
  let pause = firstPauseMs;
  while (!signal.aborted) {
    await untilVisible(signal);
    const turn = whileVisible(signal);
    try {
      const events = await client.events.subscribe(undefined, { signal: turn.signal });
      pause = firstPauseMs;
      await reconnected(queries);
      for await (const event of events) take(queries, event);
    } catch {
      // Whatever ended the stream, the answer is the same: show it and try again.
    }
    turn.end();
    if (signal.aborted) return;
    if (turn.signal.aborted) {
      setLinkState('paused');
      continue;
    }
    if (linkState() !== 'signedOut') setLinkState('lost');
    await wait(pause, signal);
    pause = Math.min(pause * 2, longestPauseMs);
  }
}

/** Events were missed while nobody listened, so that everything may be stale. */
async function reconnected(queries: QueryClient): Promise<void> {
  const missed = linkState() !== 'connecting';
  setLinkState('connected');
  if (missed) await queries.invalidateQueries();
}

function take(queries: QueryClient, event: ConsoleEvent): void {
  switch (event.type) {
    case 'progress':
      reportProgress(event);
      break;
    case 'notice':
      addNotice(event);
      break;
    case 'changed':
      staleSoon(queries, event.topic);
  }
}

const stale = new Set<Topic>();

/** Many changes at once make one round of questions. Which topics a change makes stale is said in main. */
function staleSoon(queries: QueryClient, topic: Topic): void {
  if (stale.size === 0) setTimeout(() => refresh(queries), gatherMs);
  stale.add(topic);
}

function refresh(queries: QueryClient): void {
  const topics = [...stale];
  stale.clear();
  if (topics.includes('tenants')) void queries.invalidateQueries();
  else for (const topic of topics) void queries.invalidateQueries({ queryKey: orpc[topic].key() });
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const patienceMs = 10_000;

/** Resolves when the page is in sight, at once where it is. */
function untilVisible(signal: AbortSignal): Promise<void> {
  if (!document.hidden || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      signal.removeEventListener('abort', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
  });
}

/** A signal that aborts with `signal`, or when the page has been out of sight for a while; `end` takes it down. */
function whileVisible(signal: AbortSignal): { signal: AbortSignal; end: () => void } {
  const turn = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => turn.abort(), patienceMs);
  };
  document.addEventListener('visibilitychange', watch);
  watch();
  const end = () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', watch);
  };
  return { signal: AbortSignal.any([signal, turn.signal]), end };
}
