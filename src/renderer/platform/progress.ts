import type { ConsoleEvent } from '#contract/events.ts';
import { sharedValue } from '#renderer/ui/sharedValue.ts';

export type Progress = Extract<ConsoleEvent, { type: 'progress' }>;

const jobsKept = 50;
const latest = sharedValue<readonly Progress[]>([]);

/** Takes a progress event in; the oldest jobs are forgotten. */
export function reportProgress(event: Progress): void {
  const others = latest.get().filter(({ job }) => job !== event.job);
  latest.set([event, ...others].slice(0, jobsKept));
}

/** The latest step of a job, undefined before its first. */
export function useProgress(job: string | null): Progress | undefined {
  return latest.use().find((progress) => progress.job === job);
}
