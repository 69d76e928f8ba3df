import { useSyncExternalStore } from 'react';
import type { ConsoleEvent } from '#contract/events.ts';

export type Progress = Extract<ConsoleEvent, { type: 'progress' }>;

const jobsKept = 50;
const latest = new Map<string, Progress>();
const listeners = new Set<() => void>();

/** Takes a progress event in; the oldest jobs are forgotten. */
export function reportProgress(event: Progress): void {
  latest.delete(event.job);
  latest.set(event.job, event);
  const [oldest] = latest.keys();
  if (latest.size > jobsKept && oldest !== undefined) latest.delete(oldest);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The latest step of a job, undefined before its first. */
export function useProgress(job: string | null): Progress | undefined {
  return useSyncExternalStore(subscribe, () => (job === null ? undefined : latest.get(job)));
}
